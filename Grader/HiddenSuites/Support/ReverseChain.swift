import SubmissionProtocol

/// The states of a whole reverse process, as the network saw them: x_T, x_{T−1}, …, x_1, and the
/// result x₀.
///
/// Each step is checked by itself, from the state that the network was given to the next one: a step
/// that is right is right whatever was drawn before it.
struct ReverseChain {
  let schedule: Schedule
  let prediction: PredictionChoice
  /// The network's calls, t = T…1: `calls[T − t]`.
  let calls: [NetworkCall]
  let normals: TensorValue

  /// How a step may get from the network's output to x_{t−1}; whichever fits counts.
  struct Rule {
    let name: String
    /// x̂₀ is clipped to −1…1 first.
    let clips: Bool
    /// Of the noise, for t ≥ 2.
    let deviation: (Schedule, Int) -> Double
    /// x_{t−1} without its noise from x_t, x̂₀ (clipped or not) and ε_θ (as predicted).
    let mean: (Schedule, Int, _ noisy: [Double], _ image: [Double], _ noise: [Double]) -> [Double]
    /// x̂₀ from x_t and the network's output, where a slip is in that; nil: as it should be.
    var image: ((Schedule, Int, _ noisy: [Double], _ output: [Double]) -> [Double])?

    static var ddpm: [Rule] {
      let mean = { (schedule: Schedule, t: Int, noisy: [Double], image: [Double], _: [Double]) in
        schedule.posteriorMean(noisy, image: image, at: t)
      }
      return [false, true].flatMap { clips in
        [
          Rule(
            name: "DDPM", clips: clips,
            deviation: { $0.posteriorVariance(at: $1).squareRoot() }, mean: mean),
          Rule(name: "DDPM", clips: clips, deviation: { $0.betas[$1].squareRoot() }, mean: mean),
        ]
      }
    }

    /// A clipped x̂₀ may be followed by the ε that was predicted, or by the one that it implies.
    static func ddim(eta: Double) -> [Rule] {
      let deviation = { (schedule: Schedule, t: Int) in schedule.ddimSigma(at: t, eta: eta) }
      let consistent = [false, true].map { clips in
        Rule(
          name: "DDIM", clips: clips, deviation: deviation,
          mean: { schedule, t, noisy, image, _ in
            schedule.ddimMean(noisy, image: image, at: t, sigma: deviation(schedule, t))
          })
      }
      let asPredicted = Rule(
        name: "DDIM", clips: true, deviation: deviation,
        mean: { schedule, t, _, image, noise in
          let (previous, sigma) = (schedule.alphaBars[t - 1], deviation(schedule, t))
          let direction = max(0, 1 - previous - sigma * sigma).squareRoot()
          return zip(image, noise).map { previous.squareRoot() * $0 + direction * $1 }
        })
      return consistent + [asPredicted]
    }
  }

  func state(_ t: Int) -> TensorValue { calls[schedule.timesteps - t].input }

  /// x_{t−1} without its noise, by `rule`.
  func mean(at t: Int, _ rule: Rule) -> [Double] {
    let call = calls[schedule.timesteps - t]
    let (noisy, output) = (call.input.doubles, call.output.doubles)
    var image = output
    var noise = output
    switch prediction {
    case .epsilon: image = schedule.predictedImage(noisy, noise: output, at: t)
    case .sample:
      let (signalScale, noiseScale) = (
        schedule.alphaBars[t].squareRoot(), (1 - schedule.alphaBars[t]).squareRoot()
      )
      noise = zip(noisy, output).map { ($0 - signalScale * $1) / noiseScale }
    }
    if let slip = rule.image { image = slip(schedule, t, noisy, output) }
    if rule.clips { image = clipped(image) }
    return rule.mean(schedule, t, noisy, image, noise)
  }

  /// How the states depart from a rule.
  struct Misfit {
    /// How much of the rule is kept, the most first.
    enum Kind: Int { case noNoise, distribution, noiseFactor, mean }
    let kind: Kind
    /// How far off.
    let size: Double
    let sentences: [Sentence]

    /// Nearer to what was meant than `other`: then its sentences are of more use.
    func isNearer(than other: Misfit) -> Bool {
      kind == other.kind ? size < other.size : kind.rawValue < other.kind.rawValue
    }
  }

