private let mistake = MistakesIn(file: "HandsOn/Step1Alpha.swift", suite: "HandsOnStep1Tests")

/// Mistakes in step 1: α and ᾱ.
let wrongStep1: [Variant] = [
  mistake(
    "alpha-is-beta", "β is returned for α",
    ["beta in 1 - beta": "beta in beta"],
    losing: ["AlphaIsOneMinusBeta", "TablesReachFromZeroToT"],
    naming: "this is β_t itself")
]
