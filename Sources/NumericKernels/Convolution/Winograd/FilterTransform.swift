/// G g Gᵀ of every filter, as the micro-kernel wants them: [36][tile][I][8].
func transformFilters(
  _ shape: ConvolutionShape, _ weight: (Int, Int, Int, Int) -> Float, packedPlace: Int,
  into filters: UnsafeMutablePointer<Float>
) {
  parallelFor((shape.outChannels + tileRows - 1) / tileRows) { tile in
    let channels = min(tileRows, shape.outChannels - tile * tileRows)
    for inChannel in 0..<shape.inChannels {
      /// Eight channels' filters at once.
      @_transparent
      func element(_ y: Int, _ x: Int) -> Eight {
        var element = Eight.zero
        for channel in 0..<channels {
          element[channel] = weight(tile * tileRows + channel, inChannel, y, x)
        }
        return element
      }
      let columns = (
        filterTransform(element(0, 0), element(1, 0), element(2, 0)),
        filterTransform(element(0, 1), element(1, 1), element(2, 1)),
        filterTransform(element(0, 2), element(1, 2), element(2, 2))
      )
      var target = UnsafeMutableRawPointer(
        filters + (tile * shape.inChannels + inChannel) * tileRows)
      func write(_ a: Eight, _ b: Eight, _ c: Eight) {
        let row = filterTransform(a, b, c)
        let step = packedPlace * MemoryLayout<Float>.stride
        target.storeBytes(of: row.0, as: Eight.self)
        (target + step).storeBytes(of: row.1, as: Eight.self)
        (target + 2 * step).storeBytes(of: row.2, as: Eight.self)
        (target + 3 * step).storeBytes(of: row.3, as: Eight.self)
        (target + 4 * step).storeBytes(of: row.4, as: Eight.self)
        (target + 5 * step).storeBytes(of: row.5, as: Eight.self)
        target += 6 * step
      }
      write(columns.0.0, columns.1.0, columns.2.0)
      write(columns.0.1, columns.1.1, columns.2.1)
      write(columns.0.2, columns.1.2, columns.2.2)
      write(columns.0.3, columns.1.3, columns.2.3)
      write(columns.0.4, columns.1.4, columns.2.4)
      write(columns.0.5, columns.1.5, columns.2.5)
    }
  }
}

private typealias Eight = SIMD8<Float>

/// G applied to three values.
@_transparent
private func filterTransform(
  _ a: Eight, _ b: Eight, _ c: Eight
) -> (Eight, Eight, Eight, Eight, Eight, Eight) {
  let even = (a + c) * Float(-1.0 / 6)
  let outer = a * Float(1.0 / 24) + c * Float(1.0 / 6)
  let (sixth, twelfth) = (b * Float(1.0 / 6), b * Float(1.0 / 12))
  return (a * 0.25, even - sixth, even + sixth, outer + twelfth, outer - twelfth, c)
}
