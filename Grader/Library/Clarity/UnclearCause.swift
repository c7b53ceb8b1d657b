import SubmissionProtocol

/// Why an image is not a clear digit, as far as its pixels tell.
public enum UnclearCause: String, Codable, Sendable {
  /// Values that are infinite or not numbers.
  case broken
  /// No ink, or of one grey.
  case nothing
  /// No pixel agrees with its neighbours.
  case noise
  /// So much of it is grey, or white, that no stroke stands out.
  case smeared
  /// The ink is scattered over many pieces.
  case pieces
  /// None of these, and still no digit.
  case notADigit

  /// The cause in one image whose digit was not recognised.
  ///
  /// The bounds lie outside of what clear digits show: of MNIST's test digits at most one in a hundred
  /// is beyond any of them.
  ///
  /// - Parameter image: Values in −1…1, 28 × 28, row-major.
  init(of image: ArraySlice<Float>) {
    let ink = image.map { $0 >= -1 ? min(1, ($0 + 1) / 2) : 0 }
    let statistics = SampleStatistics(image)
    let white = ink.count { $0 > 0.5 }
    // Where ink ends: every outline has grey, a smear is little else.
    let grey = ink.count { (0.12...0.5).contains($0) }
    self =
      if statistics.isEmpty || ink.reduce(0, +) < 8 {
        .nothing
      } else if statistics.neighbourCorrelation < 0.45 {
        .noise
      } else if white > 320 || grey > max(white, 120) {
        .smeared
      } else if InkImage(ink).pieces(of: 5) >= 3 {
        .pieces
      } else {
        .notADigit
      }
  }

  /// In a word or two, for a table.
  public var sentence: Sentence {
    switch self {
    case .broken: say("values that are not numbers", korean: "숫자가 아닌 값이 있음")
    case .nothing: say("nothing there", korean: "아무것도 없음")
    case .noise: say("noise", korean: "노이즈")
    case .smeared: say("smeared", korean: "번져 있음")
    case .pieces: say("in several pieces", korean: "여러 조각으로 끊어짐")
    case .notADigit: say("not a clear digit", korean: "또렷한 숫자가 아님")
    }
  }
}
