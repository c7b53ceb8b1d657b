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

  // MARK: DDPM

  func testDDPMStepHasTheRightMean() throws {
    for step in cases {
      let asked = "ddpmStep, \(step.name)"
      let (mixture, _) = try ddpm(step, seed: 1)
      let (schedule, t) = (step.schedule, step.timestep)
      let (beta, alpha, alphaBar) = (schedule.betas[t], schedule.alphas[t], schedule.alphaBars[t])
      let formula = "1/√α_t · (x_t − β_t/√(1 − ᾱ_t) · ε_θ)"
      expectNumber(
        mixture.signal, equals: 1 / alpha.squareRoot(), name: "the factor of x_t",
        formula: "1/√α_t in \(formula)", asked: asked,
        // Least squares over Float32 values, or as uncertain as the noise makes it.
        relative: 2e-4, absolute: Bound.deviations * mixture.uncertainties.signal,
        guesses: [
          Guess(1 / alphaBar.squareRoot(), "this is 1/√ᾱ_t; here α has no bar"),
          Guess(1 / alpha, "this is 1/α_t, without the root"),
          Guess(alpha.squareRoot(), "this is √α_t; it should be one over it"),
          Guess(1, "x_t is not scaled at all"),
        ])
      let share = -beta / (alpha * (1 - alphaBar)).squareRoot()
      expectNumber(
        mixture.noise, equals: share, name: "the factor of ε_θ",
        formula: "−β_t/(√α_t √(1 − ᾱ_t)) in \(formula)", asked: asked, relative: 2e-4,
        absolute: 1e-5 + Bound.deviations * mixture.uncertainties.noise,
        guesses: [
          Guess(
            -beta / (alpha * (1 - alpha)).squareRoot(),
            "this has √(1 − α_t) where √(1 − ᾱ_t) is needed: the bar is missing"),
          Guess(
            -beta / (alpha.squareRoot() * (1 - alphaBar)),
            "this divides by 1 − ᾱ_t, without the root"),
          Guess(
            -beta / (alpha.squareRoot() * (1 - alphaBar.squareRoot())),
            "this divides by 1 − √ᾱ_t where √(1 − ᾱ_t) is needed"),
          Guess(-share, "the sign is wrong: the predicted noise is taken away"),
          Guess(share * alpha.squareRoot(), "1/√α_t is missing here: it stands before the bracket"),
        ])
    }
  }

  func testDDPMStepAddsFreshNoiseOfTheRightSize() throws {
    for step in cases {
      let asked = "ddpmStep, \(step.name)"
      let (schedule, t) = (step.schedule, step.timestep)
      let (mixture, _) = try ddpm(step, seed: 2)
      let (small, large) = (schedule.posteriorVariance(at: t), schedule.betas[t])
      let unbarred =
        (1 - schedule.alphas[t - 1]) / (1 - schedule.alphas[t]) * schedule.betas[t]
      let tolerance = 1e-5 + Bound.deviations * mixture.uncertainties.deviation
      if isClose(mixture.deviation, large.squareRoot(), relative: 5e-4, absolute: tolerance) {
        expect(true, "")
      } else {
        expectNumber(
          mixture.deviation, equals: small.squareRoot(), name: "the factor of the fresh noise",
          formula: "√β̃_t with β̃_t = (1 − ᾱ_{t−1})/(1 − ᾱ_t) · β_t, or √β_t", asked: asked,
          relative: 5e-4, absolute: tolerance,
          guesses: [
            Guess(0, "no noise is added; only the last step, t = 1, adds none"),
            Guess(1, "the noise is not scaled"),
            Guess(large, "this is β_t, without the root"),
            Guess(small, "this is β̃_t, without the root"),
            Guess(
              unbarred.squareRoot(),
              "this β̃_t has α where ᾱ is needed: (1 − α_{t−1})/(1 − α_t) · β_t"),
            Guess(
              (schedule.betas[t] * (1 - schedule.alphaBars[t]) / (1 - schedule.alphaBars[t - 1]))
                .squareRoot(), "the fraction in β̃_t is upside down"),
          ])
      }
      if mixture.deviation > 1e-6 {
        expectStandardNormal(
          mixture.rest.map { $0 / mixture.deviation }, shape: step.noisy.shape, name: "z",
          asked: asked)
      }
    }
  }

  func testDDPMLastStepAddsNoNoise() throws {
    for (schedule, name) in [(Self.uneven, Self.unevenName), (Self.linear, "linear, T = 100")] {
      let step = StepCase(schedule, at: 1, name: "\(name), t = 1")
      let (mixture, first) = try ddpm(step, seed: 3)
      let (_, second) = try ddpm(step, seed: 4)
      let asked = "ddpmStep, \(step.name)"
      expect(
        first == second,
        "\(asked): two calls gave different images; the last step is the mean alone, without noise"
      )
      expectValues(
        first.doubles, equal: step.image.doubles, name: "x₀",
        formula: "the mean alone, which at t = 1 is the predicted x₀", asked: asked,
        // β₁/√(1 − ᾱ₁) = √β₁ in Float32.
        tolerance: 1e-4,
        guesses: [Guess(step.noisy.doubles, "this is x_t unchanged")])
      _ = mixture
    }
  }

  // MARK: DDIM

  func testDDIMWithoutNoiseIsDeterministic() throws {
    for step in cases + [StepCase(Self.uneven, at: 1, name: "\(Self.unevenName), t = 1")] {
      let asked = "ddimStep, η = 0, \(step.name)"
      let first = try ddim(step, eta: 0, seed: 5)
      let second = try ddim(step, eta: 0, seed: 6)
      expect(
        first.result == second.result,
        "\(asked): two calls gave different images; with η = 0, σ_t = 0 and nothing is random")
      let (schedule, t) = (step.schedule, step.timestep)
      func mixed(signal: Double, direction: Double) -> [Double] {
        zip(step.image.doubles, step.noise.doubles).map { signal * $0 + direction * $1 }
      }
      let (alphaBar, previous) = (schedule.alphaBars[t], schedule.alphaBars[t - 1])
      let (signal, direction) = (previous.squareRoot(), (1 - previous).squareRoot())
      expectValues(
        first.result.doubles, equal: mixed(signal: signal, direction: direction), name: "x_{t−1}",
        formula: "√ᾱ_{t−1} · x̂₀ + √(1 − ᾱ_{t−1}) · ε_θ with x̂₀ = (x_t − √(1 − ᾱ_t) ε_θ)/√ᾱ_t",
        // Float32, divided by √ᾱ_t ≥ 0.3.
        asked: asked, tolerance: 2e-5,
        guesses: [
          Guess(mixed(signal: signal, direction: 0), "the direction pointing to x_t is missing"),
          Guess(
            mixed(signal: 1, direction: 0), "this is the predicted x₀; it has to go back to t − 1"),
          Guess(
            mixed(signal: alphaBar.squareRoot(), direction: (1 - alphaBar).squareRoot()),
            "this is x_t again: ᾱ_{t−1} belongs where ᾱ_t stands"),
          Guess(
            mixed(signal: signal, direction: 1 - signal),
            "this has 1 − √ᾱ_{t−1} where √(1 − ᾱ_{t−1}) is needed"),
          Guess(
            mixed(
              signal: schedule.alphas[t - 1].squareRoot(),
              direction: (1 - schedule.alphas[t - 1]).squareRoot()),
            "this has α_{t−1} where ᾱ_{t−1} is needed: the DDIM paper writes α for ᾱ"),
        ])
    }
  }

  func testDDIMAddsNoiseOfDeviationSigma() throws {
    for step in cases {
      let asked = "ddimStep, η = 0.5, \(step.name)"
      let (schedule, t) = (step.schedule, step.timestep)
      let mixture = try ddim(step, eta: 0.5, seed: 7).mixture
      let sigma = schedule.ddimSigma(at: t, eta: 0.5)
      let (alphaBar, previous) = (schedule.alphaBars[t], schedule.alphaBars[t - 1])
      expectNumber(
        mixture.deviation, equals: sigma, name: "the factor of the fresh noise",
        formula: "σ_t = η √((1 − ᾱ_{t−1})/(1 − ᾱ_t)) √(1 − ᾱ_t/ᾱ_{t−1})", asked: asked,
        relative: 5e-4, absolute: 1e-5 + Bound.deviations * mixture.uncertainties.deviation,
        guesses: [
          Guess(sigma * sigma, "this is σ_t² where σ_t is needed: σ_t is already a deviation"),
          Guess(0, "no noise is added"),
          Guess(2 * sigma, "this is σ_t for η = 1: η is left out"),
          Guess(sigma / 2, "this has η² where η is needed"),
          Guess(sigma.squareRoot(), "this is √σ_t"),
          Guess(
            0.5 * ((1 - alphaBar) / (1 - previous)).squareRoot()
              * (1 - alphaBar / previous).squareRoot(), "the fraction in σ_t is upside down"),
        ])
      let fromImage = -(previous * (1 - alphaBar) / alphaBar).squareRoot()
      func noiseFactor(_ direction: Double) -> Double { fromImage + direction.squareRoot() }
      expectNumber(
        mixture.signal, equals: (previous / alphaBar).squareRoot(), name: "the factor of x_t",
        formula: "√(ᾱ_{t−1}/ᾱ_t)", asked: asked, relative: 2e-4,
        absolute: Bound.deviations * mixture.uncertainties.signal)
      expectNumber(
        mixture.noise, equals: noiseFactor(1 - previous - sigma * sigma),
        name: "the factor of ε_θ", formula: "√(1 − ᾱ_{t−1} − σ_t²) − √(ᾱ_{t−1}(1 − ᾱ_t)/ᾱ_t)",
        asked: asked, relative: 2e-4,
        absolute: 5e-5 + Bound.deviations * mixture.uncertainties.noise,
        guesses: [
          Guess(noiseFactor(1 - previous), "σ_t² is missing in √(1 − ᾱ_{t−1} − σ_t²)"),
          Guess(
            noiseFactor(max(0, 1 - previous - sigma)),
            "this has σ_t where σ_t² is needed in the root"),
        ])
      if mixture.deviation > 1e-6 {
        expectStandardNormal(
          mixture.rest.map { $0 / mixture.deviation }, shape: step.noisy.shape, name: "z",
          asked: asked)
      }
    }
  }

  func testDDIMWithEtaOneIsDDPM() throws {
    for step in cases {
      let asked = "ddimStep, η = 1, \(step.name)"
      let (schedule, t) = (step.schedule, step.timestep)
      let mixture = try ddim(step, eta: 1, seed: 8).mixture
      let alpha = schedule.alphas[t]
      let formula = "as in DDPM with variance β̃_t"
      expectNumber(
        mixture.signal, equals: 1 / alpha.squareRoot(), name: "the factor of x_t",
        formula: "1/√α_t, \(formula)", asked: asked, relative: 2e-4,
        absolute: Bound.deviations * mixture.uncertainties.signal)
      expectNumber(
        mixture.noise,
        equals: -schedule.betas[t] / (alpha * (1 - schedule.alphaBars[t])).squareRoot(),
        name: "the factor of ε_θ", formula: "−β_t/(√α_t √(1 − ᾱ_t)), \(formula)", asked: asked,
        relative: 2e-4, absolute: 5e-5 + Bound.deviations * mixture.uncertainties.noise)
      let variance = schedule.posteriorVariance(at: t)
      expectNumber(
        mixture.deviation, equals: variance.squareRoot(), name: "the factor of the fresh noise",
        formula: "√β̃_t, \(formula)", asked: asked, relative: 5e-4,
        absolute: 1e-5 + Bound.deviations * mixture.uncertainties.deviation,
        guesses: [
          Guess(variance, "this is σ_t² = β̃_t where σ_t is needed: σ_t is already a deviation")
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
    return try mixture(answer, step, asked: "ddpmStep, \(step.name)")
  }

  private func ddim(
    _ step: StepCase, eta: Double, seed: UInt64
  ) throws -> (mixture: StepMixture, result: TensorValue) {
    let answer = try ask(
      .ddimStep(
        noisyImages: step.noisy, predictedNoise: step.noise, timestep: step.timestep,
        alphaBars: DoubleTable(step.schedule.alphaBars), eta: eta, seed: seed))
    return try mixture(answer, step, asked: "ddimStep, η = \(eta), \(step.name)")
  }

  private func mixture(
    _ answer: WorkerAnswer, _ step: StepCase, asked: String
  ) throws -> (StepMixture, TensorValue) {
    guard case .images(let result) = answer.result else { throw unexpectedAnswer() }
    try requireTensor(result, shape: step.noisy.shape, name: "x_{t−1}", asked: asked)
    let mixture = StepMixture(
      result, from: step.noisy, predicted: step.noise, drawn: answer.normals)
    try require(
      mixture != nil, "\(asked): x_{t−1} cannot be made sense of: its values are too large")
    return (mixture!, result)
  }
}
