import SubmissionProtocol
import XCTest

/// Step 5, single steps: DDPM and DDIM. (`HandsOnStep5Tests+Sampling.swift` has the whole process.)
final class HandsOnStep5Tests: SubmissionTestCase {
  override class var assignment: Assignment { .handsOn }

  /// With large β, α, ᾱ and ᾱ_{t−1} are far apart, so that no bar can be dropped unseen.
  private static let uneven = Schedule(betas: [0, 0.3, 0.05, 0.6, 0.2, 0.01, 0.45])
  private static let unevenName = "β = 0.3, 0.05, 0.6, 0.2, 0.01, 0.45"
  private static let linear = Schedule.linear(timesteps: 100)

  private let cases = [
    StepCase(uneven, at: 3, name: "\(unevenName), t = 3"),
    StepCase(uneven, at: 6, name: "\(unevenName), t = 6"),
    StepCase(linear, at: 60, name: "linear, T = 100, t = 60"),
  ]

  private static let factorOfState = say("the factor of x_t", korean: "x_t에 곱해진 계수")
  private static let factorOfPrediction = say("the factor of ε_θ", korean: "ε_θ에 곱해진 계수")
  private static let factorOfNoise = say("the factor of the fresh noise", korean: "새 노이즈에 곱해진 계수")
  private static let sigmaSquared = say(
    "this is σ_t² where σ_t is needed: σ_t is already a deviation",
    korean: "이 값은 σ_t²입니다. σ_t가 이미 표준편차이므로 σ_t가 필요합니다")

  private static let previousBeta = say(
    "this has β_{t−1} where β_t is needed", korean: "β_t가 있어야 할 곳에 β_{t−1}이 있습니다")

  // MARK: DDPM

