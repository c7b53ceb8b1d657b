import SubmissionProtocol
import XCTest

/// Problem 3 of assignment 2-2: the scaling of latents, and pictures from them.
final class TextProblem3LatentsTests: SubmissionTestCase {
  override class var assignment: Assignment { .textToImage }

  /// Channels of different means and widths, so that one after another is not all together.
  func testScalingIsOneOverTheStandardDeviation() throws {
    for (shape, seed) in [([2, 3, 2, 2], 1), ([6, 4, 8, 8], 2)] as [([Int], UInt64)] {
      var inputs = InputGenerator(seed: seed)
      var latents = inputs.normals(shape)
      let plane = shape[2] * shape[3]
      for index in latents.values.indices {
        let channel = Float(index / plane % shape[1])
        latents.values[index] = (1 + 2 * channel) * latents.values[index] + 1.5 - 2 * channel
      }
      let asked = say(
        "latentScaling, latents \(shape)", korean: "latentScaling, latent \(shape)")
      guard case .table(let table) = try ask(.latentScaling(latents: latents)).result,
        let scaling = table.values.first
      else { throw unexpectedAnswer() }
      try require(
        scaling.isFinite,
        say(
          "\(asked): the scaling is \(scaling); it should be a finite number",
          korean: "\(asked): scaling이 \(scaling)입니다. 유한한 수여야 합니다"))
      let values = latents.doubles
      let deviation = variance(values).squareRoot()
      let freedom = Double(values.count) / Double(values.count - 1)
      // Whether n or n − 1 divides is left open.
      if isClose(scaling, 1 / (deviation * freedom.squareRoot()), relative: 1e-5) {
        held()
        continue
      }
      expectNumber(
        scaling, equals: 1 / deviation, name: say("the scaling", korean: "scaling"),
        formula: say(
          "1/σ, σ the standard deviation of all numbers", korean: "1/σ, σ는 모든 수의 표준편차"),
        asked: asked, relative: 1e-5, guesses: scalingSlips(latents, freedom: freedom))
    }
  }

  private func scalingSlips(_ latents: TensorValue, freedom: Double) -> [Guess<Double>] {
    let values = latents.doubles
    let itself = say(
      "this is the standard deviation itself; the scaling is one over it",
      korean: "표준편차 자체입니다. scaling은 그 역수입니다")
    let unrooted = say(
      "this is one over the variance: its root is missing", korean: "분산의 역수입니다. 제곱근이 빠졌습니다")
    let apart = say(
      "each channel was taken by itself: all numbers together have one standard deviation",
      korean: "채널마다 따로 구했습니다. 모든 수를 함께 놓고 표준편차 하나를 구해야 합니다")
    let plane = latents.shape[2] * latents.shape[3]
    let channels = (0..<latents.shape[1]).map { channel in
      values.indices.filter { $0 / plane % latents.shape[1] == channel }.map { values[$0] }
    }
    let deviations = channels.map { variance($0).squareRoot() }
    let ownFreedom = Double(channels[0].count) / Double(channels[0].count - 1)
    var slips = [
      Guess(
        1 / rootMeanSquare(values),
        say(
          "this is one over the root of the mean square: the mean is not taken off",
          korean: "제곱 평균의 제곱근의 역수입니다. 평균을 빼지 않았습니다"))
    ]
    for factor in [1, freedom] {
      slips.append(Guess((variance(values) * factor).squareRoot(), itself))
      slips.append(Guess(1 / (variance(values) * factor), unrooted))
    }
    for factor in [1, ownFreedom.squareRoot()] {
      slips.append(Guess(1 / (mean(deviations) * factor), apart))
      slips.append(Guess(mean(deviations.map { 1 / ($0 * factor) }), apart))
      slips.append(Guess(1 / (rootMeanSquare(deviations) * factor), apart))
    }
    return slips
  }

  func testDecodesTheEncodersOwnLatents() throws {
    for (scaling, seed) in [(0.18215, 3), (2.5, 4)] as [(Double, UInt64)] {
      let asked = try pictures(scaling: scaling, gain: 0.1, seed: seed)
      // Whether a call holds one picture or all is left open.
      let calls = asked.answer.calls
      try require(
        !calls.isEmpty,
        say(
          "\(asked.words): the decoder was never called", korean: "\(asked.words): 디코더가 호출되지 않았습니다")
      )
      let decoded = calls.flatMap { $0.input.doubles }
      let latents = asked.latents.doubles
      expectValues(
        decoded, equal: latents.map { $0 / scaling },
        name: say("what the decoder was given", korean: "디코더에 들어간 입력"),
        formula: both("z/scaling"), asked: asked.words,
        tolerance: 1e-5 * (latents.map(abs).max() ?? 1) / scaling,
        guesses: [
          Guess(
            latents.map { $0 * scaling },
            say(
              "this is z · scaling: the latents are scaled already, divide to undo it",
              korean: "z · scaling입니다. latent는 이미 scaling이 곱해져 있으므로 나누어야 합니다")),
          Guess(
            latents,
            say(
              "this is z as it is: the scaling is not undone",
              korean: "z 그대로입니다. scaling을 되돌리지 않았습니다")
          ),
        ])
    }
  }

  /// What the decoder answers lies within −1…1 here.
  func testGoesFromMinusOneToOneToZeroToOne() throws {
    let asked = try pictures(scaling: 0.5, gain: 0.09, seed: 5)
    try expectPictures(asked)
  }

