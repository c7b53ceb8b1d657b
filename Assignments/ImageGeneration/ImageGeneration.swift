import DiffusionCourse

/// Assignment 2-1: generate MNIST digits of a wanted class.
///
/// | problem | file | points |
/// |---|---|---|
/// | 1 | `Problem1Schedules.swift` | 10 + 10 |
/// | 2a | `Problem2Loss.swift` | 10 |
/// | 2b | `Problem2Sampling.swift` | 10 |
/// | 3 | `Problem3Settings.swift`, then `swift run diffusion train --all` | 4 × 10 + 10 |
///
/// Timesteps run from 1 to T, and t = 0 is the clean image. Every table has T + 1 entries, so that
/// `beta[t]` is β_t; β₀ = 0 and α₀ = ᾱ₀ = 1. Shapes are written with B for the images of a batch,
/// C for channels, H and W for height and width. Try your work with `swift run diffusion check`;
/// see it with `swift run diffusion schedules` and `swift run diffusion forward`.
///
/// Papers: DDPM, arXiv:2006.11239; Improved DDPM, arXiv:2102.09672.
public enum ImageGeneration: ImageGenerationAssignment {}
