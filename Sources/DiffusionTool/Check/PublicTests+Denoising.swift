import DiffusionCourse
import Tensors

// Problem 2 of assignment 2-2.
extension PublicTest {
  static func denoising() -> [PublicTest] {
    [
      loop(
        "start", Bilingual("z_T is drawn from `random`", korean: "z_T를 `random`에서 뽑음"),
        formula: "z_T ~ N(0, 1), [B, C, h, w]"
      ) { run, random in
        guard let start = run.steps.first?.latents else { return notStepped }
        guard start.shape == run.shape else { return wrongShape("z_T", start.shape, run.shape) }
        let drawn = DrawnNoise(random)
        if start.scalars.allSatisfy({ drawn.contains($0, tolerance: 1e-6) }) { return nil }
        return Bilingual(
          "z_T was not drawn from `random`", korean: "z_T를 `random`에서 뽑지 않았습니다")
      },
      loop(
        "order", Bilingual("t as the scheduler lists them", korean: "스케줄러가 정한 순서의 t"),
        formula: "for each t of the scheduler's timesteps"
      ) { run, _ in
        let visited = run.steps.map(\.timestep)
        if visited != timesteps {
          return differs(
            Bilingual("the scheduler stepped at t", korean: "스케줄러를 호출한 t"), found: "\(visited)",
            expected: "\(timesteps)")
        }
        for (index, step) in run.steps.enumerated() {
          let told = run.rows(before: index).map(\.timestep)
          if told.isEmpty { return networkNotAsked }
          if told.contains(where: { $0 != step.timestep }) {
            return differs(
              Bilingual("the network was told t", korean: "네트워크에 전달한 t"),
              found: "\(told.map { $0.map(String.init) ?? "nil" })", expected: "\(step.timestep)")
          }
        }
        return nil
      },
      loop(
        "texts",
        Bilingual("the network sees both texts", korean: "네트워크가 두 텍스트를 모두 봄"),
        formula: "ε_c = network(z_t, t, text), ε_u = network(z_t, t, negative text)"
      ) { run, _ in
        for index in run.steps.indices {
          let seen = Set(run.rows(before: index).map(\.text))
          let missing = (texts + negativeTexts).first { !seen.contains($0) }
          if let missing {
            let name = texts.contains(missing) ? "text" : "negativeText"
            return Bilingual(
              "the network did not see \(name) at t = \(run.steps[index].timestep)",
              korean: "t = \(run.steps[index].timestep)에서 네트워크가 \(name)를 보지 못했습니다")
          }
        }
        return run.steps.isEmpty ? notStepped : nil
      },
      loop(
        "guided",
        Bilingual("the scheduler gets ε̂", korean: "스케줄러에 ε̂ 전달"),
        formula: "ε̂ = ε_u + g · (ε_c − ε_u)"
      ) { run, _ in
        // The network answers each text's number, so that ε̂ is one number a picture.
        let expected = zip(texts, negativeTexts).flatMap { text, negative in
          Array(repeating: negative + 3 * (text - negative), count: 4)
        }
        for step in run.steps {
          let wrong = difference("ε̂", step.noise, expected, shape: run.shape)
          if let wrong { return wrong }
        }
        return run.steps.isEmpty ? notStepped : nil
      },
      loop(
        "steps",
        Bilingual("each step is the scheduler's", korean: "각 스텝은 스케줄러의 결과"),
        formula: "z at the next timestep = scheduler step of z_t and ε̂ at t"
      ) { run, _ in
        guard let last = run.steps.last else { return notStepped }
        for (before, after) in zip(run.steps, run.steps.dropFirst()) {
          let wrong = difference(
            "z", after.latents, before.output.scalars, shape: run.shape)
          if let wrong { return wrong }
        }
        return difference("z_0", run.result, last.output.scalars, shape: run.shape)
      },
    ]
  }

  private static let timesteps = [900, 350, 20]
  /// One token of one number for each of two prompts.
  private static let texts: [Float] = [0.25, -0.5]
  private static let negativeTexts: [Float] = [1, 0.75]

  private static let notStepped = Bilingual(
    "the scheduler was not asked for a step", korean: "스케줄러의 step을 호출하지 않았습니다")

  private static func loop(
    _ name: String, _ title: Bilingual, formula: String,
    _ judge: @escaping (DenoisingRecord, RandomSource) -> Bilingual?
  ) -> PublicTest {
    problem(
      "2-2-2", name, title, formula: formula, of: "denoise", in: "Problem2Denoising"
    ) { a, random in
      let network = ProbeReader()
      let scheduler = ProbeScheduler(timesteps: timesteps, network: network)
      let result = a.denoise(
        network: network, scheduler: scheduler, text: Tensor(texts, shape: [2, 1, 1]),
        negativeText: Tensor(negativeTexts, shape: [2, 1, 1]), guidance: 3,
        latentShape: [1, 2, 2], using: random)
      return judge(
        DenoisingRecord(
          rows: network.rows, steps: scheduler.steps, result: result, shape: [2, 1, 2, 2]),
        random)
    }
  }
}

/// What a denoising loop asked.
private struct DenoisingRecord {
  let rows: [ProbeReader.Row]
  let steps: [ProbeScheduler.Step]
  let result: Tensor
  let shape: [Int]

  /// What the network was asked between the step before `index` and that step, picture by picture.
  func rows(before index: Int) -> ArraySlice<ProbeReader.Row> {
    rows[(index == 0 ? 0 : steps[index - 1].rowsBefore)..<steps[index].rowsBefore]
  }
}

/// A network that answers, for each picture, the number that is its text.
private final class ProbeReader: TextConditionedNetwork {
  struct Row {
    let timestep: Int?
    let text: Float
  }
  private(set) var rows: [Row] = []

  func predictNoise(in latents: Tensor, at timesteps: [Int], text: Tensor) -> Tensor {
    let numbers = text.scalars
    let count = latents.shape[0]
    guard numbers.count == count else {
      fatalError("predictNoise: \(count) latents for \(numbers.count) texts")
    }
    rows += numbers.indices.map {
      Row(timestep: timesteps.count == count ? timesteps[$0] : nil, text: numbers[$0])
    }
    let constants = Tensor(
      numbers, shape: [count] + Array(repeating: 1, count: latents.rank - 1))
    return Tensor.zeros(latents.shape) + constants
  }
}

/// A scheduler that takes half of the noise away and remembers what it was asked.
private final class ProbeScheduler: NoiseScheduler {
  struct Step {
    let latents: Tensor
    let noise: Tensor
    let timestep: Int
    let rowsBefore: Int
    let output: Tensor
  }
  private(set) var steps: [Step] = []
  let timesteps: [Int]
  private let network: ProbeReader

  init(timesteps: [Int], network: ProbeReader) {
    self.timesteps = timesteps
    self.network = network
  }

  func step(
    from latents: Tensor, predictedNoise: Tensor, at timestep: Int, using random: RandomSource
  ) -> Tensor {
    let output = latents - 0.5 * predictedNoise
    steps.append(
      Step(
        latents: latents, noise: predictedNoise, timestep: timestep,
        rowsBefore: network.rows.count, output: output))
    return output
  }
}
