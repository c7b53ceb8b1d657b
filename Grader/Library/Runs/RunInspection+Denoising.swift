import DiffusionCourse
import Digits
import Foundation
import NeuralNetworks
import SubmissionProtocol
import Tensors

extension RunInspection {
  /// Whether the weights predict what this run's setting asks.
  ///
  /// Thirty drawn digits that no training saw are noised by the run's own schedule and shown to the
  /// network. What its prediction leaves unexplained, as a share of the variance that there is to
  /// explain, is 1 for a network that knows nothing. Weights of the other prediction lie beyond that.
  static func denoising(of network: ContextUnet?, record: RunRecord?) -> Finding {
    guard let network, let run = record?.run else {
      return .none(
        say(
          "not looked at: it needs the weights and run.json",
          korean: "검사하지 못했습니다. 가중치와 run.json이 필요합니다"))
    }
    network.isTraining = false
    let unexplained = DenoisingCheck(run).unexplained(by: network)
    let percent = Int(max(0, (1 - unexplained) * 100))
    let what = sentence(run.prediction)
    if unexplained > DenoisingCheck.mostWithoutDoubt,
      let other = anotherRun(than: run, of: network, unexplained: unexplained)
    {
      return .none(other)
    }
    if unexplained <= DenoisingCheck.mostForAllPoints {
      return .full(
        say(
          "on 30 digits that it never saw, the network accounts for \(percent) % of \(what)",
          korean: "처음 보는 숫자 30개에서 네트워크가 \(what)의 \(percent) %를 맞혔습니다"))
    }
    let finding = say(
      """
      on 30 digits that it never saw, the network accounts for only \(percent) % of \(what); all points need \
      \(needed(for: DenoisingCheck.mostForAllPoints)), half of them \
      \(needed(for: DenoisingCheck.mostForHalf)), and a trained one reaches 80 % and more
      """,
      korean: """
        처음 보는 숫자 30개에서 네트워크가 \(what)의 \(percent) %만 맞혔습니다. 만점은 \
        \(needed(for: DenoisingCheck.mostForAllPoints)), 절반은 \(needed(for: DenoisingCheck.mostForHalf)) \
        이상이어야 하며, 학습된 네트워크는 80 % 이상입니다
        """)
    return Finding(
      share: unexplained <= DenoisingCheck.mostForHalf ? 0.5 : 0, feedback: [finding])
  }

  /// Whether the weights do far better at what another run asks; that in words.
  private static func anotherRun(
    than run: RunConfiguration, of network: ContextUnet, unexplained: Double
  ) -> Sentence? {
    var other = run
    other.prediction = run.prediction == .epsilon ? .sample : .epsilon
    if DenoisingCheck(other).unexplained(by: network) <= DenoisingCheck.mostForAllPoints {
      return say(
        """
        the weights predict \(sentence(other.prediction)), not \(sentence(run.prediction)): they are \
        those of a run with the other prediction
        """,
        korean: """
          이 가중치는 \(sentence(run.prediction))이(가) 아니라 \(sentence(other.prediction))을(를) 예측합니다. \
          다른 예측 방식으로 학습한 가중치입니다
          """)
    }
    other = run
    other.schedule = run.schedule == .linear ? .cosine : .linear
    let there = DenoisingCheck(other).unexplained(by: network)
    guard there < DenoisingCheck.otherSchedule * unexplained else { return nil }
    let (own, far) = (percentText(unexplained), percentText(there))
    return say(
      """
      the weights leave \(own) of the error with this run's schedule and \(far) with the \
      \(other.schedule.rawValue) one: they are those of a run with the other schedule
      """,
      korean: """
        이 학습의 스케줄에서는 오차가 \(own) 남는데 \(other.schedule.rawValue) 스케줄에서는 \(far)만 남습니다. \
        다른 스케줄로 학습한 가중치입니다
        """)
  }

  /// What a bound of the unexplained share leaves to be accounted for.
  private static func needed(for most: Double) -> String {
    "\(Int(((1 - most) * 100).rounded())) %"
  }

  private static func percentText(_ share: Double) -> String {
    "\(Int(min(9.99, share) * 100)) %"
  }

  private static func sentence(_ prediction: PredictionType) -> Sentence {
    switch prediction {
    case .epsilon: say("the noise ε", korean: "노이즈 ε")
    case .sample: say("the clean image x₀", korean: "깨끗한 이미지 x₀")
    }
  }
}

/// Noisy digits, and what a network is to see in them.
struct DenoisingCheck {
  /// Bounds of the unexplained share; `Grader/RUNS.md` says where trained and other networks lie.
  static let (mostWithoutDoubt, mostForAllPoints, mostForHalf) = (0.15, 0.35, 0.7)
  /// Weights of the other schedule leave less than this share there of what they leave here.
  static let otherSchedule = 0.6
  /// The ᾱ_t that are tried: little noise leaves ε hard to see, much of it leaves x₀ so.
  static let levels = [0.8, 0.5, 0.2]
  private static let digitsForEach = 10

  let images: Tensor
  let noise: Tensor
  let noisyImages: Tensor
  let timesteps: [Int]
  let labels: [Int]
  private let prediction: PredictionType
  private let mostTimesteps: Int

  init(_ run: RunConfiguration) {
    let alphaBars = ClosedFormSchedule.alphaBars(run.schedule, settings: run.settings)
    let count = DenoisingCheck.levels.count * DenoisingCheck.digitsForEach
    let digits = DrawnDigits.generate(count: count, seed: 20_261_121)
    prediction = run.prediction
    mostTimesteps = run.settings.timesteps
    timesteps = DenoisingCheck.levels.flatMap { level in
      let nearest = alphaBars.indices.dropFirst().min {
        abs(alphaBars[$0] - level) < abs(alphaBars[$1] - level)
      }
      return Array(repeating: nearest ?? 1, count: DenoisingCheck.digitsForEach)
    }
    labels = digits.labels.map(Int.init)
    images = Tensor(digits.images(Array(0..<count)), shape: [count, 1, 28, 28])
    noise = RandomSource(seed: 7).normal(shape: [count, 1, 28, 28])
    let (signal, rest) = (
      timesteps.map { Float(alphaBars[$0].squareRoot()) },
      timesteps.map { Float((1 - alphaBars[$0]).squareRoot()) }
    )
    noisyImages =
      Tensor(signal, shape: [count, 1, 1, 1]) * images
      + Tensor(rest, shape: [count, 1, 1, 1]) * noise
  }

  /// The mean squared error of the network, as a share of the variance of what it is to predict;
  /// infinite for a prediction that is not finite.
  func unexplained(by network: ContextUnet) -> Double {
    let target = prediction == .epsilon ? noise : images
    let predicted = withoutGradients {
      ConditionalDenoiser(network, timesteps: mostTimesteps)
        .predict(noisyImages, at: timesteps, labels: labels)
    }
    let mean = target.scalars.reduce(0) { $0 + Double($1) } / Double(target.count)
    var (error, all) = (0.0, 0.0)
    for (predicted, target) in zip(predicted.scalars, target.scalars) {
      error += Double(predicted - target) * Double(predicted - target)
      all += (Double(target) - mean) * (Double(target) - mean)
    }
    return error.isFinite ? error / all : .infinity
  }
}
