import SubmissionProtocol
import XCTest

/// Step 5, the whole reverse process, and single steps against diffusers.
extension HandsOnStep5Tests {
  private static var processes: [(ProcessChoice, [ReverseChain.Rule], String)] {
    [
      (.ddpm, ReverseChain.Rule.ddpm, "DDPM"),
      (.ddim(eta: 0), ReverseChain.Rule.ddim(eta: 0), "DDIM, η = 0"),
      (.ddim(eta: 0.7), ReverseChain.Rule.ddim(eta: 0.7), "DDIM, η = 0.7"),
    ]
  }

  /// The steps of another process than the one that was asked for.
  private static func slips(of process: ProcessChoice) -> [ReverseChain.Slip] {
    let others: [(ProcessChoice, [ReverseChain.Rule], String)] = [
      (.ddim(eta: 0), ReverseChain.Rule.ddim(eta: 0), "DDIM with η = 0"),
      (.ddim(eta: 1), ReverseChain.Rule.ddim(eta: 1), "DDIM with η = 1, which is DDPM"),
      (.ddpm, ReverseChain.Rule.ddpm, "DDPM"),
    ]
    return others.filter { $0.0 != process }.map { _, rules, name in
      ReverseChain.Slip(
        rules: rules,
        sentence: say("these are steps of \(name)", korean: "이 스텝들은 \(name)의 것입니다"))
    }
  }

  func testSamplingVisitsEveryTimestepFromPureNoise() throws {
    let schedule = Schedule.linear(timesteps: 20)
    for (process, _, name) in Self.processes {
      let sampled = try sample(process, name, schedule: schedule, shape: [6, 1, 24, 24], seed: 1)
      expectPureNoise(sampled.chain, asked: sampled.asked)
    }
  }

  func testSamplingFollowsTheChosenProcess() throws {
    let schedule = Schedule.linear(beta1: 0.01, beta2: 0.3, timesteps: 20)
    for (process, rules, name) in Self.processes {
      let sampled = try sample(process, name, schedule: schedule, shape: [6, 1, 12, 12], seed: 2)
      expectSteps(
        sampled.chain, follow: rules, slips: Self.slips(of: process), asked: sampled.asked)
    }
  }

  /// A network that knows the images must lead back to them, and what lies beyond −1…1 is clamped.
  func testSamplingFindsTheImagesThatTheNetworkKnows() throws {
    let schedule = Schedule.linear(timesteps: 50)
    var inputs = InputGenerator(seed: 9)
    var images = inputs.images([4, 1, 6, 6])
    for index in images.values.indices where index % 3 == 0 { images.values[index] *= 1.6 }
    for (process, _, name) in Self.processes {
      let asked = say(
        "sampleImages, \(name), a network that knows the images",
        korean: "sampleImages, \(name), 정답 이미지를 아는 네트워크")
      let answer = try ask(
        .sampleImages(
          network: .oracle(
            cleanImages: images, alphaBars: DoubleTable(schedule.alphaBars), prediction: .epsilon),
          shape: images.shape, betas: DoubleTable(schedule.betas),
          alphaBars: DoubleTable(schedule.alphaBars), process: process, seed: 3),
        seconds: 30)
      guard case .images(let result) = answer.result else { throw unexpectedAnswer() }
      try requireTensor(result, shape: images.shape, name: Self.result, asked: asked)
      // Its images can also be had from the network in one step, or found in it by other means.
      try require(
        answer.calls.count > schedule.timesteps / 2,
        say(
          """
          \(asked): the network was called \(answer.calls.count) times; the reverse process should \
          call it at each t = \(schedule.timesteps), …, 1
          """,
          korean: """
            \(asked): 네트워크를 \(answer.calls.count)번 호출했습니다. 역방향 과정은 t = \(schedule.timesteps), …, 1에서 \
            한 번씩 호출해야 합니다
            """))
      let outside = result.values.count { abs($0) > 1 }
      expect(
        outside == 0,
        say(
          """
          \(asked): \(outside) of \(result.values.count) values lie outside −1…1; the result should be \
          clamped
          """,
          korean: """
            \(asked): 값 \(result.values.count)개 중 \(outside)개가 −1…1을 벗어납니다. 결과를 이 범위로 \
            잘라야(clamp) 합니다
            """))
      expectValues(
        clipped(result.doubles), equal: clipped(images.doubles), name: Self.result,
        formula: say(
          "those images, since the prediction is free of error", korean: "예측에 오차가 없으므로 그 정답 이미지"),
        asked: asked,
        // The last step divides Float32 values by √ᾱ₁ ≈ 1 after up to 50 steps.
        tolerance: 2e-3,
        guesses: [
          Guess(
            stretchedToRange(images.doubles),
            say(
              "these are the images stretched by their own minimum and maximum; clamp them",
              korean: "이미지를 자신의 최솟값과 최댓값으로 늘인 결과입니다. −1…1로 자르기만(clamp) 해야 합니다")),
          Guess(
            images.doubles.map { min(1, max(0, $0)) },
            say(
              "these are the images clamped to 0…1; their range is −1…1",
              korean: "0…1로 자른 이미지입니다. 범위는 −1…1이어야 합니다")),
        ])
    }
  }

