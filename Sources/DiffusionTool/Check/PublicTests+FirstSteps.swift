import DiffusionCourse
import Foundation
import Tensors

// Steps 1 to 3 of the hands-on.
extension PublicTest {
  static func firstSteps() -> [PublicTest] {
    [
      step(1, "alpha", Bilingual("α_t = 1 − β_t"), of: "alphas") { a, _ in
        difference("α", a.alphas(betas: [0, 0.1, 0.2, 0.4]), [1, 0.9, 0.8, 0.6])
      },
      step(1, "alphaBar", Bilingual("ᾱ_t = α_1 · α_2 · … · α_t"), of: "alphaBars") { a, _ in
        difference("ᾱ", a.alphaBars(alphas: [1, 0.9, 0.8, 0.6]), [1, 0.9, 0.72, 0.432])
      },
      step(
        1, "alphaBarOfEqualSteps", Bilingual("equal α: ᾱ_t = α^t", korean: "α가 모두 같으면 ᾱ_t = α^t"),
        formula: "ᾱ_t = α_1 · α_2 · … · α_t", of: "alphaBars"
      ) { a, _ in
        let expected = (0...60).map { pow(0.97, Double($0)) }
        let alphas = [1] + Array(repeating: 0.97, count: 60)
        return difference("ᾱ", a.alphaBars(alphas: alphas), expected)
      },
      step(
        2, "onePerImage", Bilingual("one timestep per image", korean: "이미지마다 t 하나"),
        formula: "t ~ Uniform({1, …, T})", of: "sampleTimesteps"
      ) { a, random in
        let count = a.sampleTimesteps(count: 7, timesteps: 1000, using: random).count
        return count == 7
          ? nil
          : differs(
            Bilingual("timesteps for 7 images", korean: "이미지 7개의 t 개수"), found: "\(count)",
            expected: "7")
      },
      step(
        2, "bothEnds",
        Bilingual("1…T, both ends included, never 0", korean: "1…T, 양 끝 포함, 0은 없음"),
        formula: "t ~ Uniform({1, …, T})", of: "sampleTimesteps", bothEnds),
      step(
        2, "equallyLikely", Bilingual("all t equally likely", korean: "모든 t의 확률이 같음"),
        formula: "t ~ Uniform({1, …, T})", of: "sampleTimesteps", equallyLikely),
      step(
        3, "forward", Bilingual("x_t = √ᾱ_t · x₀ + √(1 − ᾱ_t) · ε"), of: "noiseImages",
        forwardProcess),
      step(
        3, "freshNoise", Bilingual("each pixel has an ε of its own", korean: "픽셀마다 다른 ε"),
        formula: "ε ~ N(0, 1)", of: "noiseImages", freshNoise),
    ]
  }

  private static func bothEnds(
    _ assignment: any HandsOnAssignment.Type, _ random: RandomSource
  ) -> Bilingual? {
    let drawn = Set(assignment.sampleTimesteps(count: 400, timesteps: 4, using: random))
    if let outside = drawn.filter({ !(1...4).contains($0) }).min() {
      return Bilingual("drew t = \(outside) with T = 4", korean: "T = 4인데 t = \(outside)이(가) 나왔습니다")
    }
    return (1...4).first { !drawn.contains($0) }.map {
      Bilingual("never drew t = \($0) with T = 4", korean: "T = 4에서 t = \($0)이(가) 한 번도 나오지 않았습니다")
    }
  }

  private static func equallyLikely(
    _ assignment: any HandsOnAssignment.Type, _ random: RandomSource
  ) -> Bilingual? {
    let drawn = assignment.sampleTimesteps(count: 5000, timesteps: 5, using: random)
    for t in 1...5 {
      let times = drawn.count { $0 == t }
      // 1000 with a deviation of 28: right code is outside six of them less than once in 10⁸.
      if abs(times - 1000) > 170 {
        return differs(
          Bilingual("t = \(t) among 5000 draws with T = 5", korean: "T = 5에서 5000번 중 t = \(t)"),
          found: "\(times)", expected: "≈ 1000")
      }
    }
    return nil
  }

