import DiffusionCourse
import Foundation

// Problem 1 of assignment 2-1.
extension PublicTest {
  static func schedules() -> [PublicTest] {
    [
      problem(
        "1a", "linear",
        Bilingual("linear: equal steps β_1 … β_T", korean: "linear: β_1 … β_T 같은 간격"),
        formula: "β_t = β_1 + (β_T − β_1) · (t − 1)/(T − 1)", of: "betaSchedule"
      ) { a, _ in
        let betas = a.betaSchedule(beta1: 0.1, beta2: 0.4, timesteps: 4, schedule: .linear)
        return difference("β", betas, [0, 0.1, 0.2, 0.3, 0.4])
      },
      problem(
        "1a", "cosine",
        Bilingual("cosine: β_t = 1 − ᾱ_t/ᾱ_{t−1}", korean: "cosine: β_t = 1 − ᾱ_t/ᾱ_{t−1}"),
        formula: "ᾱ_t = f(t)/f(0), f(t) = cos²((t/T + s)/(1 + s) · π/2), s = 0.008",
        of: "betaSchedule"
      ) { a, _ in
        let betas = a.betaSchedule(beta1: 0.1, beta2: 0.4, timesteps: 4, schedule: .cosine)
        let head = Array(betas.prefix(4))
        return difference("β", head, [0, 0.1529878, 0.4169581, 0.7078587])
      },
      problem(
        "1a", "cosineEnd",
        Bilingual("cosine: β_T is cut off at 0.999", korean: "cosine: β_T는 0.999까지"),
        formula: "β_t = min(1 − ᾱ_t/ᾱ_{t−1}, 0.999)", of: "betaSchedule"
      ) { a, _ in
        let betas = a.betaSchedule(beta1: 0.1, beta2: 0.4, timesteps: 6, schedule: .cosine)
        guard betas.count == 7 else { return difference("β", betas, Array(repeating: 0, count: 7)) }
        return abs(betas[6] - 0.999) < 1e-6 ? nil : differs("β[6]", betas[6], 0.999)
      },
      table("beta", "β_t, √β_t") {
        difference("β", $0.beta, $1.beta) ?? difference("√β", $0.sqrtBeta, $1.sqrtBeta)
      },
      table("alpha", "α_t = 1 − β_t, 1/√α_t") {
        difference("α", $0.alpha, $1.alpha)
          ?? difference("1/√α", $0.oneOverSqrtAlpha, $1.oneOverSqrtAlpha)
      },
      table("alphaBar", "ᾱ_t = α_1 · … · α_t, √ᾱ_t, √(1 − ᾱ_t)") {
        difference("ᾱ", $0.alphaBar, $1.alphaBar)
          ?? difference("√ᾱ", $0.sqrtAlphaBar, $1.sqrtAlphaBar)
          ?? difference("√(1 − ᾱ)", $0.sqrtOneMinusAlphaBar, $1.sqrtOneMinusAlphaBar)
      },
      table("noiseShare", "β_t/√(1 − ᾱ_t)") {
        difference(
          "β/√(1 − ᾱ)", $0.betaOverSqrtOneMinusAlphaBar, $1.betaOverSqrtOneMinusAlphaBar, from: 1)
      },
    ]
  }

  private static func table(
    _ name: String, _ formula: String,
    _ compare: @escaping (ScheduleTables, ScheduleTables) -> Bilingual?
  ) -> PublicTest {
    problem("1b", name, Bilingual(formula), of: "scheduleTables") { a, _ in
      compare(a.scheduleTables(betas: TestTables.betas), TestTables.tables)
        ?? compare(
          a.scheduleTables(betas: [0] + Array(repeating: 0.1, count: 30)),
          TestTables.constant(timesteps: 30))
    }
  }
}
