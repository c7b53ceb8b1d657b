/// The latents that pictures are encoded to.
public enum LatentSize {
  /// Numbers at each place.
  public static let channels = 8
  /// Places in a row, and rows.
  public static let side = 8
  /// [C, h, w].
  public static let shape = [channels, side, side]
}