  func testDDPMStepHasTheRightMean() throws {
    for step in cases {
      let asked = both("ddpmStep, \(step.name)")
      let (mixture, result) = try ddpm(step, seed: 1)
      expectUnclamped(result.doubles, asked: asked)
      let (schedule, t) = (step.schedule, step.timestep)
      let (beta, alpha, alphaBar) = (schedule.betas[t], schedule.alphas[t], schedule.alphaBars[t])
      let formula = "1/√α_t · (x_t − β_t/√(1 − ᾱ_t) · ε_θ)"
      // Under noise of any size any mean would do. (Noise that is known is taken away exactly.)
      try require(
        mixture.uncertainties.deviation == 0 || mixture.deviation <= 3 * beta.squareRoot(),
        say(
          """
          \(asked): besides x_t and ε_θ, x_{t−1} holds numbers of size \(format(mixture.deviation)); \
          that is far more than the fresh noise should be (at most √β_t = \
          \(format(beta.squareRoot()))), so no mean can be read from it
          """,
          korean: """
            \(asked): x_{t−1}에 x_t와 ε_θ 말고도 크기가 \(format(mixture.deviation))인 수가 들어 있습니다. \
            새 노이즈는 커도 √β_t = \(format(beta.squareRoot()))여야 하므로 평균을 알아낼 수 없습니다
            """))
      expectNumber(
        mixture.signal, equals: 1 / alpha.squareRoot(), name: Self.factorOfState,
        formula: say("1/√α_t in \(formula)", korean: "\(formula)의 1/√α_t"), asked: asked,
        // Least squares over Float32 values, or as uncertain as the noise makes it.
        relative: 2e-4, absolute: Bound.deviations * mixture.uncertainties.signal,
        guesses: [
          Guess(
            1 / alphaBar.squareRoot(),
            say(
              "this is 1/√ᾱ_t; here α has no bar", korean: "이 값은 1/√ᾱ_t입니다. 여기서는 ᾱ가 아니라 α를 씁니다")),
          Guess(
            1 / alpha,
            say("this is 1/α_t, without the root", korean: "이 값은 1/α_t입니다. 제곱근이 빠졌습니다")),
          Guess(
            alpha.squareRoot(),
            say(
              "this is √α_t; it should be one over it", korean: "이 값은 √α_t입니다. 그 역수여야 합니다")),
          Guess(1, say("x_t is not scaled at all", korean: "x_t에 아무 계수도 곱해지지 않았습니다")),
          Guess(1 / schedule.alphas[t - 1].squareRoot(), Self.previousBeta),
        ])
      let share = -beta / (alpha * (1 - alphaBar)).squareRoot()
      expectNumber(
        mixture.noise, equals: share, name: Self.factorOfPrediction,
        formula: say(
          "−β_t/(√α_t √(1 − ᾱ_t)) in \(formula)", korean: "\(formula)의 −β_t/(√α_t √(1 − ᾱ_t))"),
        asked: asked, relative: 2e-4,
        absolute: 1e-5 + Bound.deviations * mixture.uncertainties.noise,
        guesses: [
          Guess(
            -beta / (alpha * (1 - alpha)).squareRoot(),
            say(
              "this has √(1 − α_t) where √(1 − ᾱ_t) is needed: the bar is missing",
              korean: "√(1 − ᾱ_t)가 있어야 할 곳에 √(1 − α_t)가 있습니다. α가 아니라 ᾱ를 씁니다")),
          Guess(
            -beta / (alpha.squareRoot() * (1 - alphaBar)),
            say(
              "this divides by 1 − ᾱ_t, without the root",
              korean: "제곱근 없이 1 − ᾱ_t로 나누었습니다")),
          Guess(
            -beta / (alpha.squareRoot() * (1 - alphaBar.squareRoot())),
            say(
              "this divides by 1 − √ᾱ_t where √(1 − ᾱ_t) is needed",
              korean: "√(1 − ᾱ_t)가 아니라 1 − √ᾱ_t로 나누었습니다")),
          Guess(
            -share,
            say(
              "the sign is wrong: the predicted noise is taken away",
              korean: "부호가 반대입니다. 예측된 노이즈는 빼야 합니다")),
          Guess(
            share * alpha.squareRoot(),
            say(
              "1/√α_t is missing here: it stands before the bracket",
              korean: "1/√α_t가 여기에는 곱해지지 않았습니다. 괄호 전체에 곱해야 합니다")),
          Guess(
            share * (1 - alphaBar),
            say(
              "this multiplies by √(1 − ᾱ_t) where it should divide",
              korean: "√(1 − ᾱ_t)로 나누어야 할 곳에서 곱했습니다")),
          Guess(
            -beta / (alpha * (1 - schedule.alphaBars[t - 1])).squareRoot(),
            say(
              "this has ᾱ_{t−1} where ᾱ_t is needed", korean: "ᾱ_t가 있어야 할 곳에 ᾱ_{t−1}이 있습니다")),
        ])
    }
  }

