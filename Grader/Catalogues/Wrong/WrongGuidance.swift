private let mistake = MistakesIn(
  file: "TextToImage/Problem1Guidance.swift", suite: "TextProblem1GuidanceTests")
private let goes = ["GoesFromOnePredictionTowardsTheOther"]
private let zero = ["ZeroIgnoresThePrompt"]
private let one = ["OneIsThePlainPredictionForThePrompt"]
private let right = "unconditional + guidance * (conditional - unconditional)"

/// Mistakes in problem 1 of assignment 2-2: guidance.
let wrongGuidance: [Variant] = [
  mistake(
    "guidance-of-the-paper", "(1 + g) · ε_c − g · ε_u, the paper's count, which is one too far",
    [right: "(1 + guidance) * conditional - guidance * unconditional"], losing: goes + zero + one,
    naming: "this is (1 + g) · ε_c − g · ε_u"),
  mistake(
    "guidance-swapped", "ε_u and ε_c are swapped",
    [right: "conditional + guidance * (unconditional - conditional)"], losing: goes + zero + one,
    naming: "are swapped"),
  mistake(
    "guidance-left-out", "the prediction for the prompt, whatever g is", [right: "conditional"],
    losing: goes + zero, naming: "the prediction for the prompt alone, without guidance"),
  mistake(
    "guidance-without-prompt", "the prediction for the negative prompt, whatever g is",
    [right: "unconditional"], losing: goes + one, naming: "the prompt is ignored"),
  mistake(
    "guidance-times-conditional", "g · ε_c: ε_u is missing", [right: "guidance * conditional"],
    losing: goes + zero, naming: "this is g · ε_c: ε_u is missing"),
  mistake(
    "guidance-without-a-start", "g · (ε_c − ε_u): the ε_u to begin from is missing",
    [right: "guidance * (conditional - unconditional)"], losing: goes + zero + one,
    naming: "the ε_u to begin from is missing"),
  mistake(
    "guidance-adds-conditional", "ε_u + g · ε_c, not the difference",
    [right: "unconditional + guidance * conditional"], losing: goes + one,
    naming: "not by the difference"),
  mistake(
    "guidance-away", "the sign of the difference is wrong",
    [right: "unconditional - guidance * (conditional - unconditional)"], losing: goes + one,
    naming: "away from the prompt"),
]