  private static func forwardProcess(
    _ assignment: any HandsOnAssignment.Type, _ random: RandomSource
  ) -> Bilingual? {
    let images = Tensor(TestTables.pixels + TestTables.pixels, shape: [2, 1, 2, 2])
    let (noisy, noise) = assignment.noiseImages(
      images, at: [1, 2], alphaBars: TestTables.alphaBars, using: random)
    guard noise.shape == images.shape else { return wrongShape("ε", noise.shape, images.shape) }
    let scales: [(image: Float, noise: Float)] = [(0.8, 0.6), (0.6, 0.8)]
    let drawn = noise.scalars
    let expected = (0..<8).map { i in
      scales[i / 4].image * TestTables.pixels[i % 4] + scales[i / 4].noise * drawn[i]
    }
    return difference("x_t", noisy, expected, shape: images.shape, timesteps: [1, 2])
  }

  private static func freshNoise(
    _ assignment: any HandsOnAssignment.Type, _ random: RandomSource
  ) -> Bilingual? {
    let images = Tensor.zeros([3, 1, 4, 4])
    let noise = assignment.noiseImages(
      images, at: [1, 2, 2], alphaBars: TestTables.alphaBars, using: random
    ).noise
    guard noise.shape == images.shape else { return wrongShape("ε", noise.shape, images.shape) }
    let different = Set(noise.scalars).count
    return different == 48
      ? nil
      : differs(
        Bilingual("different numbers in ε", korean: "ε에 있는 서로 다른 수"), found: "\(different)",
        expected: "48")
  }
}

/// Tables whose square roots are short: √ᾱ = 1, 0.8, 0.6 and √(1 − ᾱ) = 0, 0.6, 0.8.
enum TestTables {
  static let betas = [0, 0.36, 0.4375]
  static let alphaBars = [1, 0.64, 0.36]
  static let shape = [1, 1, 2, 2]
  static let pixels: [Float] = [1, -1, 0.5, 0.2]
  static let noise: [Float] = [1, 0.5, -1, 0]
  /// √β̃_2 and √β_2: either is right.
  static let deviations: [Float] = [0.496078, 0.661438]
  /// DDPM's mean of x_1 from x_2 = `pixels` and ε = `noise`: (x_2 − 0.4375/0.8 · ε)/0.75.
  static let mean: [Float] = [0.604167, -1.697917, 1.395833, 0.266667]

  static func tensor(_ values: [Float]) -> Tensor { Tensor(values, shape: shape) }

  /// The eight tables of these β.
  static var tables: ScheduleTables {
    ScheduleTables(
      beta: betas, sqrtBeta: [0, 0.6, 0.6614378], alpha: [1, 0.64, 0.5625], alphaBar: alphaBars,
      sqrtAlphaBar: [1, 0.8, 0.6], oneOverSqrtAlpha: [1, 1.25, 1.3333333],
      sqrtOneMinusAlphaBar: [0, 0.6, 0.8], betaOverSqrtOneMinusAlphaBar: [0, 0.6, 0.546875])
  }

  /// The tables of α = 0.9 in every step.
  static func constant(timesteps: Int) -> ScheduleTables {
    let powers = (0...timesteps).map { pow(0.9, Double($0)) }
    func constant(_ value: Double, first: Double) -> [Double] {
      [first] + Array(repeating: value, count: timesteps)
    }
    return ScheduleTables(
      beta: constant(0.1, first: 0),
      sqrtBeta: constant(0.1.squareRoot(), first: 0),
      alpha: constant(0.9, first: 1),
      alphaBar: powers,
      sqrtAlphaBar: powers.map { $0.squareRoot() },
      oneOverSqrtAlpha: constant(1 / 0.9.squareRoot(), first: 1),
      sqrtOneMinusAlphaBar: powers.map { (1 - $0).squareRoot() },
      betaOverSqrtOneMinusAlphaBar: powers.map { $0 == 1 ? 0 : 0.1 / (1 - $0).squareRoot() })
  }
}
