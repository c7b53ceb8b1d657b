import DiffusionCourse

/// Assignment 2-2: from a prompt to a picture.
///
/// | problem | file | points |
/// |---|---|---|
/// | 1 | `Problem1Guidance.swift` | 1 |
/// | 2 | `Problem2Denoising.swift` | 2 |
/// | 3 | `Problem3Latents.swift` | 1 |
/// | 4 | `Problem4Contrastive.swift` | 2 |
/// | works | `swift run diffusion paint "…"`, four pictures in `works/` | 4 × 1 |
///
/// A text encoder, a network that predicts the noise in latents, a scheduler and a decoder are given
/// and trained; you write what joins them. Shapes are written with B for the pictures of a batch, L
/// for the tokens of a prompt and D for the numbers of each, C for the channels of latents, h and w
/// for their height and width. Try your work with `swift run diffusion check 2-2-1` (to `2-2-4`).
///
/// Papers: latent diffusion, arXiv:2112.10752; classifier-free guidance, arXiv:2207.12598; CLIP,
/// arXiv:2103.00020.
public enum TextToImage: TextToImageAssignment {}