  /// Means of single steps to 1e-5, also where the predicted x₀ leaves −1…1 (clipped or not).
  func testStepsAgreeWithDiffusers() throws {
    let fixture = try fixture(StepsFixture.self, "steps")
    for step in fixture.epsilon {
      let schedule: Schedule =
        step.schedule == "linear"
        ? .linear(timesteps: fixture.timesteps) : .cosine(timesteps: fixture.timesteps)
      let noisy = TensorValue(shape: fixture.shape, values: step.noisyImages)
      let predicted = TensorValue(shape: fixture.shape, values: step.prediction)
      let place = "\(step.schedule), T = \(fixture.timesteps), t = \(step.timestep)"
      // Noise at t = 1 is judged by a test of its own.
      if step.timestep > 1 {
        let ddpm = try ask(
          .ddpmStep(
            noisyImages: noisy, predictedNoise: predicted, timestep: step.timestep,
            betas: DoubleTable(schedule.betas), alphaBars: DoubleTable(schedule.alphaBars),
            seed: 1))
        try expectStep(
          ddpm, means: [step.ddpmMean, step.ddpmMeanClipped],
          deviations: [step.ddpmDeviationSmall, step.ddpmDeviationLarge], shape: fixture.shape,
          asked: both("ddpmStep, \(place)"))
      }
      for implicit in step.ddim {
        let ddim = try ask(
          .ddimStep(
            noisyImages: noisy, predictedNoise: predicted, timestep: step.timestep,
            alphaBars: DoubleTable(schedule.alphaBars), eta: implicit.eta, seed: 1))
        let image = clipped(
          schedule.predictedImage(noisy.doubles, noise: predicted.doubles, at: step.timestep))
        let consistent = schedule.ddimMean(
          noisy.doubles, image: image, at: step.timestep, sigma: implicit.deviation)
        try expectStep(
          ddim, means: [implicit.mean, implicit.meanClipped, consistent],
          deviations: [implicit.deviation], shape: fixture.shape,
          asked: both("ddimStep, η = \(implicit.eta), \(place)"))
      }
    }
  }

  // MARK: Asking and comparing

  private static let result = say("the result", korean: "결과")

  private func sample(
    _ process: ProcessChoice, _ name: String, schedule: Schedule, shape: [Int], seed: UInt64
  ) throws -> (chain: ReverseChain, asked: Sentence) {
    let asked = both("sampleImages, \(name), T = \(schedule.timesteps), shape \(shape)")
    let answer = try ask(
      .sampleImages(
        network: .affine(
          scale: 0.5, time: 0.3, label: 0, shift: -0.1, timesteps: schedule.timesteps),
        shape: shape, betas: DoubleTable(schedule.betas),
        alphaBars: DoubleTable(schedule.alphaBars), process: process, seed: seed),
      seconds: 30)
    let chain = try requireChain(
      answer, schedule: schedule, prediction: .epsilon, shape: shape, asked: asked)
    return (chain, asked)
  }

  /// The step should be one of `means` plus noise of one of `deviations`. Which noise was drawn is
  /// known if there are as many numbers as pixels; they may be used in any order and with any sign.
  private func expectStep(
    _ answer: WorkerAnswer, means: [[Double]], deviations: [Double], shape: [Int], asked: Sentence
  ) throws {
    guard case .images(let result) = answer.result else { throw unexpectedAnswer() }
    try requireTensor(result, shape: shape, name: both("x_{t−1}"), asked: asked)
    let values = result.doubles
    let drawn = answer.normals.doubles
    var smallest = Double.infinity
    for mean in means {
      // Float32: 1e-5 of the largest value that is added up.
      let tolerance = 1e-5 * max(1, mean.map(abs).max() ?? 1)
      for deviation in deviations {
        let rest = zip(values, mean).map { $0 - $1 }
        let misses: [Double]
        if deviation == 0 {
          misses = rest.map(abs)
        } else if drawn.count == values.count {
          misses = [1.0, -1.0].map { sign in
            zip(rest.sorted(), drawn.map { sign * deviation * $0 }.sorted())
              .map { abs($0 - $1) }.max()!
          }.min().map { [$0] }!
        } else {
          let problems = normalityProblems(
            rest.map { $0 / deviation }, shape: shape, name: both(""))
          // Few numbers cannot be told from normal ones; but noise that is missing leaves nothing
          // over, and misses by all of itself.
          let left = rootMeanSquare(rest)
          let isMissing = left < 1e-3 * deviation
          misses = problems.isEmpty && !isMissing ? [0] : [max(deviation, left)]
        }
        let worst = misses.max() ?? 0
        if worst <= tolerance {
          held()
          return
        }
        smallest = min(smallest, worst)
      }
    }
    expect(
      false,
      say(
        """
        \(asked): x_{t−1} is off by \(format(smallest)) from what the diffusers library computes for \
        the same x_t and ε_θ, its noise taken into account; it should agree to 1e-5
        """,
        korean: """
          \(asked): x_{t−1}이 같은 x_t와 ε_θ로 diffusers 라이브러리가 계산한 값과, 노이즈를 감안해도 \
          \(format(smallest))만큼 다릅니다. 1e-5까지 일치해야 합니다
          """))
  }

  private func stretchedToRange(_ values: [Double]) -> [Double] {
    guard let low = values.min(), let high = values.max(), high > low else { return values }
    return values.map { 2 * ($0 - low) / (high - low) - 1 }
  }
}
