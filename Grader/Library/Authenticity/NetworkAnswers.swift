import DiffusionCourse
import SubmissionProtocol
import Tensors

/// Answers the calls of a student's `sample`, outside of the student's process, and watches what
/// becomes of the answers.
///
/// Some images of the batch are answered by the network with the submitted weights. It treats each
/// image by itself, so these must come out as they did when all were drawn by it. The others are
/// answered as a network would that is certain of a picture of the grader's own, a decoy: a sampler
/// that does what the network says ends at just that picture, by any of the ways that the course
/// allows, and one that brings its own pictures does not.
final class NetworkAnswers {
  /// The images that the network answers for, in order.
  let chosen: [Int]
  /// The pictures that the others should become, [count, 784]; of the chosen ones they mean nothing.
  let decoys: [Float]

  private let denoiser: ConditionalDenoiser
  private let count: Int
  private let alphaBar: [Double]
  private let prediction: PredictionChoice

  private(set) var calls = 0
  /// The first call that is not the algorithm's.
  private(set) var problem: Sentence?
  /// The clean images that the last call's answers mean, within −1…1, [count, 784].
  private(set) var concluded: [Float]
  /// How far any x_t of a chosen image is from where the answer before leads, as a share of what
  /// noise and small mistakes explain; [chosen.count].
  private(set) var jumps: [Double]
  /// The x_t and answers of the chosen images in the last call, and its t.
  private var last: (timestep: Int, images: [Float], answers: [Float])?

  private static let pixels = 784

  init(
    _ denoiser: ConditionalDenoiser, count: Int, chosen: [Int], decoys: [Float],
    alphaBar: [Double], prediction: PredictionChoice
  ) {
    self.denoiser = denoiser
    self.count = count
    self.chosen = chosen
    self.decoys = decoys
    self.alphaBar = alphaBar
    self.prediction = prediction
    concluded = Array(repeating: 0, count: count * NetworkAnswers.pixels)
    jumps = Array(repeating: 0, count: chosen.count)
  }

  /// T.
  private var timesteps: Int { alphaBar.count - 1 }

  /// The answer to a call; nil to a call that cannot be answered or comes long after the last should
  /// have.
  func answer(_ question: NetworkQuestion) -> [Float]? {
    look(at: question)
    calls += 1
    guard isAnswerable(question), calls <= 2 * timesteps + 10 else { return nil }
    let images = question.images.values
    var answers = images
    for image in 0..<count {
      let t = min(max(question.timesteps[image], 1), timesteps)
      let (signal, noise) = (alphaBar[t].squareRoot(), (1 - alphaBar[t]).squareRoot())
      for pixel in image * NetworkAnswers.pixels..<(image + 1) * NetworkAnswers.pixels {
        let clean = Double(decoys[pixel])
        answers[pixel] =
          prediction == .sample
          ? Float(clean) : Float((Double(images[pixel]) - signal * clean) / noise)
      }
    }
    let predicted = predictions(for: question)
    for (row, image) in chosen.enumerated() {
      answers.replaceSubrange(
        image * NetworkAnswers.pixels..<(image + 1) * NetworkAnswers.pixels,
        with: predicted[row * NetworkAnswers.pixels..<(row + 1) * NetworkAnswers.pixels])
    }
    watch(question, answers, predicted)
    return answers
  }

  private func isAnswerable(_ question: NetworkQuestion) -> Bool {
    question.images.shape == [count, 1, 28, 28] && question.timesteps.count == count
      && (question.labels.map { $0.count == count && $0.allSatisfy((0...9).contains) } ?? true)
      && question.images.values.allSatisfy(\.isFinite)
  }

  /// What the network says of the chosen images, [chosen.count, 784].
  private func predictions(for question: NetworkQuestion) -> [Float] {
    if chosen.isEmpty { return [] }
    let images = chosen.flatMap { image in
      question.images.values[
        image * NetworkAnswers.pixels..<(image + 1) * NetworkAnswers.pixels]
    }
    return withoutGradients {
      denoiser.predict(
        Tensor(images, shape: [chosen.count, 1, 28, 28]),
        at: chosen.map { question.timesteps[$0] },
        labels: question.labels.map { labels in chosen.map { labels[$0] } }
      ).scalars
    }
  }

