extension GIF {
  /// The colours of an animation: all that occur, or a fixed cube when they are too many.
  struct Palette {
    /// Red, green, blue of 2^bits colours.
    let table: [UInt8]
    /// 1…8.
    let bits: Int
    /// The index of each colour (0xRRGGBB); empty for the cube.
    private let known: [UInt32: UInt8]

    init(of frames: [Image]) {
      var colours = Set<UInt32>()
      search: for frame in frames {
        // Neighbours are often alike: asking the set once for each run is quicker.
        var last: UInt32?
        for pixel in 0..<frame.width * frame.height {
          let colour = Palette.colour(pixel, of: frame)
          if colour == last { continue }
          last = colour
          colours.insert(colour)
          if colours.count > 256 { break search }
        }
      }
      var table: [UInt8] = []
      if colours.count <= 256 {
        let sorted = colours.sorted()
        table = sorted.flatMap { [UInt8($0 >> 16), UInt8($0 >> 8 & 255), UInt8($0 & 255)] }
        known = Dictionary(
          uniqueKeysWithValues: zip(sorted, sorted.indices.map { UInt8($0) }))
      } else {
        for red in 0..<6 {
          for green in 0..<7 {
            for blue in 0..<6 {
              table += [UInt8(red * 255 / 5), UInt8(green * 255 / 6), UInt8(blue * 255 / 5)]
            }
          }
        }
        known = [:]
      }
      let count = table.count / 3
      bits = (1...8).first { 1 << $0 >= count }!
      self.table = table + [UInt8](repeating: 0, count: 3 * (1 << bits - count))
    }

    /// The index of each pixel's colour.
    func indices(of frame: Image) -> [UInt8] {
      var last: (colour: UInt32, index: UInt8)?
      return (0..<frame.width * frame.height).map { pixel in
        let colour = Palette.colour(pixel, of: frame)
        if let last, last.colour == colour { return last.index }
        let index = known[colour] ?? Palette.cubeIndex(of: colour)
        last = (colour, index)
        return index
      }
    }

    private static func colour(_ pixel: Int, of frame: Image) -> UInt32 {
      if frame.channels == 1 { return UInt32(frame.pixels[pixel]) * 0x010101 }
      return UInt32(frame.pixels[3 * pixel]) << 16 | UInt32(frame.pixels[3 * pixel + 1]) << 8
        | UInt32(frame.pixels[3 * pixel + 2])
    }

    private static func cubeIndex(of colour: UInt32) -> UInt8 {
      let red = (colour >> 16 * 5 + 127) / 255
      let green = ((colour >> 8 & 255) * 6 + 127) / 255
      let blue = ((colour & 255) * 5 + 127) / 255
      return UInt8((red * 7 + green) * 6 + blue)
    }
  }
}
