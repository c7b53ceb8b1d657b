import SubmissionProtocol
import XCTest

/// Problem 2 of assignment 2-2: the denoising loop. Everything is judged from the state that a step
/// began with, so that one slip does not spoil what follows it.
final class TextProblem2DenoisingTests: SubmissionTestCase {
  override class var assignment: Assignment { .textToImage }

  func testStartsFromPureNoise() throws {
    let run = try denoisingRun(count: 6, latentShape: [4, 8, 8], seed: 1)
    let start = run.steps[0].latents
    expectStandardNormal(start.doubles, shape: run.shape, name: both("z_T"), asked: run.asked)
    let other = try denoisingRun(count: 6, latentShape: [4, 8, 8], seed: 2)
    let isDrawn = start.values.contains { $0 != start.values[0] }
    expect(
      !isDrawn || start != other.steps[0].latents,
      say(
        "\(run.asked): z_T is the same for two seeds; it should be drawn from the given source",
        korean: "\(run.asked): 시드가 달라도 z_T가 같습니다. 주어진 난수원에서 뽑아야 합니다"))
  }

  func testVisitsEveryTimestepInTheSchedulersOrder() throws {
    for timesteps in [[1000, 730, 410, 90], [1000], [900, 880, 600, 350, 349, 120, 1]] {
      let run = try denoisingRun(timesteps: timesteps, seed: UInt64(10 + timesteps.count))
      let visited = run.steps.map(\.timestep)
      expect(
        visited == timesteps,
        [
          say(
            """
            \(run.asked): the scheduler took steps at t = \(shortened(visited)); it should be asked once at each \
            of its timesteps, in their order
            """,
            korean: """
              \(run.asked): 스케줄러가 t = \(shortened(visited))에서 스텝을 밟았습니다. 스케줄러의 타임스텝마다 그 \
              순서대로 한 번씩 호출해야 합니다
              """)
        ] + guessedOrder(visited, timesteps))
      for (index, step) in run.steps.enumerated() {
        let told = run.rows(before: index).map(\.timestep)
        guard
          expect(
            !told.isEmpty && told.allSatisfy { $0 == step.timestep }, wrongTold(told, step, run))
        else { break }
      }
    }
  }

  private func guessedOrder(_ visited: [Int], _ wanted: [Int]) -> [Sentence] {
    func when(_ holds: Bool, _ sentence: Sentence) -> [Sentence] { holds ? [sentence] : [] }
    if wanted.count < 2 { return [] }
    return when(
      visited == wanted.reversed(),
      say(
        "this is the wrong way round: the noisiest timestep comes first, as the scheduler lists them",
        korean: "순서가 거꾸로입니다. 스케줄러의 목록처럼 노이즈가 가장 많은 타임스텝이 먼저입니다"))
      + when(
        visited == Array(wanted.dropFirst()),
        say(
          "the first timestep, the noisiest, is left out", korean: "노이즈가 가장 많은 첫 타임스텝이 빠졌습니다"))
      + when(
        visited == Array(wanted.dropLast()),
        say(
          "the last timestep is left out: noise stays in the result",
          korean: "마지막 타임스텝이 빠졌습니다. 결과에 노이즈가 남습니다"))
      + when(
        visited == wanted.flatMap { [$0, $0] },
        say(
          """
          the scheduler took two steps at each timestep: guidance combines the two predictions, not two stepped \
          latents; then one step is enough
          """,
          korean: """
            타임스텝마다 스케줄러를 두 번 호출했습니다. guidance는 스텝을 밟은 latent가 아니라 두 예측을 합치는 것이며, 그 \
            뒤 스텝은 한 번이면 됩니다
            """))
      + when(
        visited == Array(wanted.indices) || visited == Array(wanted.indices).reversed(),
        say(
          "these are places in the list of timesteps, not the timesteps",
          korean: "타임스텝이 아니라 목록에서의 순번입니다"))
  }

