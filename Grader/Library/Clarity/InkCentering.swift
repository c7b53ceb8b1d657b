/// Where the ink is.
enum InkCentering {
  /// The furthest that a picture is moved, in pixels.
  static let reach = 4

  /// Moves a picture of 28 × 28, values in −1…1, by whole pixels so that its ink is in the middle by
  /// weight, as MNIST's is; what comes in from the edge is black. A digit a pixel further to any side
  /// becomes the same picture.
  ///
  /// - Parameters:
  ///   - source: 784 values.
  ///   - target: Room for 784 values.
  static func center(
    _ source: UnsafePointer<Float>, into target: UnsafeMutablePointer<Float>
  ) {
    var (sum, sumX, sumY): (Float, Float, Float) = (0, 0, 0)
    for row in 0..<28 {
      var (rowSum, rowX): (Float, Float) = (0, 0)
      for column in 0..<28 {
        // A grey background has no weight.
        let weight = max(0, source[row * 28 + column] + 0.6)
        rowSum += weight
        rowX += weight * Float(column)
      }
      sum += rowSum
      sumX += rowX
      sumY += rowSum * Float(row)
    }
    func shift(_ moment: Float) -> Int {
      guard sum > 1 else { return 0 }
      return min(max(Int((13.5 - moment / sum).rounded()), -reach), reach)
    }
    let (dx, dy) = (shift(sumX), shift(sumY))
    for row in 0..<28 {
      for column in 0..<28 {
        let (x, y) = (column - dx, row - dy)
        let isInside = (0..<28).contains(x) && (0..<28).contains(y)
        target[row * 28 + column] = isInside ? source[y * 28 + x] : -1
      }
    }
  }
}
