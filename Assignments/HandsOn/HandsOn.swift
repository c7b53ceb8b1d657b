import DiffusionCourse

/// The hands-on: a diffusion model in five steps, one file a step.
///
/// | step | file | level |
/// |---|---|---|
/// | 1 | `Step1Alpha.swift` | easy |
/// | 2 | `Step2Timesteps.swift` | easy |
/// | 3 | `Step3ForwardProcess.swift` | medium |
/// | 4 | `Step4TrainingStep.swift` | medium |
/// | 5 | `Step5ReverseProcess.swift` | hard |
///
/// Timesteps run from 1 to T, and t = 0 is the clean image. Every table has T + 1 entries, so that
/// `betas[t]` is β_t; β₀ = 0 and α₀ = ᾱ₀ = 1. Shapes are written with B for the images of a batch,
/// C for channels, H and W for height and width. Try your work with `swift run diffusion check`.
///
/// Papers: DDPM, arXiv:2006.11239; DDIM, arXiv:2010.02502.
public enum HandsOn: HandsOnAssignment {}