  /// How the steps from T to 2 depart from `rule`; `nil` if they follow it.
  func misfit(with rule: Rule) -> Misfit? {
    var pooled: [Double] = []
    for t in stride(from: schedule.timesteps, to: 1, by: -1) {
      let expected = mean(at: t, rule)
      let rest = zip(state(t - 1).doubles, expected).map { $0 - $1 }
      // Float32: about 1e-6 of the largest value that went in, and x̂₀ divides by √ᾱ_t.
      let tolerance = 1e-4 * max(1, expected.map(abs).max() ?? 1)
      let deviation = rule.deviation(schedule, t)
      if deviation == 0 {
        let worst = rest.map(abs).max() ?? 0
        if worst <= tolerance { continue }
        return Misfit(
          kind: .mean, size: worst,
          sentences: [
            say(
              """
              the step from t = \(t) misses x_{t−1} by up to \(format(worst)); with η = 0 it should be \
              the formula's value, without noise
              """,
              korean: """
                t = \(t)에서의 스텝이 x_{t−1}에서 최대 \(format(worst))만큼 벗어납니다. η = 0이면 노이즈 없이 식의 값과 \
                같아야 합니다
                """)
          ])
      }
      if let misfit = exactMisfit(rest, deviation: deviation, tolerance: tolerance, at: t) {
        return misfit
      }
      pooled += rest.map { $0 / deviation }
    }
    guard !pooled.isEmpty else { return nil }
    if rootMeanSquare(pooled) < 1e-3 {
      return Misfit(
        kind: .noNoise, size: 0,
        sentences: [
          say(
            """
            no fresh noise is added to the states at all; every step but the last should add some
            """,
            korean: "어느 상태에도 새 노이즈가 더해지지 않습니다. 마지막을 뺀 모든 스텝에서 더해야 합니다")
        ])
    }
    let problems = normalityProblems(
      pooled, shape: [schedule.timesteps - 1, state(1).batch, state(1).pixels],
      name: say(
        "the fresh noise, (x_{t−1} − mean)/deviation,",
        korean: "새로 더한 노이즈, (x_{t−1} − 평균)/표준편차"),
      axes: [say("step", korean: "스텝"), Axis.image, say("pixel", korean: "픽셀")])
    guard !problems.isEmpty else { return nil }
    return Misfit(
      kind: .distribution, size: abs(rootMeanSquare(pooled) - 1), sentences: problems)
  }

  /// Compares a step with the very numbers that were drawn for it, if they can be told: if they were
  /// drawn state by state, what is left of the step goes together with them.
  private func exactMisfit(
    _ rest: [Double], deviation: Double, tolerance: Double, at t: Int
  ) -> Misfit? {
    let start = (schedule.timesteps - t + 1) * rest.count
    guard normals.values.count >= start + rest.count else { return nil }
    let drawn = normals.values[start..<start + rest.count].map(Double.init)
    guard abs(correlation(rest, drawn)) > 0.5, let fit = LeastSquares(rest, [drawn]) else {
      return nil
    }
    guard fit.residual <= tolerance else {
      return Misfit(
        kind: .mean, size: fit.residual,
        sentences: [
          say(
            """
            the step from t = \(t) should be the mean and fresh noise; its mean is off by about \
            \(format(fit.residual))
            """,
            korean: """
              t = \(t)에서의 스텝은 평균에 새 노이즈를 더한 것이어야 하는데, 평균이 약 \
              \(format(fit.residual))만큼 벗어납니다
              """)
        ])
    }
    let factor = abs(fit.coefficients[0])
    guard abs(factor - deviation) > 2e-3 * deviation + 1e-5 else { return nil }
    return Misfit(
      kind: .noiseFactor, size: abs(factor - deviation),
      sentences: [
        say(
          """
          the step from t = \(t) adds noise with factor \(format(factor)); it should be \
          \(format(deviation))
          """,
          korean: """
            t = \(t)에서의 스텝이 계수 \(format(factor))의 노이즈를 더합니다. \(format(deviation))이어야 합니다
            """)
      ])
  }
}