  func testDDPMStepAddsFreshNoiseOfTheRightSize() throws {
    for step in cases {
      let asked = both("ddpmStep, \(step.name)")
      let (schedule, t) = (step.schedule, step.timestep)
      let (mixture, _) = try ddpm(step, seed: 2)
      let (small, large) = (schedule.posteriorVariance(at: t), schedule.betas[t])
      let unbarred =
        (1 - schedule.alphas[t - 1]) / (1 - schedule.alphas[t]) * schedule.betas[t]
      let tolerance = 1e-5 + Bound.deviations * mixture.uncertainties.deviation
      if isClose(mixture.deviation, large.squareRoot(), relative: 5e-4, absolute: tolerance) {
        held()
      } else {
        expectNumber(
          mixture.deviation, equals: small.squareRoot(), name: Self.factorOfNoise,
          formula: say(
            "√β̃_t with β̃_t = (1 − ᾱ_{t−1})/(1 − ᾱ_t) · β_t, or √β_t",
            korean: "√β̃_t 또는 √β_t, β̃_t = (1 − ᾱ_{t−1})/(1 − ᾱ_t) · β_t"),
          asked: asked, relative: 5e-4, absolute: tolerance,
          guesses: [
            Guess(
              0,
              say(
                "no noise is added; only the last step, t = 1, adds none",
                korean: "노이즈가 더해지지 않았습니다. 마지막 스텝(t = 1)에서만 더하지 않습니다")),
            Guess(1, say("the noise is not scaled", korean: "노이즈에 아무 계수도 곱해지지 않았습니다")),
            Guess(
              (small / schedule.betas[t]).squareRoot(),
              say("the factor β_t is missing in β̃_t", korean: "β̃_t에서 β_t를 곱하는 것이 빠졌습니다")),
            Guess(
              large,
              say("this is β_t, without the root", korean: "이 값은 β_t입니다. 제곱근이 빠졌습니다")),
            Guess(
              small,
              say("this is β̃_t, without the root", korean: "이 값은 β̃_t입니다. 제곱근이 빠졌습니다")),
            Guess(
              unbarred.squareRoot(),
              say(
                "this β̃_t has α where ᾱ is needed: (1 − α_{t−1})/(1 − α_t) · β_t",
                korean: "β̃_t에서 ᾱ가 있어야 할 곳에 α가 있습니다: (1 − α_{t−1})/(1 − α_t) · β_t")),
            Guess(
              (schedule.betas[t] * (1 - schedule.alphaBars[t]) / (1 - schedule.alphaBars[t - 1]))
                .squareRoot(),
              say(
                "the fraction in β̃_t is upside down", korean: "β̃_t의 분수에서 분자와 분모가 뒤바뀌었습니다")),
          ])
      }
      if mixture.deviation > 1e-6 {
        expectStandardNormal(
          mixture.rest.map { $0 / mixture.deviation }, shape: step.noisy.shape, name: both("z"),
          asked: asked)
      }
    }
  }

  func testDDPMLastStepAddsNoNoise() throws {
    for (schedule, name) in [(Self.uneven, Self.unevenName), (Self.linear, "linear, T = 100")] {
      let step = StepCase(schedule, at: 1, name: "\(name), t = 1")
      let (_, first) = try ddpm(step, seed: 3)
      let (_, second) = try ddpm(step, seed: 4)
      let asked = both("ddpmStep, \(step.name)")
      expect(
        first == second,
        say(
          """
          \(asked): two calls gave different images; the last step should be the mean alone, without \
          noise
          """,
          korean: """
            \(asked): 두 번 호출한 결과가 서로 다릅니다. 마지막 스텝은 노이즈 없이 평균만이어야 합니다
            """))
      expectValues(
        first.doubles, equal: step.image.doubles, name: both("x₀"),
        formula: say(
          "the mean alone, which at t = 1 is the predicted x₀",
          korean: "노이즈 없는 평균, 즉 t = 1에서는 예측된 x₀"),
        asked: asked,
        // β₁/√(1 − ᾱ₁) = √β₁ in Float32.
        tolerance: 1e-4,
        guesses: [
          Guess(
            step.noisy.doubles, say("this is x_t unchanged", korean: "x_t가 바뀌지 않은 채 그대로입니다"))
        ])
    }
  }

  // MARK: DDIM