  // MARK: Watching

  /// Remembers the first call that the algorithm does not make.
  private func look(at question: NetworkQuestion) {
    guard problem == nil else { return }
    let expected = timesteps - calls
    let number = calls + 1
    if expected < 1 {
      problem = say(
        "the network is called more than T = \(timesteps) times",
        korean: "네트워크를 T = \(timesteps)번보다 많이 호출합니다")
    } else if question.images.shape != [count, 1, 28, 28] {
      problem = say(
        "call \(number) has images of shape \(question.images.shape), not [\(count), 1, 28, 28]",
        korean: "\(number)번째 호출의 이미지 shape이 [\(count), 1, 28, 28]이 아니라 \(question.images.shape)입니다")
    } else if question.timesteps != Array(repeating: expected, count: count) {
      let shown = question.timesteps.first.map { "\($0)" } ?? "none"
      problem = say(
        "call \(number) is at t = \(shown), where the algorithm is at t = \(expected) for all images",
        korean: "\(number)번째 호출의 t는 \(shown)입니다. 알고리즘대로라면 모든 이미지에서 t = \(expected)입니다")
    } else if question.labels != (0..<count).map({ $0 % 10 }) {
      problem = say(
        "call \(number) does not have the labels 0, 1, …, 9, 0, …",
        korean: "\(number)번째 호출의 라벨이 0, 1, …, 9, 0, …이 아닙니다")
    }
  }

  private func watch(_ question: NetworkQuestion, _ answers: [Float], _ predicted: [Float]) {
    let pixels = NetworkAnswers.pixels
    for image in 0..<count {
      let t = min(max(question.timesteps[image], 1), timesteps)
      for pixel in image * pixels..<(image + 1) * pixels {
        let clean = cleanPixel(question.images.values[pixel], answers[pixel], at: t)
        concluded[pixel] = Float(min(max(clean, -1), 1))
      }
    }
    let current = chosen.flatMap { question.images.values[$0 * pixels..<($0 + 1) * pixels] }
    let t = min(max(question.timesteps[0], 1), timesteps)
    if let last, last.timestep == t + 1 {
      for row in chosen.indices {
        jumps[row] = max(
          jumps[row], jump(from: last, to: current, in: row * pixels..<(row + 1) * pixels))
      }
    }
    last = (t, current, predicted)
  }

  /// x̂₀ of a pixel.
  private func cleanPixel(_ noisy: Float, _ answer: Float, at t: Int) -> Double {
    if prediction == .sample { return Double(answer) }
    return (Double(noisy) - (1 - alphaBar[t]).squareRoot() * Double(answer))
      / alphaBar[t].squareRoot()
  }

  /// How far x_{t−1} is from the mean of its distribution, as a share of three standard deviations
  /// (of the larger variance, β_t) and 0.05 more. The mean is that with x̂₀ clipped or as it is, whichever
  /// is nearer.
  private func jump(
    from last: (timestep: Int, images: [Float], answers: [Float]), to current: [Float],
    in pixels: Range<Int>
  ) -> Double {
    let t = last.timestep
    let alpha = alphaBar[t] / alphaBar[t - 1]
    let beta = 1 - alpha
    let cleanShare = alphaBar[t - 1].squareRoot() * beta / (1 - alphaBar[t])
    let noisyShare = alpha.squareRoot() * (1 - alphaBar[t - 1]) / (1 - alphaBar[t])
    var (clipped, asItIs) = (0.0, 0.0)
    for pixel in pixels {
      let clean = cleanPixel(last.images[pixel], last.answers[pixel], at: t)
      let rest = Double(current[pixel]) - noisyShare * Double(last.images[pixel])
      let first = rest - cleanShare * min(max(clean, -1), 1)
      let second = rest - cleanShare * clean
      clipped += first * first
      asItIs += second * second
    }
    let distance = (min(clipped, asItIs) / Double(pixels.count)).squareRoot()
    return distance / (3 * max(beta, 0).squareRoot() + 0.05)
  }
}
