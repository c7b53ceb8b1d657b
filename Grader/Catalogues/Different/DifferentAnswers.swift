/// Right answers that look unlike the reference solution: none may lose a point.
public enum DifferentAnswers {
  public static let all: [Variant] =
    differentFormulas + differentDraws + differentPrograms + differentTexts
    + differentTextToImage
}
