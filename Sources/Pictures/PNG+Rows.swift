extension PNG {
  /// Turns inflated rows into an image.
  static func image(
    from rows: inout [UInt8], header: Header, colours: Colours
  ) throws(Failure) -> Image {
    let channels = header.colourType & 2 == 0 ? 1 : 3
    var pixels = [UInt8](repeating: 0, count: header.width * header.height * channels)
    var offset = 0
    for pass in header.passes {
      let length = header.bytes(inRowOf: pass.width)
      try unfilter(
        &rows, from: offset, rowLength: length, height: pass.height,
        step: max(1, header.samples * header.depth / 8))
      for y in 0..<pass.height {
        for x in 0..<pass.width {
          let colour = try colour(
            of: x, in: rows, from: offset + 1, header: header, colours: colours)
          let target = (pass.y + y * pass.dy) * header.width + pass.x + x * pass.dx
          pixels[target * channels] = colour.0
          if channels == 3 {
            pixels[target * 3 + 1] = colour.1
            pixels[target * 3 + 2] = colour.2
          }
        }
        offset += length + 1
      }
    }
    return Image(width: header.width, height: header.height, channels: channels, pixels: pixels)
  }

  /// The colour of pixel `x` of the row at `start`, over white; grey in the first value.
  private static func colour(
    of x: Int, in rows: [UInt8], from start: Int, header: Header, colours: Colours
  ) throws(Failure) -> (UInt8, UInt8, UInt8) {
    /// Sample `index` of the pixel, as it stands in the file.
    func raw(_ index: Int) -> Int {
      let position = x * header.samples + index
      switch header.depth {
      case 16: return Int(rows[start + 2 * position]) << 8 | Int(rows[start + 2 * position + 1])
      case 8: return Int(rows[start + position])
      default:
        let bit = position * header.depth
        let byte = Int(rows[start + bit >> 3])
        return byte >> (8 - header.depth - bit & 7) & (1 << header.depth - 1)
      }
    }
    /// Sample `index` over the whole range of 8 bits.
    func sample(_ index: Int) -> Int {
      let highest = 1 << header.depth - 1
      return (raw(index) * 255 + highest / 2) / highest
    }
    func overWhite(_ value: Int, _ alpha: Int) -> UInt8 {
      UInt8((value * alpha + 255 * (255 - alpha) + 127) / 255)
    }
    /// Whether all samples are the one colour that means transparent.
    func isTransparent() -> Bool {
      guard !colours.transparency.isEmpty else { return false }
      return (0..<header.samples).allSatisfy {
        raw($0) == Int(colours.transparency[2 * $0]) << 8 | Int(colours.transparency[2 * $0 + 1])
      }
    }

    switch header.colourType {
    case 0:
      return (isTransparent() ? 255 : UInt8(sample(0)), 0, 0)
    case 4:
      return (overWhite(sample(0), sample(1)), 0, 0)
    case 2:
      if isTransparent() { return (255, 255, 255) }
      return (UInt8(sample(0)), UInt8(sample(1)), UInt8(sample(2)))
    case 6:
      let alpha = sample(3)
      return (
        overWhite(sample(0), alpha), overWhite(sample(1), alpha), overWhite(sample(2), alpha)
      )
    default:
      let index = raw(0)
      guard index < colours.palette.count / 3 else {
        throw .noSuchColour(index: index, colours: colours.palette.count / 3)
      }
      let alpha = index < colours.transparency.count ? Int(colours.transparency[index]) : 255
      return (
        overWhite(Int(colours.palette[3 * index]), alpha),
        overWhite(Int(colours.palette[3 * index + 1]), alpha),
        overWhite(Int(colours.palette[3 * index + 2]), alpha)
      )
    }
  }
}
