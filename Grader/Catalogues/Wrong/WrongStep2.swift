private let mistake = MistakesIn(file: "HandsOn/Step2Timesteps.swift", suite: "HandsOnStep2Tests")
private let draw = "random.integers(in: 1...timesteps, count: count)"

/// Mistakes in step 2: the timesteps.
let wrongStep2: [Variant] = [
  mistake(
    "timesteps-from-zero", "t = 0 can come: 0…T",
    [draw: "random.integers(in: 0...timesteps, count: count)"],
    losing: ["StaysWithinOneToT", "WorksForASingleTimestep"], naming: "t = 0 is the clean image"),
  mistake(
    "timesteps-counted-from-zero", "0…T − 1 in place of 1…T",
    [draw: "random.integers(in: 0...timesteps - 1, count: count)"],
    losing: ["StaysWithinOneToT", "ReachesBothEnds", "WorksForASingleTimestep"],
    naming: "t = 0 is the clean image"),
  mistake(
    "timesteps-without-T", "the upper end is exclusive: 1…T − 1",
    [draw: "random.integers(in: 1...max(1, timesteps - 1), count: count)"],
    losing: ["ReachesBothEnds"], naming: "t = 10 never came", "both ends"),
  mistake(
    "timesteps-up-to-T-plus-1", "one too far: 1…T + 1",
    [draw: "random.integers(in: 1...timesteps + 1, count: count)"],
    losing: ["StaysWithinOneToT", "WorksForASingleTimestep"], naming: "for example", "1…"
  ).losingToo(
    // x_t of t = T + 1 cannot be made: step 4 stops there, and cannot be judged.
    "HandsOnStep4Tests",
    [
      "DrawsATimestepForEachImage", "ShowsTheNetworkTheNoisyImages", "GradientsReachTheNetwork",
    ]),
  mistake(
    "timesteps-shared", "one timestep is drawn for the whole batch",
    [draw: "Array(repeating: random.integer(in: 1...timesteps), count: count)"],
    losing: ["ReachesBothEnds", "IsUniform", "DrawsAreIndependentOfEachOther"],
    naming: "a draw of its own"),
  mistake(
    "timesteps-always-T", "every image gets t = T",
    [draw: "Array(repeating: timesteps, count: count)"],
    losing: [
      "ReachesBothEnds", "IsUniform", "DrawsAreIndependentOfEachOther", "UsesTheGivenRandomSource",
    ],
    naming: "a draw of its own"),
  mistake(
    "timesteps-shuffled", "a shuffle of 1…T: no timestep comes twice before all have come",
    [
      draw: """
      { order in (0..<count).map { order[$0 % timesteps] + 1 } }(random.shuffled(timesteps))
      """
    ],
    losing: ["DrawsAreIndependentOfEachOther"], naming: "a shuffle is not the same"),
  mistake(
    "timesteps-in-turn", "1, 2, …, T in turn, not at random",
    [draw: "(0..<count).map { $0 % timesteps + 1 }"],
    losing: ["DrawsAreIndependentOfEachOther", "UsesTheGivenRandomSource"],
    naming: "depends on the one before it"),
  mistake(
    "timesteps-from-the-system", "drawn from the system's random numbers, not from the source",
    [draw: "(0..<count).map { _ in Int.random(in: 1...timesteps) }"],
    losing: ["UsesTheGivenRandomSource"], naming: "draw from `random`"),
  mistake(
    "timesteps-from-a-seed", "a source with a seed of one's own: the same timesteps every time",
    [draw: "RandomSource(seed: 42).integers(in: 1...timesteps, count: count)"],
    losing: ["UsesTheGivenRandomSource"], naming: "draw from `random`"),
  mistake(
    "timesteps-rounded", "a uniform number times T, rounded: 0 can come, both ends half as often",
    [
      draw:
        "(0..<count).map { _ in Int((random.uniform() * Double(timesteps)).rounded()) }"
    ],
    losing: ["StaysWithinOneToT", "IsUniform", "WorksForASingleTimestep"],
    naming: "t = 0 is the clean image"),
  mistake(
    "timesteps-squared", "a uniform number is squared before it is scaled: small t come more often",
    [
      draw: """
      (0..<count).map { _ in
        let share = random.uniform()
        return 1 + Int(share * share * Double(timesteps))
      }
      """
    ],
    losing: ["IsUniform"], naming: "about 1000 times"),
]