  func testDDIMWithoutNoiseIsDeterministic() throws {
    for step in cases + [StepCase(Self.uneven, at: 1, name: "\(Self.unevenName), t = 1")] {
      let asked = both("ddimStep, η = 0, \(step.name)")
      let first = try ddim(step, eta: 0, seed: 5)
      let second = try ddim(step, eta: 0, seed: 6)
      expect(
        first.result == second.result,
        say(
          """
          \(asked): two calls gave different images; with η = 0, σ_t = 0 and nothing should be random
          """,
          korean: """
            \(asked): 두 번 호출한 결과가 서로 다릅니다. η = 0이면 σ_t = 0이므로 무작위인 것이 없어야 합니다
            """))
      let (schedule, t) = (step.schedule, step.timestep)
      func mixed(signal: Double, direction: Double) -> [Double] {
        zip(step.image.doubles, step.noise.doubles).map { signal * $0 + direction * $1 }
      }
      let (alphaBar, previous) = (schedule.alphaBars[t], schedule.alphaBars[t - 1])
      let (signal, direction) = (previous.squareRoot(), (1 - previous).squareRoot())
      expectValues(
        first.result.doubles, equal: mixed(signal: signal, direction: direction),
        name: both("x_{t−1}"),
        formula: both(
          "√ᾱ_{t−1} · x̂₀ + √(1 − ᾱ_{t−1}) · ε_θ, x̂₀ = (x_t − √(1 − ᾱ_t) ε_θ)/√ᾱ_t"),
        // Float32, divided by √ᾱ_t ≥ 0.3.
        asked: asked, tolerance: 2e-5,
        guesses: [
          Guess(
            mixed(signal: signal, direction: 0),
            say(
              "the direction pointing to x_t is missing",
              korean: "x_t를 향하는 방향의 항, √(1 − ᾱ_{t−1}) · ε_θ가 빠졌습니다")),
          Guess(
            mixed(signal: 1, direction: 0),
            say(
              "this is the predicted x₀; it has to go back to t − 1",
              korean: "이 값은 예측된 x₀입니다. 여기에서 t − 1까지 노이즈를 되돌려야 합니다")),
          Guess(
            mixed(signal: alphaBar.squareRoot(), direction: (1 - alphaBar).squareRoot()),
            say(
              "this is x_t again: ᾱ_{t−1} belongs where ᾱ_t stands",
              korean: "결과가 다시 x_t입니다. ᾱ_t 자리에 ᾱ_{t−1}을 써야 합니다")),
          Guess(
            mixed(signal: signal, direction: 1 - signal),
            say(
              "this has 1 − √ᾱ_{t−1} where √(1 − ᾱ_{t−1}) is needed",
              korean: "√(1 − ᾱ_{t−1})이 있어야 할 곳에 1 − √ᾱ_{t−1}이 있습니다")),
          Guess(
            mixed(
              signal: schedule.alphas[t - 1].squareRoot(),
              direction: (1 - schedule.alphas[t - 1]).squareRoot()),
            say(
              "this has α_{t−1} where ᾱ_{t−1} is needed: the DDIM paper writes α for ᾱ",
              korean: "ᾱ_{t−1}이 있어야 할 곳에 α_{t−1}이 있습니다. DDIM 논문은 ᾱ를 α로 적습니다")),
        ] + ddimSlips(step, mixed))
    }
  }

  /// Slips in x̂₀ and in the two factors of the step, as shares of the image and of the noise.
  private func ddimSlips(
    _ step: StepCase, _ mixed: (_ signal: Double, _ direction: Double) -> [Double]
  ) -> [Guess<[Double]>] {
    let (schedule, t) = (step.schedule, step.timestep)
    let (alphaBar, previous) = (schedule.alphaBars[t], schedule.alphaBars[t - 1])
    let (signalScale, noiseScale) = (alphaBar.squareRoot(), (1 - alphaBar).squareRoot())
    let (signal, direction) = (previous.squareRoot(), (1 - previous).squareRoot())
    /// If x̂₀ = image + `stray` · ε.
    func strayed(_ stray: Double) -> [Double] { mixed(signal, direction + signal * stray) }
    return [
      Guess(
        mixed(signal * signalScale, direction),
        say("x̂₀ is not divided by √ᾱ_t", korean: "x̂₀를 √ᾱ_t로 나누지 않았습니다")),
      Guess(
        mixed(signal / signalScale, direction),
        say("x̂₀ is divided by ᾱ_t, without the root", korean: "x̂₀를 제곱근 없이 ᾱ_t로 나누었습니다")),
      Guess(
        strayed((noiseScale - 1 + signalScale) / signalScale),
        say(
          "x̂₀ has 1 − √ᾱ_t where √(1 − ᾱ_t) is needed",
          korean: "x̂₀에서 √(1 − ᾱ_t)가 있어야 할 곳에 1 − √ᾱ_t가 있습니다")),
      Guess(
        strayed((noiseScale - 1) / signalScale),
        say(
          "x̂₀ takes ε_θ away whole; √(1 − ᾱ_t) · ε_θ is needed",
          korean: "x̂₀에서 ε_θ를 그대로 뺐습니다. √(1 − ᾱ_t) · ε_θ를 빼야 합니다")),
      Guess(
        mixed(signalScale, direction),
        say(
          "this has √ᾱ_t where √ᾱ_{t−1} is needed before x̂₀",
          korean: "x̂₀ 앞에서 √ᾱ_{t−1}이 있어야 할 곳에 √ᾱ_t가 있습니다")),
      Guess(
        mixed(signal, noiseScale),
        say(
          "this has √(1 − ᾱ_t) where √(1 − ᾱ_{t−1} − σ_t²) is needed",
          korean: "√(1 − ᾱ_{t−1} − σ_t²)이 있어야 할 곳에 √(1 − ᾱ_t)가 있습니다")),
    ]
  }