  private func wrongTold(_ told: [Int?], _ step: SchedulerStep, _ run: DenoisingRun) -> Sentence {
    if told.isEmpty {
      return say(
        "\(run.asked): before the step at t = \(step.timestep) the network was not asked at all",
        korean: "\(run.asked): t = \(step.timestep)의 스텝 전에 네트워크를 호출하지 않았습니다")
    }
    if told.contains(nil) {
      return say(
        """
        \(run.asked): at t = \(step.timestep) the network was not given one timestep for each of its latents; there \
        should be as many as latents in the call
        """,
        korean: """
          \(run.asked): t = \(step.timestep)에서 네트워크에 전달한 타임스텝의 개수가 latent의 개수와 다릅니다. 호출에 \
          들어간 latent마다 하나씩 전달하십시오
          """)
    }
    return say(
      """
      \(run.asked): the network was told t = \(shortened(told.compactMap(\.self))) for the step at \
      t = \(step.timestep); it should be told that timestep
      """,
      korean: """
        \(run.asked): t = \(step.timestep)의 스텝에서 네트워크에 t = \
        \(shortened(told.compactMap(\.self)))을(를) 전달했습니다. 그 스텝의 타임스텝을 전달해야 합니다
        """)
  }

  /// One call for both texts, in either order, or two calls: all the same here.
  func testAsksForThePromptAndTheNegativePrompt() throws {
    let run = try denoisingRun(seed: 3)
    for (index, step) in run.steps.enumerated() {
      let rows = run.rows(before: index)
      let problems = [(run.text, true), (run.negativeText, false)].compactMap { text, isPrompt in
        problem(with: text, isPrompt: isPrompt, rows, step, run)
      }
      guard expect(problems.isEmpty, problems) else { break }
    }
  }

  private func problem(
    with text: TensorValue, isPrompt: Bool, _ rows: [DenoisingRun.Row], _ step: SchedulerStep,
    _ run: DenoisingRun
  ) -> Sentence? {
    let name =
      isPrompt
      ? say("the text", korean: "text") : say("the negative text", korean: "negativeText")
    for picture in 0..<text.batch {
      let asked = rows.filter { $0.text == text.image(picture) }
      if asked.isEmpty {
        return say(
          """
          \(run.asked): at t = \(step.timestep) the network never saw \(name) of picture \(picture); it should \
          predict once for the text and once for the negative text
          """,
          korean: """
            \(run.asked): t = \(step.timestep)에서 네트워크가 \(picture)번 그림의 \(name)을(를) 보지 못했습니다. \
            text와 negativeText에 대해 각각 예측해야 합니다
            """)
      }
      if !asked.contains(where: { $0.latents == step.latents.image(picture) }) {
        return say(
          """
          \(run.asked): at t = \(step.timestep) the network saw \(name) of picture \(picture) with other latents \
          than those that the scheduler stepped from; they should be that picture's, as they are
          """,
          korean: """
            \(run.asked): t = \(step.timestep)에서 \(picture)번 그림의 \(name)이(가) 스케줄러가 스텝을 시작한 것과 \
            다른 latent와 함께 들어갔습니다. 그 그림의 latent를 그대로 넣어야 합니다
            """)
      }
    }
    return nil
  }

  func testGivesTheSchedulerTheGuidedNoise() throws {
    for (guidance, seed) in [(7.5, 4), (2, 5), (1, 6), (0, 7)] as [(Double, UInt64)] {
      let run = try denoisingRun(guidance: guidance, seed: seed)
      for index in run.steps.indices where !isGuided(run, at: index) {
        let without = run.predictions(for: run.negativeText, at: index)
        let with = run.predictions(for: run.text, at: index)
        expectValues(
          run.steps[index].predictedNoise.doubles,
          equal: Guidance.combined(without, with, guidance),
          name: say(
            "the noise given to the scheduler at t = \(run.steps[index].timestep)",
            korean: "t = \(run.steps[index].timestep)에서 스케줄러에 전달한 노이즈"),
          formula: both("ε_u + g · (ε_c − ε_u)"), asked: run.asked,
          tolerance: tolerance(of: run, at: index),
          guesses: Guidance.slips(without, with, guidance))
        break
      }
    }
    held()
  }

