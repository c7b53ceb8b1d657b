private let mistake = MistakesIn(
  file: "TextToImage/Problem2Denoising.swift", suite: "TextProblem2DenoisingTests")
private let starts = ["StartsFromPureNoise"]
private let visits = ["VisitsEveryTimestepInTheSchedulersOrder"]
private let asks = ["AsksForThePromptAndTheNegativePrompt"]
private let gives = ["GivesTheSchedulerTheGuidedNoise"]
private let lets = ["LetsTheSchedulerMakeEveryStep"]
private let all = starts + visits + asks + gives + lets
private let start = "random.normal(shape: [count] + latentShape)"
private let loop = "for timestep in scheduler.timesteps {"
private let texts = "[negativeText, text]"
private let doubled = "[latents, latents]"
private let told = "Array(repeating: timestep, count: 2 * count)"
private let combined = """
  guidedNoise(
            unconditional: predicted[0..<count], conditional: predicted[count..<2 * count],
            guidance: guidance)
  """
private let step = """
  scheduler.step(
            from: latents, predictedNoise: noise, at: timestep, using: random)
  """

/// Mistakes in problem 2 of assignment 2-2: the denoising loop.
let wrongDenoising: [Variant] = [
  mistake(
    "denoise-from-zeros", "z_T is zero everywhere",
    [start: "Tensor.zeros([count] + latentShape)"], losing: starts,
    naming: "z_T is 0 everywhere"),
  mistake(
    "denoise-from-uniform-noise", "z_T is uniform, not normal",
    [start: "random.uniform(shape: [count] + latentShape)"], losing: starts,
    naming: "z_T", "uniform"),
  mistake(
    "denoise-from-one-noise", "one z_T is shared by all pictures",
    [start: "Tensor.zeros([count] + latentShape) + random.normal(shape: [1] + latentShape)"],
    losing: starts, naming: "z_T is not independent from image to image"),
  mistake(
    "denoise-noise-from-a-seed", "z_T comes from a source of one's own",
    [start: "RandomSource(seed: 0).normal(shape: [count] + latentShape)"], losing: starts,
    naming: "z_T is the same for two seeds"),
  mistake(
    "denoise-noise-of-half-the-size", "z_T has a standard deviation of one half",
    [start: "0.5 * \(start)"], losing: starts, naming: "z_T has variance"),
  mistake(
    "denoise-noise-for-both-texts", "z_T for 2B pictures: a shape of its own",
    [
      start: "random.normal(shape: [2 * count] + latentShape)", doubled: "[latents]",
      combined: """
      Tensor.concatenating([predicted[0..<count], predicted[0..<count]], axis: 0)
      """,
    ],
    losing: all, naming: "the latents of the step at t = 1000 has shape"),
  mistake(
    "denoise-reversed", "the timesteps in the wrong order",
    [loop: "for timestep in scheduler.timesteps.reversed() {"], losing: visits,
    naming: "this is the wrong way round"),
  mistake(
    "denoise-without-the-first", "the first timestep is skipped",
    [loop: "for timestep in scheduler.timesteps.dropFirst() {"], losing: visits,
    naming: "the first timestep, the noisiest, is left out"),
  mistake(
    "denoise-without-the-last", "the last timestep is skipped",
    [loop: "for timestep in scheduler.timesteps.dropLast() {"], losing: visits,
    naming: "the last timestep is left out"),
  mistake(
    "denoise-places-for-timesteps", "places in the list are taken for timesteps",
    [loop: "for timestep in scheduler.timesteps.indices {"], losing: visits,
    naming: "these are places in the list of timesteps"),
  mistake(
    "denoise-tells-the-first-timestep", "the network is always told the first timestep",
    [told: "Array(repeating: scheduler.timesteps[0], count: 2 * count)"], losing: visits,
    naming: "the network was told t = 1000", "for the step at t = 730"),
  mistake(
    "denoise-too-few-timesteps", "a timestep for each prompt, though both texts are asked at once",
    [told: "Array(repeating: timestep, count: count)"], losing: visits,
    naming: "was not given one timestep for each of its latents"),
  mistake(
    "denoise-forgets-the-negative-text", "the prompt stands in for the negative one",
    [texts: "[text, text]"], losing: asks + gives, naming: "never saw the negative text"),
  mistake(
    "denoise-zeros-for-the-negative-text", "zeros stand in for the negative text",
    [texts: "[Tensor.zeros(text.shape), text]"], losing: asks + gives,
    naming: "never saw the negative text"),
  mistake(
    "denoise-texts-swapped", "text and negative text are swapped",
    [texts: "[text, negativeText]"], losing: gives, naming: "are swapped"),
  mistake(
    "denoise-without-guidance", "only the prediction for the prompt goes to the scheduler",
    [combined: "predicted[count..<2 * count]"], losing: gives,
    naming: "the prediction for the prompt alone, without guidance"),
  mistake(
    "denoise-guides-the-latents", "guidance combines stepped latents, not predictions",
    [
      "let noise = \(combined)": "",
      "latents = \(step)": """
      let without = scheduler.step(
        from: latents, predictedNoise: predicted[0..<count], at: timestep, using: random)
      let with = scheduler.step(
        from: latents, predictedNoise: predicted[count..<2 * count], at: timestep, using: random)
      latents = guidedNoise(unconditional: without, conditional: with, guidance: guidance)
      """,
    ],
    losing: visits + asks + gives + lets,
    naming: "guidance combines the two predictions, not two stepped latents"),
  mistake(
    "denoise-adds-noise", "noise is added after the scheduler's step",
    [step: "\(step) + random.normal(shape: latents.shape)"], losing: lets,
    naming: "noise was added to it"),
  mistake(
    "denoise-source-of-its-own", "the scheduler is handed another source",
    [step: step.replacing("using: random", with: "using: RandomSource(seed: 1)")],
    losing: lets, naming: "the scheduler was handed another source of random numbers"),
  mistake(
    "denoise-clamps", "the latents are held within −1…1",
    [step: "\(step).clamped(to: -1...1)"], losing: lets,
    naming: "should be what the scheduler's step returned, unchanged"),
  mistake(
    "denoise-returns-the-noise", "the result of the scheduler's step is not kept",
    ["latents = \(step)": "_ = \(step)", "var latents": "let latents"], losing: lets,
    naming: "this is the state before the step at t = 1000"),
]
