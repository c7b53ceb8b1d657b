/// The same program in files that look otherwise.
let differentTexts: [Variant] = [
  Variant(
    "korean-identifiers", "identifiers and comments in Korean",
    Rewritten.file(
      Rewritten.step1,
      [
        (.alphas, "    // 각 β에서 1을 뺀 값입니다.\n    betas.map { 베타 in 1 - 베타 }"),
        (
          .alphaBars,
          """
              /* 알파를 차례로 곱합니다. */
              var 알파바 = [1.0]
              for 알파 in alphas.dropFirst() { 알파바.append(알파바[알파바.count - 1] * 알파) }
              return 알파바
          """
        ),
      ])
      + Rewritten.file(
        Rewritten.schedules,
        before: """
          /// 한 타임스텝의 값들.
          private struct 스텝 { let 베타: Double, 알파: Double, 알파바: Double }

          """,
        [
          (
            .betaSchedule,
            """
                let 전체 = Double(timesteps)
                func 에프(_ t: Int) -> Double {
                  let 각도 = (Double(t) / 전체 + 0.008) / 1.008 * Double.pi / 2
                  return pow(cos(각도), 2)
                }
                let 간격 = (beta2 - beta1) / (전체 - 1)
                var 베타들 = [0.0]
                for t in 1...timesteps {
                  switch schedule {
                  case .linear: 베타들.append(beta1 + 간격 * Double(t - 1))
                  case .cosine: 베타들.append(min(1 - 에프(t) / 에프(t - 1), 0.999))
                  }
                }
                return 베타들
            """
          ),
          (
            .scheduleTables,
            """
                var 곱 = 1.0
                let 스텝들 = betas.map { 베타 in
                  곱 *= 1 - 베타
                  return 스텝(베타: 베타, 알파: 1 - 베타, 알파바: 곱)
                }
                return ScheduleTables(
                  beta: 스텝들.map(\\.베타), sqrtBeta: 스텝들.map { $0.베타.squareRoot() },
                  alpha: 스텝들.map(\\.알파), alphaBar: 스텝들.map(\\.알파바),
                  sqrtAlphaBar: 스텝들.map { $0.알파바.squareRoot() },
                  oneOverSqrtAlpha: 스텝들.map { 1 / $0.알파.squareRoot() },
                  sqrtOneMinusAlphaBar: 스텝들.map { (1 - $0.알파바).squareRoot() },
                  betaOverSqrtOneMinusAlphaBar: 스텝들.map { $0.베타 / (1 - $0.알파바).squareRoot() })
            """
          ),
        ])),
  Variant(
    "emoji-identifiers", "identifiers of emoji, and Greek letters with bars",
    Rewritten.file(
      Rewritten.step2,
      [
        (
          .sampleTimesteps,
          "    let 🎲 = random\n    return 🎲.integers(in: 1...timesteps, count: count)"
        )
      ])
      + Rewritten.file(
        Rewritten.step3,
        [
          (
            .noiseImages,
            """
                let 🌊 = random.normal(shape: images.shape)
                let (ᾱ, ε) = (alphaBars, 🌊)
                return (
                  ᾱ.map { $0.squareRoot() }.gathered(at: timesteps) * images
                    + ᾱ.map { (1 - $0).squareRoot() }.gathered(at: timesteps) * ε, 🌊
                )
            """
          )
        ])),
  Variant(
    "carriage-returns", "lines that end like those of Windows",
    Rewritten.file(Rewritten.step1, plainStep1.replacing("\n", with: "\r\n"))),
  Variant(
    "byte-order-mark", "a byte order mark at the beginning, and no line end at the end",
    Rewritten.file(Rewritten.step1, "\u{FEFF}" + plainStep1.dropLast())),
  Variant(
    "tabs", "tabs for spaces, and everything on long lines",
    Rewritten.file(
      Rewritten.step1, plainStep1.replacing("  ", with: "\t").replacing("\n\n", with: "\n"))),
  Variant(
    "one-long-line", "statements side by side, with semicolons",
    Rewritten.file(
      Rewritten.step1,
      "import DiffusionCourse; extension HandsOn { "
        + "public static func alphas(betas: [Double]) -> [Double] { betas.map { 1 - $0 } }; "
        + "public static func alphaBars(alphas: [Double]) -> [Double] { var p = 1.0; "
        + "return alphas.map { p *= $0; return p } } }")),
  Variant(
    "sections-switched-off", "old attempts left in comments and behind #if",
    [
      .replace(
        file: Rewritten.step1, text: "betas.map { beta in 1 - beta }",
        replacement: """
          // TODO 1: fatalError("TODO 1") stood here
              /* betas.map { beta in beta } /* nested */ fatalError("TODO") */
              #if false
                return betas.map { alpha in 1 - alpha * alpha }
              #elseif canImport(Glibc) || canImport(Darwin)
                return betas.map { beta in 1 - beta }
              #else
                return betas.map { beta in 1.0 - beta }
              #endif
          """)
    ]),
  Variant(
    "unused-code", "an unfinished function of its own that nobody calls",
    [
      .add(
        file: "HandsOn/Scratch.swift",
        text: """
          import Foundation

          func someday() -> Never { fatalError("TODO: try DDIM with fewer steps") }
          @available(*, deprecated) func old(_ x: Int) -> Int { x / 0x1 }
          struct Tensor2<Element> { var elements: [Element] = [] }

          """)
    ]),
]

private let plainStep1 = Rewritten.text([
  (.alphas, "    return betas.map { beta in\n      1 - beta\n    }"),
  (.alphaBars, "    return alphas.reduce(into: []) { $0.append(($0.last ?? 1) * $1) }"),
])