  func testHoldsWhatLiesBeyond() throws {
    let asked = try pictures(scaling: 0.5, gain: 0.8, seed: 6)
    try expectPictures(asked)
  }

  private struct Asked {
    let latents: TensorValue
    let pictures: TensorValue
    let answer: WorkerAnswer
    let words: Sentence
  }

  private func pictures(scaling: Double, gain: Float, seed: UInt64) throws -> Asked {
    var inputs = InputGenerator(seed: seed)
    // At most 2 in size, so that a small gain keeps the decoder's answers within −1…1.
    var latents = inputs.normals([2, 4, 3, 3])
    latents.values = latents.values.map { max(-2, min(2, $0)) }
    let words = say(
      "pictures, latents \(latents.shape), scaling \(format(scaling))",
      korean: "pictures, latent \(latents.shape), scaling \(format(scaling))")
    let answer = try ask(
      .pictures(
        latents: latents, decoder: DecoderDescription(gain: gain, enlargement: 2),
        scaling: scaling))
    guard case .images(let pictures) = answer.result else { throw unexpectedAnswer() }
    try requireTensor(
      pictures, shape: [2, 3, 6, 6], name: say("the pictures", korean: "그림"), asked: words)
    for call in answer.calls {
      guard isDecoded(call, gain: Double(gain)) else { throw unexpectedAnswer() }
    }
    return Asked(latents: latents, pictures: pictures, answer: answer, words: words)
  }

  /// Whether a call's answer is the known decoder's: its record comes from the submission's process.
  private func isDecoded(_ call: NetworkCall, gain: Double) -> Bool {
    let shape = call.input.shape
    guard shape.count == 4, shape[1] > 0,
      call.output.shape == [shape[0], 3, 2 * shape[2], 2 * shape[3]]
    else { return false }
    let (height, width) = (2 * shape[2], 2 * shape[3])
    return call.output.values.indices.allSatisfy { index in
      let (x, y) = (index % width, index / width % height)
      let (colour, image) = (index / (width * height) % 3, index / (3 * width * height))
      let plane = image * shape[1] + colour % shape[1]
      let latent = call.input.values[(plane * shape[2] + y / 2) * shape[3] + x / 2]
      return isClose(
        Double(call.output.values[index]), gain * Double(latent), relative: 1e-5, absolute: 1e-6)
    }
  }

  /// The pictures are judged by what the decoder answered, whatever it was given.
  private func expectPictures(_ asked: Asked) throws {
    let decoded = asked.answer.calls.flatMap { $0.output.doubles }
    try require(
      decoded.count == asked.pictures.values.count,
      say(
        "\(asked.words): the decoder made \(decoded.count) numbers, the pictures have others",
        korean: "\(asked.words): 디코더가 만든 값 \(decoded.count)개로 그림이 이루어져 있지 않습니다"))
    func held(_ values: [Double]) -> [Double] { values.map { min(max($0, 0), 1) } }
    let halves = decoded.map { ($0 + 1) / 2 }
    expectValues(
      asked.pictures.doubles, equal: held(halves), name: say("the pictures", korean: "그림"),
      formula: say("(x + 1)/2 held within 0…1", korean: "(x + 1)/2를 0…1로 제한한 값"),
      asked: asked.words, tolerance: 1e-5,
      guesses: [
        Guess(
          halves,
          say(
            "values beyond 0…1 are not held: clamp them", korean: "0…1을 벗어난 값을 제한하지 않았습니다 (clamp)")),
        Guess(
          held(decoded),
          say(
            "(x + 1)/2 is missing: the decoder answers with −1…1",
            korean: "(x + 1)/2가 빠졌습니다. 디코더의 출력은 −1…1입니다")),
        Guess(
          decoded,
          say(
            "(x + 1)/2 is missing: this is the decoder's own answer, in −1…1",
            korean: "(x + 1)/2가 빠졌습니다. 디코더의 출력 그대로이며 −1…1입니다")),
        Guess(
          decoded.map { min(max($0, -1), 1) },
          say(
            "(x + 1)/2 is missing: this is held within −1…1",
            korean: "(x + 1)/2가 빠졌습니다. −1…1로 제한한 값입니다")),
        Guess(
          decoded.map { $0 / 2 + 1 },
          say("this is x/2 + 1: add 1 first, then halve", korean: "x/2 + 1입니다. 먼저 1을 더한 뒤 2로 나눕니다")
        ),
      ] + stretched(decoded, pictures: asked.pictures.batch))
  }

  /// Stretched by the smallest and largest value: of all, of each picture.
  private func stretched(_ decoded: [Double], pictures: Int) -> [Guess<[Double]>] {
    let length = decoded.count / max(pictures, 1)
    return [decoded.count, length].map { length in
      let values = stride(from: 0, to: decoded.count, by: max(length, 1)).flatMap { start in
        let part = decoded[start..<start + length]
        let (low, high) = (part.min() ?? 0, part.max() ?? 1)
        return part.map { ($0 - low) / (high - low) }
      }
      return Guess(
        values,
        say(
          """
          this is stretched by the pictures' own smallest and largest value, which hides how grey they are: use \
          (x + 1)/2
          """,
          korean: """
            그림 자신의 최솟값과 최댓값으로 늘린 값입니다. 그러면 흐린 그림도 또렷해 보입니다. (x + 1)/2를 쓰십시오
            """))
    }
  }
}
