import SubmissionProtocol

extension ReverseChain {
  /// A known wrong rule, in all ways that the rest may be done, and the sentence that names it.
  struct Slip {
    let rules: [Rule]
    let sentence: Sentence
    /// Set where only a network that predicts this can be misread so.
    var prediction: PredictionChoice?
  }
}

extension ReverseChain.Slip {
  typealias Rule = ReverseChain.Rule
  /// A factor of the step, from the tables and t.
  typealias Factor = @Sendable (Schedule, Int) -> Double

  /// Slips in DDPM's step from x̂₀ or ε by the posterior.
  static var ddpm: [ReverseChain.Slip] { images + means + deviations + [withoutBars] }

  /// Slips in x̂₀.
  private static var images: [ReverseChain.Slip] {
    [
      image(say("the prediction of ε is taken for x₀", korean: "ε의 예측을 x₀로 여겼습니다"), of: .epsilon) {
        _, _, _, output in output
      },
      image(say("the prediction of x₀ is taken for ε", korean: "x₀의 예측을 ε으로 여겼습니다"), of: .sample) {
        schedule, t, noisy, output in schedule.predictedImage(noisy, noise: output, at: t)
      },
      image(
        say(
          "x̂₀ has 1 − √ᾱ_t where √(1 − ᾱ_t) is needed",
          korean: "x̂₀에서 √(1 − ᾱ_t)가 있어야 할 곳에 1 − √ᾱ_t가 있습니다"), of: .epsilon
      ) { schedule, t, noisy, output in
        let signalScale = schedule.alphaBars[t].squareRoot()
        return zip(noisy, output).map { ($0 - (1 - signalScale) * $1) / signalScale }
      },
      image(say("x̂₀ is not divided by √ᾱ_t", korean: "x̂₀를 √ᾱ_t로 나누지 않았습니다"), of: .epsilon) {
        schedule, t, noisy, output in
        let noiseScale = (1 - schedule.alphaBars[t]).squareRoot()
        return zip(noisy, output).map { $0 - noiseScale * $1 }
      },
      image(
        say("x̂₀ is divided by ᾱ_t, without the root", korean: "x̂₀를 제곱근 없이 ᾱ_t로 나누었습니다"),
        of: .epsilon
      ) { schedule, t, noisy, output in
        let alphaBar = schedule.alphaBars[t]
        return zip(noisy, output).map { ($0 - (1 - alphaBar).squareRoot() * $1) / alphaBar }
      },
    ]
  }

  /// Slips in the coefficients of the mean.
  private static var means: [ReverseChain.Slip] {
    [
      mean(
        say(
          "the two coefficients of the posterior are swapped", korean: "사후분포의 두 계수가 서로 바뀌었습니다"),
        image: noisyShare, noisy: imageShare),
      mean(
        say(
          "this has √ᾱ_t where √ᾱ_{t−1} is needed before x̂₀",
          korean: "x̂₀ 앞에서 √ᾱ_{t−1}이 있어야 할 곳에 √ᾱ_t가 있습니다"),
        image: { imageShare($0, $1) * ($0.alphaBars[$1] / $0.alphaBars[$1 - 1]).squareRoot() },
        noisy: noisyShare),
      mean(
        say(
          "this has ᾱ_{t−1} where √ᾱ_{t−1} is needed before x̂₀",
          korean: "x̂₀ 앞에서 √ᾱ_{t−1}이 있어야 할 곳에 ᾱ_{t−1}이 있습니다"),
        image: { imageShare($0, $1) * $0.alphaBars[$1 - 1].squareRoot() }, noisy: noisyShare),
      mean(
        say(
          "this has √ᾱ_t where √α_t is needed before x_t",
          korean: "x_t 앞에서 √α_t가 있어야 할 곳에 √ᾱ_t가 있습니다"),
        image: imageShare,
        noisy: { noisyShare($0, $1) * ($0.alphaBars[$1] / $0.alphas[$1]).squareRoot() }),
      mean(
        say(
          "this has α_t where √α_t is needed before x_t",
          korean: "x_t 앞에서 √α_t가 있어야 할 곳에 α_t가 있습니다"),
        image: imageShare, noisy: { noisyShare($0, $1) * $0.alphas[$1].squareRoot() }),
    ]
  }

