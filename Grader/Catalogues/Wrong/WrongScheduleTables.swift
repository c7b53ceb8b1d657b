private let mistake = MistakesIn(
  file: "ImageGeneration/Problem1Schedules.swift", suite: "Problem1bScheduleTablesTests")
private let reach = ["EveryTableReachesFromZeroToT"]
private let betas = ["BetaAndItsRoot"]
private let alphas = ["AlphaAndOneOverItsRoot"]
private let bars = ["AlphaBarIsTheRunningProduct"]
private let roots = ["RootsOfAlphaBarAndOfItsRest"]
private let ratio = ["BetaOverTheRootOfOneMinusAlphaBar"]
private let numPy = ["AllAgreeWithNumPyOverAThousandSteps"]
private let rest = "sqrtOneMinusAlphaBar: alphaBar.map { (1 - $0).squareRoot() }"
private let share = "{ $0 / (1 - $1).squareRoot() }"

/// Mistakes in problem 1b: the tables.
let wrongScheduleTables: [Variant] = [
  mistake(
    "tables-beta-without-root", "β for √β",
    ["sqrtBeta: betas.map { $0.squareRoot() }": "sqrtBeta: betas"],
    losing: betas + numPy, naming: "this is β_t without the root"),
  mistake(
    "tables-beta-is-alpha", "α for β",
    ["beta: betas,": "beta: alpha,"],
    losing: betas + numPy, naming: "this is α_t"),
  mistake(
    "tables-alpha-is-alpha-bar", "the product ᾱ for α",
    ["alpha: alpha,": "alpha: alphaBar,"],
    losing: alphas + numPy, naming: "this is ᾱ_t, the product up to t"),
  mistake(
    "tables-alpha-bar-is-alpha", "α for the product ᾱ",
    ["alphaBar: alphaBar,": "alphaBar: alpha,"],
    losing: bars + numPy, naming: "not the product of all steps so far"),
  mistake(
    "tables-alpha-bar-is-a-sum", "α is added up, not multiplied",
    ["alphaBar: alphaBar,": "alphaBar: alpha.indices.map { alpha[0...$0].reduce(0, +) },"],
    losing: bars + numPy, naming: "running sum"),
  mistake(
    "tables-alpha-bar-one-late", "entry t of ᾱ holds ᾱ_{t−1}",
    ["alphaBar: alphaBar,": "alphaBar: [1] + alphaBar.dropLast(),"],
    losing: bars + numPy, naming: "this is ᾱ_{t−1}"),
  mistake(
    "tables-alpha-bar-of-betas", "a product of β for ᾱ",
    [
      "alphaBar: alphaBar,":
        "alphaBar: betas.indices.map { betas[1...].prefix($0).reduce(1, *) },"
    ],
    losing: bars + numPy, naming: "this is a product of β"),
  mistake(
    "tables-of-T-entries", "the tables of ᾱ and its roots have T entries",
    [
      "alphaBar: alphaBar,": "alphaBar: Array(alphaBar.dropFirst()),",
      "sqrtAlphaBar: alphaBar.map": "sqrtAlphaBar: alphaBar.dropFirst().map",
      "sqrtOneMinusAlphaBar: alphaBar.map": "sqrtOneMinusAlphaBar: alphaBar.dropFirst().map",
    ],
    losing: reach + bars + roots + numPy, naming: "T + 1"),
  mistake(
    "tables-root-of-alpha", "√α for √ᾱ",
    ["sqrtAlphaBar: alphaBar.map": "sqrtAlphaBar: alpha.map"],
    losing: roots + numPy, naming: "this is √α_t; here α has a bar"),
  mistake(
    "tables-alpha-bar-without-root", "ᾱ for √ᾱ",
    ["sqrtAlphaBar: alphaBar.map { $0.squareRoot() }": "sqrtAlphaBar: alphaBar"],
    losing: roots + numPy, naming: "this is ᾱ_t without the root"),
  mistake(
    "tables-one-minus-root", "1 − √ᾱ for √(1 − ᾱ)",
    [rest: "sqrtOneMinusAlphaBar: alphaBar.map { 1 - $0.squareRoot() }"],
    losing: roots + numPy, naming: "this is 1 − √ᾱ_t where √(1 − ᾱ_t) is needed"),
  mistake(
    "tables-rest-without-root", "1 − ᾱ for √(1 − ᾱ)",
    [rest: "sqrtOneMinusAlphaBar: alphaBar.map { 1 - $0 }"],
    losing: roots + numPy, naming: "this is 1 − ᾱ_t without the root"),
  mistake(
    "tables-rest-of-alpha", "√(1 − α) for √(1 − ᾱ)",
    [rest: "sqrtOneMinusAlphaBar: alpha.map { (1 - $0).squareRoot() }"],
    losing: roots + numPy, naming: "this is √(1 − α_t); here α has a bar"),
  mistake(
    "tables-one-over-root-of-alpha-bar", "1/√ᾱ for 1/√α",
    ["oneOverSqrtAlpha: alpha.map": "oneOverSqrtAlpha: alphaBar.map"],
    losing: alphas + numPy, naming: "this is 1/√ᾱ_t; here α has no bar"),
  mistake(
    "tables-root-of-alpha-for-one-over-it", "√α for 1/√α",
    ["{ 1 / $0.squareRoot() }": "{ $0.squareRoot() }"],
    losing: alphas + numPy, naming: "this is √α_t, not one over it"),
  mistake(
    "tables-one-over-alpha", "1/α for 1/√α",
    ["{ 1 / $0.squareRoot() }": "{ 1 / $0 }"],
    losing: alphas + numPy, naming: "this is 1/α_t, without the root"),
  mistake(
    "tables-share-without-root", "β/(1 − ᾱ) for β/√(1 − ᾱ)",
    [share: "{ $0 / (1 - $1) }"],
    losing: ratio + numPy, naming: "this is β_t/(1 − ᾱ_t), without the root"),
  mistake(
    "tables-share-one-minus-root", "β/(1 − √ᾱ) for β/√(1 − ᾱ)",
    [share: "{ $0 / (1 - $1.squareRoot()) }"],
    losing: ratio + numPy, naming: "this divides by 1 − √ᾱ_t"),
  mistake(
    "tables-share-of-alpha", "β/√(1 − α) for β/√(1 − ᾱ)",
    ["zip(betas, alphaBar)": "zip(betas, alpha)"],
    losing: ratio + numPy, naming: "this is β_t/√(1 − α_t); here α has a bar"),
  mistake(
    "tables-share-multiplied", "β · √(1 − ᾱ) for β/√(1 − ᾱ)",
    [share: "{ $0 * (1 - $1).squareRoot() }"],
    losing: ratio + numPy, naming: "this multiplies by √(1 − ᾱ_t) where it should divide"),
  mistake(
    "tables-share-with-root-of-beta", "√β/√(1 − ᾱ) for β/√(1 − ᾱ)",
    [share: "{ $0.squareRoot() / (1 - $1).squareRoot() }"],
    losing: ratio + numPy, naming: "this is √β_t/√(1 − ᾱ_t)"),
]
