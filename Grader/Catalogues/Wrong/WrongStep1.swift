private let mistake = MistakesIn(file: "HandsOn/Step1Alpha.swift", suite: "HandsOnStep1Tests")
private let alphaTests = ["AlphaIsOneMinusBeta"]
private let alphaBarTests = [
  "AlphaBarIsTheRunningProduct", "AlphaBarAgreesWithNumPyOverAThousandSteps",
]

/// Mistakes in step 1: α and ᾱ.
let wrongStep1: [Variant] = [
  mistake(
    "alpha-is-beta", "β is returned for α",
    ["beta in 1 - beta": "beta in beta"],
    losing: alphaTests + ["TablesReachFromZeroToT"], naming: "this is β_t itself"),
  mistake(
    "alpha-with-a-root", "√(1 − β_t) is returned for α_t",
    ["beta in 1 - beta": "beta in (1 - beta).squareRoot()"],
    losing: alphaTests, naming: "this is √(1 − β_t)"),
  mistake(
    "alpha-one-plus-beta", "the sign: 1 + β_t",
    ["beta in 1 - beta": "beta in 1 + beta"],
    losing: alphaTests, naming: "this is 1 + β_t"),
  mistake(
    "alpha-of-T-entries", "the table of α has T entries: that of t = 0 is left out",
    ["betas.map { beta in 1 - beta }": "betas.dropFirst().map { beta in 1 - beta }"],
    losing: alphaTests + ["TablesReachFromZeroToT"], naming: "T + 1"),
  mistake(
    "alpha-is-alpha-bar", "the product ᾱ_t is returned for α_t",
    [
      "betas.map { beta in 1 - beta }":
        "betas.reduce(into: []) { bars, beta in bars.append((bars.last ?? 1) * (1 - beta)) }"
    ],
    losing: alphaTests, naming: "this is ᾱ_t, the product up to t"),
  mistake(
    "alpha-bar-is-a-sum", "α is added up, not multiplied",
    ["alphaBars.last! * alpha": "alphaBars.last! + alpha"],
    losing: alphaBarTests, naming: "running sum"),
  mistake(
    "alpha-bar-is-a-sum-from-zero", "α is added up from 0",
    [
      "var alphaBars = [1.0]": "var alphaBars = [0.0]",
      "alphaBars.last! * alpha": "alphaBars.last! + alpha",
    ],
    losing: alphaBarTests + ["TablesReachFromZeroToT"], naming: "running sum"),
  mistake(
    "alpha-bar-one-late", "entry t holds the product up to t − 1",
    ["for alpha in alphas.dropFirst()": "for alpha in alphas.dropLast()"],
    losing: alphaBarTests, naming: "this is ᾱ_{t−1}"),
  mistake(
    "alpha-bar-not-multiplied", "α_t is returned for ᾱ_t",
    ["alphaBars.last! * alpha": "alpha"],
    losing: alphaBarTests, naming: "not the product of all steps so far"),
  mistake(
    "alpha-bar-of-T-entries", "the table of ᾱ has T entries: that of t = 0 is left out",
    ["return alphaBars\n": "return Array(alphaBars.dropFirst())\n"],
    losing: alphaBarTests + ["TablesReachFromZeroToT"], naming: "T + 1"),
  mistake(
    "alpha-bar-of-T-plus-2-entries", "α₀ is multiplied in as if it were α_1: one entry too many",
    ["for alpha in alphas.dropFirst()": "for alpha in alphas"],
    losing: alphaBarTests + ["TablesReachFromZeroToT"], naming: "T + 1"),
  mistake(
    "alpha-bar-with-a-root", "√ᾱ_t is returned for ᾱ_t",
    ["return alphaBars\n": "return alphaBars.map { $0.squareRoot() }\n"],
    losing: alphaBarTests, naming: "this is √ᾱ_t"),
  mistake(
    "alpha-bar-of-betas", "the product is one of β = 1 − α",
    ["alphaBars.last! * alpha": "alphaBars.last! * (1 - alpha)"],
    losing: alphaBarTests, naming: "this is a product of β"),
]
