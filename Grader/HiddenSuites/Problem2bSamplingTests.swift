import SubmissionProtocol
import XCTest

/// Problem 2b of assignment 2-1: sampling with both predictions and both schedules.
final class Problem2bSamplingTests: SubmissionTestCase {
  override class var assignment: Assignment { .imageGeneration }

  private struct Sampled {
    let answer: WorkerAnswer
    let schedule: Schedule
    let prediction: PredictionChoice
    let images: TensorValue
    let labels: [Int]
    let states: [TensorValue]
    let asked: Sentence
  }

  func testLabelsAreZeroToNineRepeated() throws {
    for count in [10, 30] {
      let sampled = try sample(
        .epsilon, .linear(timesteps: 5), "linear", count: count, imageShape: [1, 3, 3], seed: 1)
      let expected = (0..<count).map { $0 % 10 }
      expect(
        sampled.labels == expected,
        say(
          """
          \(sampled.asked): \(counted(sampled.labels.count, "label")) came \
          (\(shortened(sampled.labels))); there should be \(count): 0, 1, …, 9, 0, 1, …
          """,
          korean: """
            \(sampled.asked): 라벨 \(sampled.labels.count)개가 나왔습니다 (\(shortened(sampled.labels))). 0, 1, \
            …, 9, 0, 1, … 순서로 모두 \(count)개여야 합니다
            """))
      try require(
        !sampled.answer.calls.isEmpty,
        say(
          "\(sampled.asked): the network was never called; it should be told the labels",
          korean: "\(sampled.asked): 네트워크가 한 번도 호출되지 않았습니다. 라벨을 전달해야 합니다"))
      for call in sampled.answer.calls {
        let lines = [wrongLabels(call.labels, sampled)] + guessedLabels(call.labels ?? [], count)
        guard expect(call.labels == expected, lines) else { break }
      }
    }
  }

  private func wrongLabels(_ given: [Int]?, _ sampled: Sampled) -> Sentence {
    guard let given else {
      return say(
        """
        \(sampled.asked): the network was not told the labels; it should be, or it cannot know which digit to draw
        """,
        korean: """
          \(sampled.asked): 네트워크에 라벨이 전달되지 않았습니다. 어떤 숫자를 그릴지 알려면 라벨이 필요합니다
          """)
    }
    return say(
      """
      \(sampled.asked): the network was given the labels \(shortened(given)); they should be 0, 1, …, \
      9, 0, 1, …
      """,
      korean: """
        \(sampled.asked): 네트워크에 전달된 라벨이 \(shortened(given))입니다. 0, 1, …, 9, 0, 1, … 순서여야 합니다
        """)
  }

  private func guessedLabels(_ given: [Int], _ count: Int) -> [Sentence] {
    guard count > 10, given == (0..<count).map({ $0 / (count / 10) }) else { return [] }
    return [
      say(
        "these are 0, 0, …, 1, 1, …: the digits should take turns",
        korean: "0, 0, …, 1, 1, … 순서입니다. 숫자가 번갈아 나와야 합니다")
    ]
  }

  func testVisitsEveryTimestepFromPureNoise() throws {
    for (prediction, schedule, name) in settings(timesteps: 15) {
      let sampled = try sample(
        prediction, schedule, name, count: 20, imageShape: [2, 8, 8], seed: 2)
      expectPureNoise(try chain(of: sampled), asked: sampled.asked)
    }
  }

  func testStepsFromPredictedNoise() throws {
    try checkSteps(.epsilon, seed: 3)
  }

  func testStepsFromPredictedImages() throws {
    try checkSteps(.sample, seed: 4)
  }

  func testLastStepAddsNoNoise() throws {
    for (prediction, schedule, name) in settings(timesteps: 12) {
      let sampled = try sample(
        prediction, schedule, name, count: 10, imageShape: [1, 6, 6], seed: 5)
      let chain = try chain(of: sampled)
      let means = ReverseChain.Rule.ddpm.map { chain.mean(at: 1, $0) }
      let result = sampled.images.doubles
      let misses = (means + means.map(clipped)).map { (mean: [Double]) -> Double in
        zip(result, mean).map { abs($0 - $1) }.max() ?? 0
      }
      expect(
        // At t = 1 the mean is the predicted x₀, in Float32; it may be clamped to −1…1.
        (misses.min() ?? 0) <= 1e-3,
        say(
          """
          \(sampled.asked): the result differs by \(format(misses.min() ?? 0)) from the mean of the step \
          from t = 1; the last step should be the mean alone, without noise
          """,
          korean: """
            \(sampled.asked): 결과가 t = 1에서의 스텝의 평균과 \(format(misses.min() ?? 0))만큼 다릅니다. 마지막 \
            스텝은 노이즈 없이 평균만이어야 합니다
            """))
    }
  }