extension SubmissionTestCase {
  /// Requires that the network was asked at t = T, T − 1, …, 1, each time with all images.
  func requireChain(
    _ answer: WorkerAnswer, schedule: Schedule, prediction: PredictionChoice, shape: [Int],
    asked: Sentence
  ) throws -> ReverseChain {
    let last = schedule.timesteps
    let (calls, batch) = (answer.calls, shape[0])
    for (index, call) in calls.prefix(last).enumerated() {
      try requireTensor(
        call.input, shape: shape,
        name: say(
          "what the network was given in call \(index + 1)",
          korean: "네트워크의 \(index + 1)번째 호출에 들어간 입력"),
        asked: asked)
      guard call.output.shape == shape else { throw unexpectedAnswer() }
      try require(
        call.timesteps.count == batch,
        say(
          """
          \(asked): the network was given \(counted(call.timesteps.count, "timestep")) for \(batch) \
          images; there should be one for each
          """,
          korean: """
            \(asked): 이미지 \(batch)장에 타임스텝 \(call.timesteps.count)개가 네트워크에 전달되었습니다. 이미지마다 \
            t가 하나씩 필요합니다
            """))
    }
    let visited = calls.map { $0.timesteps.first ?? 0 }
    let wanted = "\(last), \(last - 1), …, 1"
    var lines = [
      visited.isEmpty
        ? say(
          "\(asked): the network was never called; it should be called at t = \(wanted)",
          korean: "\(asked): 네트워크가 한 번도 호출되지 않았습니다. t = \(wanted)에서 호출해야 합니다")
        : say(
          """
          \(asked): the network was called \(counted(calls.count, "time")), at t = \(shortened(visited)); it should \
          be at t = \(wanted) (\(last) times)
          """,
          korean: """
            \(asked): 네트워크가 t = \(shortened(visited))에서 모두 \(calls.count)번 호출되었습니다. t = \
            \(wanted)에서 모두 \(last)번 호출해야 합니다
            """)
    ]
    if visited == Array((0..<last).reversed()) {
      lines.append(
        say(
          "timesteps start at T and end with 1: t = 0 is the clean image",
          korean: "타임스텝은 T에서 시작해 1로 끝납니다. t = 0은 원본 이미지입니다"))
    } else if visited == Array(1...last) {
      lines.append(
        say(
          "the reverse process goes down from T, not up",
          korean: "역방향 과정은 T에서 아래로 내려갑니다. 위로 올라가지 않습니다"))
    } else if !visited.isEmpty, visited == Array((2...last).reversed()) {
      lines.append(
        say(
          "the last step, from t = 1, is missing", korean: "마지막 스텝, 즉 t = 1에서의 스텝이 빠졌습니다"))
    } else if !visited.isEmpty, visited == Array((1..<last).reversed()) {
      lines.append(
        say(
          "the first step, from t = T, is missing", korean: "첫 스텝, 즉 t = T에서의 스텝이 빠졌습니다"))
    } else if visited.count > 1, visited[0] - visited[1] > 1,
      visited == Array(stride(from: visited[0], through: 1, by: visited[1] - visited[0]))
    {
      lines.append(
        say(
          "steps are left out: t goes down by \(visited[0] - visited[1]); it should go down by 1",
          korean: "건너뛴 스텝이 있습니다. t가 \(visited[0] - visited[1])씩 줄어드는데 1씩 줄어야 합니다"))
    }
    try require(visited == Array((1...last).reversed()), lines)
    for call in calls {
      try require(
        Set(call.timesteps).count == 1,
        say(
          """
          \(asked): one call mixes t = \(shortened(call.timesteps)); all images should be at the same t
          """,
          korean: """
            \(asked): 한 번의 호출에 t = \(shortened(call.timesteps))이(가) 섞여 있습니다. 모든 이미지의 t가 같아야 합니다
            """))
    }
    return ReverseChain(
      schedule: schedule, prediction: prediction, calls: calls, normals: answer.normals)
  }

  /// The steps from T to 2 should follow one of `rules`.
  ///
  /// - Parameter slips: Known wrong rules. The first that the states follow is named.
  func expectSteps(
    _ chain: ReverseChain, follow rules: [ReverseChain.Rule], slips: [ReverseChain.Slip],
    asked: Sentence
  ) {
    var nearest: ReverseChain.Misfit?
    for rule in rules {
      guard let misfit = chain.misfit(with: rule) else {
        held()
        return
      }
      if nearest.map({ misfit.isNearer(than: $0) }) ?? true { nearest = misfit }
    }
    guard let nearest else { return }
    expect(
      false,
      [
        say(
          "\(asked): the states do not follow each other by \(rules[0].name): \(nearest.sentences[0])",
          korean: """
            \(asked): 상태들이 \(rules[0].name)의 규칙대로 이어지지 않습니다. \(nearest.sentences[0])
            """)
      ] + nearest.sentences.dropFirst() + guesses(about: chain, slips))
  }

  private func guesses(about chain: ReverseChain, _ slips: [ReverseChain.Slip]) -> [Sentence] {
    if chain.calls.count > 1, chain.calls.allSatisfy({ $0.input == chain.calls[0].input }) {
      return [
        say(
          """
          the network was shown the same images in every step; it should see the state that the step \
          before made
          """,
          korean: """
            모든 스텝에서 네트워크에 같은 이미지가 들어갔습니다. 바로 앞의 스텝이 만든 상태가 들어가야 합니다
            """)
      ]
    }
    if chain.calls.dropFirst().allSatisfy({ isClamped($0.input.doubles) }) {
      return [SubmissionTestCase.clampedState]
    }
    let slip = slips.first { slip in
      (slip.prediction ?? chain.prediction) == chain.prediction
        && slip.rules.contains { chain.misfit(with: $0) == nil }
    }
    return slip.map { [$0.sentence] } ?? []
  }

  static let clampedState = say(
    """
    x_{t−1} is clamped to −1…1; noisy states reach beyond that: only the predicted x₀ and the result \
    may be clamped
    """,
    korean: """
      x_{t−1}을 −1…1로 잘랐습니다(clamp). 노이즈가 섞인 상태는 이 범위를 벗어납니다. 예측된 x₀와 결과만 자를 수 있습니다
      """)

  /// Whether all values lie in −1…1, and one in a hundred or more at its very ends.
  private func isClamped(_ values: [Double]) -> Bool {
    values.allSatisfy { abs($0) <= 1 } && values.count { abs($0) == 1 } * 100 >= values.count
  }

  /// Noisy states should not be clamped.
  func expectUnclamped(_ values: [Double], asked: Sentence) {
    expect(
      !isClamped(values),
      say("\(asked): \(Self.clampedState)", korean: "\(asked): \(Self.clampedState)"))
  }

  /// x_T should be standard normal.
  func expectPureNoise(_ chain: ReverseChain, asked: Sentence) {
    let start = chain.state(chain.schedule.timesteps)
    expectStandardNormal(start.doubles, shape: start.shape, name: both("x_T"), asked: asked)
  }
}