  func testDDIMAddsNoiseOfDeviationSigma() throws {
    for step in cases {
      let asked = both("ddimStep, η = 0.5, \(step.name)")
      let (schedule, t) = (step.schedule, step.timestep)
      let mixture = try ddim(step, eta: 0.5, seed: 7).mixture
      let sigma = schedule.ddimSigma(at: t, eta: 0.5)
      let (alphaBar, previous) = (schedule.alphaBars[t], schedule.alphaBars[t - 1])
      expectNumber(
        mixture.deviation, equals: sigma, name: Self.factorOfNoise,
        formula: both("σ_t = η √((1 − ᾱ_{t−1})/(1 − ᾱ_t)) √(1 − ᾱ_t/ᾱ_{t−1})"), asked: asked,
        relative: 5e-4, absolute: 1e-5 + Bound.deviations * mixture.uncertainties.deviation,
        guesses: [
          Guess(sigma * sigma, Self.sigmaSquared),
          Guess(0, say("no noise is added", korean: "노이즈가 더해지지 않았습니다")),
          Guess(
            2 * sigma,
            say("this is σ_t for η = 1: η is left out", korean: "이 값은 η = 1일 때의 σ_t입니다. η가 빠졌습니다")),
          Guess(
            sigma / 2,
            say("this has η² where η is needed", korean: "η가 있어야 할 곳에 η²이 있습니다")),
          Guess(
            sigma.squareRoot(),
            say(
              "this is √σ_t: σ_t is already a deviation", korean: "이 값은 √σ_t입니다. σ_t가 이미 표준편차입니다")),
          Guess(
            0.5 * ((1 - alphaBar) / (1 - previous)).squareRoot()
              * (1 - alphaBar / previous).squareRoot(),
            say("the fraction in σ_t is upside down", korean: "σ_t의 분수에서 분자와 분모가 뒤바뀌었습니다")),
          Guess(
            0.5 * ((1 - previous) / (1 - alphaBar)).squareRoot() * (1 - alphaBar / previous),
            say(
              "this is without the root over 1 − ᾱ_t/ᾱ_{t−1}",
              korean: "1 − ᾱ_t/ᾱ_{t−1}의 제곱근이 빠졌습니다")),
        ])
      let fromImage = -(previous * (1 - alphaBar) / alphaBar).squareRoot()
      func noiseFactor(_ direction: Double) -> Double { fromImage + direction.squareRoot() }
      expectNumber(
        mixture.signal, equals: (previous / alphaBar).squareRoot(), name: Self.factorOfState,
        formula: both("√(ᾱ_{t−1}/ᾱ_t)"), asked: asked, relative: 2e-4,
        absolute: Bound.deviations * mixture.uncertainties.signal)
      expectNumber(
        mixture.noise, equals: noiseFactor(1 - previous - sigma * sigma),
        name: Self.factorOfPrediction,
        formula: both("√(1 − ᾱ_{t−1} − σ_t²) − √(ᾱ_{t−1}(1 − ᾱ_t)/ᾱ_t)"),
        asked: asked, relative: 2e-4,
        absolute: 5e-5 + Bound.deviations * mixture.uncertainties.noise,
        guesses: [
          Guess(
            noiseFactor(1 - previous),
            say(
              "σ_t² is missing in √(1 − ᾱ_{t−1} − σ_t²)",
              korean: "√(1 − ᾱ_{t−1} − σ_t²)에서 σ_t²이 빠졌습니다")),
          Guess(
            noiseFactor(max(0, 1 - previous - sigma)),
            say(
              "this has σ_t where σ_t² is needed in the root",
              korean: "제곱근 안에서 σ_t²이 있어야 할 곳에 σ_t가 있습니다")),
        ])
      if mixture.deviation > 1e-6 {
        expectStandardNormal(
          mixture.rest.map { $0 / mixture.deviation }, shape: step.noisy.shape, name: both("z"),
          asked: asked)
      }
    }
  }