  /// States are accepted at the t that are divisible by 20, or 20 steps apart counted from T, with
  /// or without x_T itself and the result.
  func testKeepsEveryTwentiethState() throws {
    for timesteps in [60, 50] {
      let sampled = try sample(
        .epsilon, .linear(timesteps: timesteps), "linear", count: 10, imageShape: [1, 4, 4],
        seed: 6)
      let wanted = stride(from: timesteps, through: 1, by: -1).filter { $0 % 20 == 0 }
      let chain = try chain(of: sampled)
      let visited = try sampled.states.map { state in
        try timestep(of: state, in: sampled, chain)
      }
      let inner = visited.filter { $0 != 0 && $0 != timesteps }
      let fromTop = stride(from: timesteps - 20, through: 1, by: -20)
      let between = wanted.filter { $0 != timesteps }
      let times = (between + [0]).map(String.init).joined(separator: ", ")
      let wrong =
        visited.isEmpty
        ? say(
          """
          \(sampled.asked): no states were kept; there should be those of every t that 20 divides, \
          t = \(times)
          """,
          korean: """
            \(sampled.asked): 저장된 중간 상태가 없습니다. 20으로 나누어떨어지는 모든 t, 즉 t = \(times)의 상태가 \
            있어야 합니다
            """)
        : say(
          """
          \(sampled.asked): states were kept at t = \(shortened(visited)), \(visited.count) in all; they \
          should be those of every t that 20 divides, t = \(times), the noisiest first
          """,
          korean: """
            \(sampled.asked): 중간 상태 \(visited.count)개가 t = \(shortened(visited))에서 저장되었습니다. 20으로 \
            나누어떨어지는 모든 t, 즉 t = \(times)의 상태가 노이즈가 많은 것부터 차례로 있어야 합니다
            """)
      expect(
        inner == between || inner == Array(fromTop),
        [wrong] + guessedStates(visited, between: between))
    }
  }

  private func guessedStates(_ visited: [Int], between: [Int]) -> [Sentence] {
    let inner = visited.filter { $0 != 0 }
    if inner.count > 1, inner == inner.sorted(), Set(inner) == Set(between) {
      return [
        say(
          "these are the right states the other way round: the noisiest comes first",
          korean: "맞는 상태들이 거꾸로 놓였습니다. 노이즈가 가장 많은 것이 먼저입니다")
      ]
    }
    if inner.count > 1, inner.allSatisfy({ $0 % 20 == 19 }) {
      return [
        say(
          "these are one step late: x_{t−1} is kept where 20 divides t, not t − 1",
          korean: "한 스텝 늦었습니다. t − 1이 아니라 t가 20으로 나누어떨어질 때 x_{t−1}을 저장했습니다")
      ]
    }
    let steps = zip(visited, visited.dropFirst()).map { $0 - $1 }
    guard steps.count > 1, let step = steps.first, step != 20, Set(steps) == [step] else {
      return []
    }
    return [
      say(
        "these are every \(step)th; every 20th is wanted",
        korean: "\(step) 간격으로 저장했습니다. 20 간격이어야 합니다")
    ]
  }

  /// A network that knows an image of each class must lead back to them.
  func testFindsTheDigitsThatTheNetworkKnows() throws {
    var inputs = InputGenerator(seed: 7)
    let digits = inputs.images([10, 1, 6, 6])
    for (prediction, schedule, name) in settings(timesteps: 30) {
      let sampled = try sample(
        prediction, schedule, name, count: 20, imageShape: [1, 6, 6], seed: 7,
        network: .oracle(
          cleanImages: digits, alphaBars: DoubleTable(schedule.alphaBars), prediction: prediction))
      expectValues(
        sampled.images.doubles, equal: digits.doubles + digits.doubles,
        name: say("the images", korean: "이미지"),
        formula: say(
          "those digits, since the prediction is free of error", korean: "예측에 오차가 없으므로 그 정답 숫자"),
        asked: say(
          "\(sampled.asked), a network that knows the digits",
          korean: "\(sampled.asked), 정답 숫자를 아는 네트워크"),
        // The prediction is solved from Float32 states; at t = 1 it is the result.
        tolerance: 2e-3)
    }
  }

