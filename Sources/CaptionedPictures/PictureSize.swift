/// The pictures of the small world: square, in colour.
public enum PictureSize {
  /// Pixels in a row, and rows.
  public static let side = 32
  /// Red, green, blue.
  public static let channels = 3
  /// Values in one picture, [3, 32, 32].
  public static let values = channels * side * side
}
