import DiffusionCourse
import Tensors

extension TextToImage {
  /// Problem 1: one prediction from two (classifier-free guidance, arXiv:2207.12598, as Stable
  /// Diffusion writes it).
  ///
  ///     ε̂ = ε_u + g · (ε_c − ε_u)
  ///
  /// g = 0 ignores the prompt, g = 1 is the plain prediction for it, and a larger g goes further in
  /// the direction in which the prompt pulls. The paper's w is g − 1: its (1 + w) · ε_c − w · ε_u is
  /// the same line, counted from the other end.
  ///
  /// - Parameters:
  ///   - unconditional: ε_u, predicted for the empty or the negative prompt, [B, C, h, w].
  ///   - conditional: ε_c, predicted for the prompt, [B, C, h, w].
  ///   - guidance: g.
  /// - Returns: ε̂, [B, C, h, w].
  public static func guidedNoise(
    unconditional: Tensor, conditional: Tensor, guidance: Double
  ) -> Tensor {
    // TODO 2-2-1: go from ε_u towards ε_c, g times as far.
    // Hint: what should come out for g = 0, and what for g = 1?
    fatalError("TODO 2-2-1: \(#function)")
  }
}