  /// Slips in the size of the noise.
  private static var deviations: [ReverseChain.Slip] {
    [
      deviation(
        say("the noise has β̃_t as factor, without the root", korean: "노이즈에 제곱근 없이 β̃_t가 곱해졌습니다")
      ) { $0.posteriorVariance(at: $1) },
      deviation(
        say("the noise has β_t as factor, without the root", korean: "노이즈에 제곱근 없이 β_t가 곱해졌습니다")
      ) { $0.betas[$1] },
      deviation(
        say(
          "this β̃_t has α where ᾱ is needed: (1 − α_{t−1})/(1 − α_t) · β_t",
          korean: "β̃_t에서 ᾱ가 있어야 할 곳에 α가 있습니다: (1 − α_{t−1})/(1 − α_t) · β_t")
      ) { $0.betas[$1 - 1].squareRoot() },
      deviation(
        say("the fraction in β̃_t is upside down", korean: "β̃_t의 분수에서 분자와 분모가 뒤바뀌었습니다")
      ) { $0.betas[$1] / $0.posteriorVariance(at: $1).squareRoot() },
      deviation(
        say("the noise is not scaled", korean: "노이즈에 아무 계수도 곱해지지 않았습니다")
      ) { _, _ in 1 },
    ]
  }

  private static var withoutBars: ReverseChain.Slip {
    ReverseChain.Slip(
      rules: rules(
        deviations: [{ $0.betas[$1 - 1].squareRoot() }, { $0.betas[$1].squareRoot() }],
        mean: shares(
          image: { schedule, t in schedule.alphaBars[t - 1].squareRoot() },
          noisy: { $0.alphas[$1].squareRoot() * $0.betas[$1 - 1] / $0.betas[$1] })),
      sentence: say(
        "the posterior has α where ᾱ is needed in 1 − ᾱ: the bars are missing",
        korean: "사후분포의 1 − ᾱ에서 ᾱ가 있어야 할 곳에 α가 있습니다"))
  }

  // MARK: Making them

  private static let imageShare: Factor = { schedule, t in
    schedule.alphaBars[t - 1].squareRoot() * schedule.betas[t] / (1 - schedule.alphaBars[t])
  }
  private static let noisyShare: Factor = { schedule, t in
    schedule.alphas[t].squareRoot() * (1 - schedule.alphaBars[t - 1])
      / (1 - schedule.alphaBars[t])
  }
  private static let rightDeviations: [Factor] = [
    { $0.posteriorVariance(at: $1).squareRoot() }, { $0.betas[$1].squareRoot() },
  ]

  private static func image(
    _ sentence: Sentence, of prediction: PredictionChoice,
    _ image: @escaping (Schedule, Int, [Double], [Double]) -> [Double]
  ) -> ReverseChain.Slip {
    let right = shares(image: imageShare, noisy: noisyShare)
    let slips = rules(deviations: rightDeviations, mean: right).map { rule in
      var rule = rule
      rule.image = image
      return rule
    }
    return ReverseChain.Slip(rules: slips, sentence: sentence, prediction: prediction)
  }

  private static func mean(
    _ sentence: Sentence, image: @escaping Factor, noisy: @escaping Factor
  ) -> ReverseChain.Slip {
    ReverseChain.Slip(
      rules: rules(deviations: rightDeviations, mean: shares(image: image, noisy: noisy)),
      sentence: sentence)
  }

  private static func deviation(
    _ sentence: Sentence, _ deviation: @escaping Factor
  ) -> ReverseChain.Slip {
    ReverseChain.Slip(
      rules: rules(
        deviations: [deviation], mean: shares(image: imageShare, noisy: noisyShare)),
      sentence: sentence)
  }

  private static func rules(
    deviations: [Factor],
    mean: @escaping (Schedule, Int, [Double], [Double], [Double]) -> [Double]
  ) -> [Rule] {
    [false, true].flatMap { clips in
      deviations.map { Rule(name: "DDPM", clips: clips, deviation: $0, mean: mean) }
    }
  }

  private static func shares(
    image: @escaping Factor, noisy: @escaping Factor
  ) -> (Schedule, Int, [Double], [Double], [Double]) -> [Double] {
    { schedule, t, state, clean, _ in
      let (imageShare, noisyShare) = (image(schedule, t), noisy(schedule, t))
      return zip(state, clean).map { noisyShare * $0 + imageShare * $1 }
    }
  }
}
