import SubmissionProtocol

/// One denoising loop of assignment 2-2 that was asked for, and what came of it.
struct DenoisingRun {
  let text: TensorValue
  let negativeText: TensorValue
  let guidance: Double
  let network: ProbeDescription
  let scheduler: SchedulerDescription
  /// [B, C, h, w].
  let shape: [Int]
  let asked: Sentence
  let answer: WorkerAnswer
  let result: TensorValue
  let steps: [SchedulerStep]

  /// One picture of one call of the network.
  struct Row {
    let latents: [Double]
    /// nil where the call had fewer timesteps than pictures.
    let timestep: Int?
    let text: [Double]
    let output: [Double]
  }

  /// What the network was asked between the step before `index` and that step, picture by picture.
  func rows(before index: Int) -> [Row] {
    let first = index == 0 ? 0 : steps[index - 1].callsBefore
    return answer.calls[first..<steps[index].callsBefore].flatMap { call in
      (0..<call.input.batch).compactMap { picture in
        guard let text = call.text, picture < text.batch else { return nil }
        return Row(
          latents: call.input.image(picture),
          timestep: picture < call.timesteps.count && call.timesteps.count == call.input.batch
            ? call.timesteps[picture] : nil,
          text: text.image(picture), output: call.output.image(picture))
      }
    }
  }

  /// The network's answer for a picture at a step: what it was told, else what it would have been.
  func prediction(_ picture: Int, for text: TensorValue, at index: Int) -> [Double] {
    let step = steps[index]
    let wanted = text.image(picture)
    let latents = step.latents.image(picture)
    if let row = rows(before: index).last(where: { $0.text == wanted && $0.latents == latents }) {
      return row.output
    }
    guard case .reader(let scale, let time, let weight, let last) = network else { return [] }
    let constant =
      Double(time) * Double(step.timestep) / Double(last)
      + Double(weight) * (text.meaning(of: picture) ?? 0)
    return latents.map { Double(scale) * $0 + constant }
  }

  /// All pictures' predictions, one behind the other.
  func predictions(for text: TensorValue, at index: Int) -> [Double] {
    (0..<text.batch).flatMap { prediction($0, for: text, at: index) }
  }
}

extension SubmissionTestCase {
  /// Asks for a loop with `timesteps`, and requires a result of the right shape.
  ///
  /// - Parameter fresh: How much noise the scheduler adds by itself.
  func denoisingRun(
    timesteps: [Int] = [1000, 730, 410, 90], guidance: Double = 7.5, count: Int = 3,
    latentShape: [Int] = [4, 4, 4], fresh: Float = 0, seed: UInt64
  ) throws -> DenoisingRun {
    var inputs = InputGenerator(seed: seed)
    let (text, negative) = (inputs.normals([count, 5, 6]), inputs.normals([count, 5, 6]))
    let network = ProbeDescription.reader(scale: 0.4, time: 0.3, text: 0.8, timesteps: 1000)
    let scheduler = SchedulerDescription(
      timesteps: timesteps, keep: 0.9, remove: 0.35, fresh: fresh)
    let asked = say(
      "denoise, timesteps \(timesteps), \(counted(count, "prompt")), g = \(format(guidance))",
      korean: "denoise, 타임스텝 \(timesteps), 프롬프트 \(count)개, g = \(format(guidance))")
    let answer = try ask(
      .denoise(
        network: network, scheduler: scheduler, text: text, negativeText: negative,
        guidance: guidance, latentShape: latentShape, seed: seed),
      seconds: 30)
    guard case .denoised(let result, let steps) = answer.result else { throw unexpectedAnswer() }
    let shape = [count] + latentShape
    let run = DenoisingRun(
      text: text, negativeText: negative, guidance: guidance, network: network,
      scheduler: scheduler, shape: shape, asked: asked, answer: answer, result: result,
      steps: steps)
    try requireSteps(run)
    return run
  }

  /// There are steps, of the right shapes, and they are what the scheduler does.
  private func requireSteps(_ run: DenoisingRun) throws {
    let asked = run.asked
    try require(
      !run.answer.calls.isEmpty,
      say(
        "\(asked): the network was never called; it should predict the noise at every timestep",
        korean: "\(asked): 네트워크가 한 번도 호출되지 않았습니다. 모든 타임스텝에서 노이즈를 예측해야 합니다"))
    try require(
      !run.steps.isEmpty,
      say(
        "\(asked): the scheduler was never asked for a step; it should take one at every timestep",
        korean: "\(asked): 스케줄러의 step이 한 번도 호출되지 않았습니다. 모든 타임스텝에서 호출해야 합니다"))
    for step in run.steps {
      let name = say(
        "the latents of the step at t = \(step.timestep)",
        korean: "t = \(step.timestep) 스텝의 latent")
      try requireTensor(step.latents, shape: run.shape, name: name, asked: asked)
      try requireTensor(
        step.predictedNoise, shape: run.shape,
        name: say(
          "the noise given to the scheduler at t = \(step.timestep)",
          korean: "t = \(step.timestep)에서 스케줄러에 전달한 노이즈"), asked: asked)
    }
    try requireTensor(
      run.result, shape: run.shape, name: say("the result", korean: "결과"), asked: asked)
    var calls = 0
    for step in run.steps {
      guard step.callsBefore >= calls, step.callsBefore <= run.answer.calls.count,
        run.scheduler.fresh != 0 || isStep(step, of: run.scheduler)
      else { throw unexpectedAnswer() }
      calls = step.callsBefore
    }
  }

  private func isStep(_ step: SchedulerStep, of scheduler: SchedulerDescription) -> Bool {
    guard step.output.shape == step.latents.shape else { return false }
    return step.output.values.indices.allSatisfy { index in
      let (latent, noise) = (step.latents.values[index], step.predictedNoise.values[index])
      let parts = [
        Double(scheduler.keep) * Double(latent), -Double(scheduler.remove) * Double(noise),
      ]
      return isClose(
        Double(step.output.values[index]), parts[0] + parts[1], relative: 0,
        absolute: 1e-5 * (1 + abs(parts[0]) + abs(parts[1])))
    }
  }
}