  // MARK: Asking and comparing

  private func settings(timesteps: Int) -> [(PredictionChoice, Schedule, String)] {
    PredictionChoice.allCases.flatMap { prediction in
      [
        (prediction, Schedule.linear(timesteps: timesteps), "linear"),
        (prediction, Schedule.cosine(timesteps: timesteps), "cosine"),
      ]
    }
  }

  private func checkSteps(_ prediction: PredictionChoice, seed: UInt64) throws {
    for (schedule, name) in [
      (Schedule.linear(beta1: 0.005, beta2: 0.2, timesteps: 25), "linear"),
      (Schedule.cosine(timesteps: 25), "cosine"),
    ] {
      let sampled = try sample(
        prediction, schedule, name, count: 20, imageShape: [1, 6, 6], seed: seed)
      expectSteps(
        try chain(of: sampled), follow: ReverseChain.Rule.ddpm, slips: ReverseChain.Slip.ddpm,
        asked: sampled.asked)
    }
  }

  private func sample(
    _ prediction: PredictionChoice, _ schedule: Schedule, _ name: String, count: Int,
    imageShape: [Int], seed: UInt64, network: ProbeDescription? = nil
  ) throws -> Sampled {
    let setting = "prediction .\(prediction.rawValue), \(name), T = \(schedule.timesteps)"
    let asked = say(
      "sample, \(setting), \(count) images", korean: "sample, \(setting), 이미지 \(count)장")
    let probe = ProbeDescription.affine(
      scale: 0.4, time: 0.2, label: 0.3, shift: -0.2, timesteps: schedule.timesteps)
    let answer = try ask(
      .sample(
        network: network ?? probe, count: count, imageShape: imageShape, tables: schedule.tables,
        prediction: prediction, seed: seed),
      seconds: 30)
    guard case .samples(let images, let labels, let states) = answer.result else {
      throw unexpectedAnswer()
    }
    let shape = [count] + imageShape
    try requireTensor(
      images, shape: shape, name: say("the images", korean: "이미지"), asked: asked)
    return Sampled(
      answer: answer, schedule: schedule, prediction: prediction, images: images, labels: labels,
      states: states, asked: asked)
  }

  private func chain(of sampled: Sampled) throws -> ReverseChain {
    try requireChain(
      sampled.answer, schedule: sampled.schedule, prediction: sampled.prediction,
      shape: sampled.images.shape, asked: sampled.asked)
  }

  /// Which x_t a kept state is; 0 is the result, clamped or not.
  private func timestep(
    of state: TensorValue, in sampled: Sampled, _ chain: ReverseChain
  ) throws -> Int {
    try requireTensor(
      state, shape: sampled.images.shape, name: say("a kept state", korean: "저장된 중간 상태"),
      asked: sampled.asked)
    func equals(_ other: [Double]) -> Bool {
      zip(state.doubles, other).allSatisfy { abs($0 - $1) <= 1e-5 * max(1, abs($1)) }
    }
    if state == sampled.images { return 0 }
    let last = chain.schedule.timesteps
    if let t = (1...last).first(where: { equals(chain.state($0).doubles) }) { return t }
    let means = ReverseChain.Rule.ddpm.map { chain.mean(at: 1, $0) }
    let isResult =
      equals(sampled.images.doubles) || clipped(state.doubles) == sampled.images.doubles
      || means.contains(where: equals)
    try require(
      isResult,
      say(
        """
        \(sampled.asked): a kept state is none of the x_t that the network saw, nor the result; it should be \
        one of them as it is
        """,
        korean: """
          \(sampled.asked): 저장된 상태 하나가 네트워크에 들어간 어떤 x_t와도, 결과와도 다릅니다. 상태를 그대로 저장하십시오
          """))
    return 0
  }
}
