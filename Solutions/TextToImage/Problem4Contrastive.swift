import DiffusionCourse
import Tensors

extension TextToImage {
  /// Problem 4: the loss that teaches two encoders which picture belongs to which text (CLIP,
  /// arXiv:2103.00020, figure 3).
  ///
  ///     ŷ = y/|y|,   v̂ = v/|v|                    each row to length 1
  ///     logits_ij = s · (ŷ_i · v̂_j)               picture i with text j, [B, B]
  ///     L = ½ · (cross-entropy of the rows + cross-entropy of the columns)
  ///
  /// The right class of row i is text i, that of column j is picture j, and each cross-entropy is the
  /// mean over the B of them.
  ///
  /// - Parameters:
  ///   - imageEmbeddings: y, [B, D], of any length.
  ///   - textEmbeddings: v, [B, D], of any length; row i belongs to picture i.
  ///   - logitScale: s, shape []. It is the factor itself: where a network learns its logarithm, the
  ///     exponential has been taken.
  /// - Returns: One number, shape []. The caller asks it for gradients, by all three.
  public static func contrastiveLoss(
    imageEmbeddings: Tensor, textEmbeddings: Tensor, logitScale: Tensor
  ) -> Tensor {
    // BEGIN SOLUTION TODO 2-2-4: compare every picture with every text, from both sides.
    // | (1) Lengths: `squared()`, `sum(axes:keepingDimensions:)`, `squareRoot()`.
    // | (2) Logits: `matrixProduct` and `transposed()`, times s.
    // | (3) `softmaxCrossEntropy(logits, labels:)` is the mean over the rows.
    let logits =
      logitScale
      * unitLength(imageEmbeddings).matrixProduct(unitLength(textEmbeddings).transposed())
    let labels = Array(0..<imageEmbeddings.shape[0])  // logits: [B, B]
    let ofPictures = softmaxCrossEntropy(logits, labels: labels)
    let ofTexts = softmaxCrossEntropy(logits.transposed(), labels: labels)
    return (ofPictures + ofTexts) / 2
    // END SOLUTION
  }

  /// Problem 4: the CLIP score of each pair: the cosine of the angle between its two embeddings.
  ///
  ///     score_i = (y_i · v_i)/(|y_i| |v_i|)
  ///
  /// In −1…1, as it is: some papers report 100 times it, or 0 where it is negative; this course does
  /// neither.
  ///
  /// - Parameters:
  ///   - imageEmbeddings: y, [B, D], of any length.
  ///   - textEmbeddings: v, [B, D], of any length; row i belongs to picture i.
  /// - Returns: One score for each pair, [B].
  public static func clipScores(imageEmbeddings: Tensor, textEmbeddings: Tensor) -> Tensor {
    // BEGIN SOLUTION TODO 2-2-4: the cosine of picture i with text i alone.
    // | Hint: element by element, then a sum over D; a matrix product compares far more pairs.
    (unitLength(imageEmbeddings) * unitLength(textEmbeddings)).sum(axes: [1])
    // END SOLUTION
  }
  // BEGIN SOLUTION ONLY

  /// Each row over its length, [B, D].
  private static func unitLength(_ rows: Tensor) -> Tensor {
    rows / rows.squared().sum(axes: [1], keepingDimensions: true).squareRoot()
  }
  // END SOLUTION
}
