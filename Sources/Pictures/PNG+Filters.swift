extension PNG {
  /// The rows of an image, each behind the number of the filter that makes its bytes smallest.
  ///
  /// The customary choice: the filter with the least sum of absolute differences.
  static func filteredRows(of image: Image) -> [UInt8] {
    let length = image.width * image.channels
    var result: [UInt8] = []
    result.reserveCapacity((length + 1) * image.height)
    var above = [UInt8](repeating: 0, count: length)
    var candidate = [UInt8](repeating: 0, count: length)
    for y in 0..<image.height {
      let row = [UInt8](image.pixels[y * length..<(y + 1) * length])
      var best: (filter: UInt8, row: [UInt8], cost: Int) = (0, row, cost(row))
      for filter in UInt8(1)...4 {
        for i in 0..<length {
          let left = i < image.channels ? 0 : row[i - image.channels]
          let corner = i < image.channels ? 0 : above[i - image.channels]
          candidate[i] =
            row[i] &- prediction(filter, left: left, above: above[i], corner: corner)
        }
        let candidateCost = cost(candidate)
        if candidateCost < best.cost { best = (filter, candidate, candidateCost) }
      }
      result.append(best.filter)
      result += best.row
      above = row
    }
    return result
  }

  /// Undoes the filters of `height` rows in place; `offset` is where the first one's filter stands.
  ///
  /// - Parameter step: Bytes a pixel, at least one.
  static func unfilter(
    _ bytes: inout [UInt8], from offset: Int, rowLength: Int, height: Int, step: Int
  ) throws(Failure) {
    for y in 0..<height {
      let start = offset + y * (rowLength + 1)
      let filter = bytes[start]
      guard filter <= 4 else { throw .unknownFilter(Int(filter)) }
      guard filter != 0 else { continue }
      for i in start + 1..<start + 1 + rowLength {
        let isFirst = i - step <= start
        let left = isFirst ? 0 : bytes[i - step]
        let above = y == 0 ? 0 : bytes[i - rowLength - 1]
        let corner = isFirst || y == 0 ? 0 : bytes[i - rowLength - 1 - step]
        bytes[i] &+= prediction(filter, left: left, above: above, corner: corner)
      }
    }
  }

  private static func cost(_ row: [UInt8]) -> Int {
    row.reduce(0) { $0 + Int(Int8(bitPattern: $1).magnitude) }
  }

  /// What a filter (1 left, 2 above, 3 average, 4 Paeth) expects a byte to be.
  private static func prediction(
    _ filter: UInt8, left: UInt8, above: UInt8, corner: UInt8
  ) -> UInt8 {
    switch filter {
    case 1: return left
    case 2: return above
    case 3: return UInt8((Int(left) + Int(above)) / 2)
    case 4:
      // Paeth: the neighbour nearest to left + above − corner, in this order.
      let toLeft = abs(Int(above) - Int(corner))
      let toAbove = abs(Int(left) - Int(corner))
      let toCorner = abs(Int(left) + Int(above) - 2 * Int(corner))
      if toLeft <= toAbove && toLeft <= toCorner { return left }
      return toAbove <= toCorner ? above : corner
    default: return 0
    }
  }
}