  func testDDIMWithEtaOneIsDDPM() throws {
    for step in cases {
      let asked = both("ddimStep, η = 1, \(step.name)")
      let (schedule, t) = (step.schedule, step.timestep)
      let mixture = try ddim(step, eta: 1, seed: 8).mixture
      let alpha = schedule.alphas[t]
      let formula = say("as in DDPM with variance β̃_t", korean: "분산이 β̃_t인 DDPM과 같음")
      expectNumber(
        mixture.signal, equals: 1 / alpha.squareRoot(), name: Self.factorOfState,
        formula: say("1/√α_t, \(formula)", korean: "1/√α_t, \(formula)"), asked: asked,
        relative: 2e-4,
        absolute: Bound.deviations * mixture.uncertainties.signal)
      expectNumber(
        mixture.noise,
        equals: -schedule.betas[t] / (alpha * (1 - schedule.alphaBars[t])).squareRoot(),
        name: Self.factorOfPrediction,
        formula: say(
          "−β_t/(√α_t √(1 − ᾱ_t)), \(formula)", korean: "−β_t/(√α_t √(1 − ᾱ_t)), \(formula)"),
        asked: asked,
        relative: 2e-4, absolute: 5e-5 + Bound.deviations * mixture.uncertainties.noise)
      let variance = schedule.posteriorVariance(at: t)
      expectNumber(
        mixture.deviation, equals: variance.squareRoot(), name: Self.factorOfNoise,
        formula: say("√β̃_t, \(formula)", korean: "√β̃_t, \(formula)"), asked: asked, relative: 5e-4,
        absolute: 1e-5 + Bound.deviations * mixture.uncertainties.deviation,
        guesses: [
          Guess(variance, Self.sigmaSquared)
        ])
    }
  }

  // MARK: Asking

  private func ddpm(_ step: StepCase, seed: UInt64) throws -> (StepMixture, TensorValue) {
    let answer = try ask(
      .ddpmStep(
        noisyImages: step.noisy, predictedNoise: step.noise, timestep: step.timestep,
        betas: DoubleTable(step.schedule.betas), alphaBars: DoubleTable(step.schedule.alphaBars),
        seed: seed))
    return try mixture(answer, step, asked: both("ddpmStep, \(step.name)"))
  }

  private func ddim(
    _ step: StepCase, eta: Double, seed: UInt64
  ) throws -> (mixture: StepMixture, result: TensorValue) {
    let answer = try ask(
      .ddimStep(
        noisyImages: step.noisy, predictedNoise: step.noise, timestep: step.timestep,
        alphaBars: DoubleTable(step.schedule.alphaBars), eta: eta, seed: seed))
    return try mixture(answer, step, asked: both("ddimStep, η = \(eta), \(step.name)"))
  }

  private func mixture(
    _ answer: WorkerAnswer, _ step: StepCase, asked: Sentence
  ) throws -> (StepMixture, TensorValue) {
    guard case .images(let result) = answer.result else { throw unexpectedAnswer() }
    try requireTensor(result, shape: step.noisy.shape, name: both("x_{t−1}"), asked: asked)
    let mixture = StepMixture(
      result, from: step.noisy, predicted: step.noise, drawn: answer.normals)
    try require(
      mixture != nil,
      say(
        """
        \(asked): x_{t−1} cannot be made sense of: its values are too large; they should be of the size \
        of x_t
        """,
        korean: """
          \(asked): x_{t−1}의 값이 너무 커서 판단할 수 없습니다. x_t와 비슷한 크기여야 합니다
          """))
    return (mixture!, result)
  }
}