  /// Float32; latents grow where the noise of a step before was wrong.
  private func tolerance(of run: DenoisingRun, at index: Int) -> Double {
    let size = run.steps[index].latents.doubles.reduce(1) { max($0, abs($1)) }
    return 2e-5 * (1 + run.guidance) * size
  }

  /// Whether the scheduler got the right combination, or what the submission's own problem 1 makes of
  /// the two predictions: that is judged there.
  private func isGuided(_ run: DenoisingRun, at index: Int) -> Bool {
    let found = run.steps[index].predictedNoise
    let without = run.predictions(for: run.negativeText, at: index)
    let with = run.predictions(for: run.text, at: index)
    let tolerance = tolerance(of: run, at: index)
    func equals(_ wanted: [Double]) -> Bool {
      wanted.count == found.values.count
        && zip(found.doubles, wanted).allSatisfy { abs($0 - $1) <= tolerance }
    }
    if equals(Guidance.combined(without, with, run.guidance)) { return true }
    func tensor(_ values: [Double]) -> TensorValue {
      TensorValue(shape: run.shape, values: values.map { Float($0) })
    }
    let call = AssignmentCall.guidedNoise(
      unconditional: tensor(without), conditional: tensor(with), guidance: run.guidance)
    let answer = try? WorkerPool.ask(Self.assignment, call, seconds: 10)
    guard case .tensor(let own)? = answer?.result else { return false }
    return equals(own.doubles)
  }

  func testLetsTheSchedulerMakeEveryStep() throws {
    let run = try denoisingRun(seed: 8)
    for (before, after) in zip(run.steps, run.steps.dropFirst()) {
      let name = say(
        "the latents at t = \(after.timestep)", korean: "t = \(after.timestep)의 latent")
      guard expectHandedOn(before, after.latents, name: name, run) else { return }
    }
    if let last = run.steps.last {
      expectHandedOn(last, run.result, name: say("the result", korean: "결과"), run)
    }
    let noisy = try denoisingRun(fresh: 0.4, seed: 9)
    expect(
      noisy.steps.allSatisfy(\.usesGivenSource),
      say(
        """
        \(noisy.asked): the scheduler was handed another source of random numbers; it should be the `random` that \
        the function is given, or a seed does not give its picture again
        """,
        korean: """
          \(noisy.asked): 스케줄러에 다른 난수원이 전달되었습니다. 함수가 받은 `random`을 그대로 넘기십시오. 그렇지 않으면 같은 \
          시드로 같은 그림이 나오지 않습니다
          """))
  }

  @discardableResult
  private func expectHandedOn(
    _ step: SchedulerStep, _ found: TensorValue, name: Sentence, _ run: DenoisingRun
  ) -> Bool {
    let differences = zip(found.doubles, step.output.doubles).map { $0 - $1 }
    let largest = differences.map(abs).max() ?? 0
    var lines = [
      say(
        """
        \(run.asked): \(name) should be what the scheduler's step returned, unchanged; the largest difference is \
        \(format(largest))
        """,
        korean: """
          \(run.asked): \(name)은(는) 스케줄러의 step이 반환한 값 그대로여야 합니다. 가장 큰 차이가 \(format(largest))입니다
          """)
    ]
    if found == step.latents {
      lines.append(
        say(
          "this is the state before the step at t = \(step.timestep): its result was not kept",
          korean: "t = \(step.timestep)의 스텝을 밟기 전의 상태입니다. 스텝의 결과를 저장하지 않았습니다"))
    }
    if normalityProblems(differences, shape: run.shape, name: both("z")).isEmpty {
      lines.append(
        say(
          "noise was added to it: the scheduler adds what its method needs by itself",
          korean: "노이즈가 더해졌습니다. 필요한 노이즈는 스케줄러가 스스로 더합니다"))
    }
    return expect(largest <= 1e-6, lines)
  }
}
