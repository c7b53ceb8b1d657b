import DiffusionCourse
import Tensors

// Step 5 of the hands-on.
extension PublicTest {
  private static let ddpm = "x_{t−1} = 1/√α_t · (x_t − β_t/√(1 − ᾱ_t) · ε_θ) + √β̃_t · z"
  private static let ddim = "x_{t−1} = √ᾱ_{t−1} · x̂₀ + √(1 − ᾱ_{t−1} − σ_t²) · ε_θ + σ_t · z"

  static func reverseProcess() -> [PublicTest] {
    [
      step(
        5, "ddpmLast", Bilingual("DDPM at t = 1: the mean alone", korean: "DDPM, t = 1: 평균만"),
        formula: ddpm, of: "ddpmStep"
      ) { a, random in
        let previous = a.ddpmStep(
          from: TestTables.tensor(TestTables.pixels),
          predictedNoise: TestTables.tensor(TestTables.noise), at: 1, betas: TestTables.betas,
          alphaBars: TestTables.alphaBars, using: random)
        return difference("x_0", previous, [0.5, -1.625, 1.375, 0.25], shape: TestTables.shape)
      },
      step(
        5, "ddpm",
        Bilingual("DDPM: mean + √β̃_t · z, or √β_t · z", korean: "DDPM: 평균 + √β̃_t · z 또는 √β_t · z"),
        formula: ddpm, of: "ddpmStep"
      ) { a, random in
        let previous = a.ddpmStep(
          from: TestTables.tensor(TestTables.pixels),
          predictedNoise: TestTables.tensor(TestTables.noise), at: 2, betas: TestTables.betas,
          alphaBars: TestTables.alphaBars, using: random)
        return DrawnNoise(random).difference(
          "x_1", previous, means: [TestTables.mean], deviations: TestTables.deviations,
          shape: TestTables.shape, at: 2)
      },
      step(
        5, "ddimWithoutNoise", Bilingual("DDIM, η = 0: no noise", korean: "DDIM, η = 0: 노이즈 없음"),
        formula: ddim, of: "ddimStep"
      ) { a, random in
        difference(
          "x_1", ddimStep(a, eta: 0, random), [0.866667, -1.566667, 1.133333, 0.266667],
          shape: TestTables.shape)
      },
      step(
        5, "ddimWithNoise", Bilingual("DDIM, η = 1: + σ_t · z"), formula: ddim, of: "ddimStep"
      ) { a, random in
        let previous = ddimStep(a, eta: 1, random)
        return DrawnNoise(random).difference(
          "x_1", previous, means: [TestTables.mean], deviations: [TestTables.deviations[0]],
          shape: TestTables.shape, at: 2)
      },
      step(
        5, "order", Bilingual("t = T, T − 1, …, 1"), of: "sampleImages"
      ) { a, random in
        let (images, asked) = sampled(a, by: ProbeNetwork(constant: -3), .ddpm, random)
        let expected = [[2, 2, 2], [1, 1, 1]]
        if asked != expected {
          return differs(
            Bilingual("the network was asked at t", korean: "네트워크를 호출한 t"), found: "\(asked)",
            expected: "\(expected)")
        }
        return images.shape == [3, 1, 2, 2] ? nil : wrongShape("x_0", images.shape, [3, 1, 2, 2])
      },
      step(
        5, "clamp", Bilingual("the result is clamped to −1…1", korean: "결과를 −1…1로 자름"),
        of: "sampleImages"
      ) { a, random in
        let (images, _) = sampled(a, by: ProbeNetwork(constant: -3), .ddpm, random)
        return images.scalars.first { !(-1...1).contains($0) }.map {
          Bilingual(
            "a pixel is \(short(Double($0))), outside −1…1",
            korean: "픽셀 값 \(short(Double($0)))이(가) −1…1을 벗어났습니다")
        }
      },
      perfect(
        "ddpmPerfect",
        Bilingual("DDPM: a perfect ε_θ gives its image", korean: "DDPM: 완벽한 ε_θ면 그 이미지"),
        [.ddpm], ddpm),
      perfect(
        "ddimPerfect",
        Bilingual("DDIM: a perfect ε_θ gives its image", korean: "DDIM: 완벽한 ε_θ면 그 이미지"),
        [.ddim(eta: 0), .ddim(eta: 1)], ddim),
    ]
  }

  private static func ddimStep(
    _ assignment: any HandsOnAssignment.Type, eta: Double, _ random: RandomSource
  ) -> Tensor {
    assignment.ddimStep(
      from: TestTables.tensor(TestTables.pixels),
      predictedNoise: TestTables.tensor(TestTables.noise), at: 2,
      alphaBars: TestTables.alphaBars, eta: eta, using: random)
  }

  private static func sampled(
    _ assignment: any HandsOnAssignment.Type, by probe: ProbeNetwork, _ process: ReverseProcess,
    _ random: RandomSource
  ) -> (Tensor, [[Int]]) {
    let images = assignment.sampleImages(
      network: probe, shape: [3, 1, 2, 2], betas: TestTables.betas,
      alphaBars: TestTables.alphaBars, process: process, using: random)
    return (images, probe.calls.map(\.timesteps))
  }

  private static func perfect(
    _ name: String, _ title: Bilingual, _ processes: [ReverseProcess], _ formula: String
  ) -> PublicTest {
    step(5, name, title, formula: formula, of: "sampleImages") { a, random in
      let truth = TestTables.tensor(TestTables.pixels)
      let network = ProbeNetwork { images, timesteps in
        timesteps[0] == 1 ? (images - 0.8 * truth) / 0.6 : (images - 0.6 * truth) / 0.8
      }
      for process in processes {
        let images = a.sampleImages(
          network: network, shape: TestTables.shape, betas: TestTables.betas,
          alphaBars: TestTables.alphaBars, process: process, using: random)
        if let found = difference(
          "x_0", images, TestTables.pixels, shape: TestTables.shape, tolerance: 1e-3)
        {
          return found
        }
      }
      return nil
    }
  }
}
