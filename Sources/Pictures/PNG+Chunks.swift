import Zlib

extension PNG {
  /// The head of a PNG file: how the rows are laid out.
  struct Header {
    let width: Int
    let height: Int
    let depth: Int
    let colourType: Int
    let isInterlaced: Bool

    /// Values a pixel: 1 grey or palette, 2 grey and alpha, 3 RGB, 4 RGB and alpha.
    var samples: Int {
      switch colourType {
      case 2: 3
      case 4: 2
      case 6: 4
      default: 1
      }
    }

    /// Bytes of a row of `width` pixels, without its filter.
    func bytes(inRowOf width: Int) -> Int { (width * samples * depth + 7) / 8 }

    /// The reduced images in the order of the file; a plain image is its own only pass.
    var passes: [Pass] {
      guard isInterlaced else {
        return [Pass(x: 0, y: 0, dx: 1, dy: 1, width: width, height: height)]
      }
      // Adam7: first column and row, then the distance between columns and between rows.
      let lattice = [
        (0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2),
        (0, 1, 1, 2),
      ]
      return lattice.compactMap { x, y, dx, dy in
        guard width > x, height > y else { return nil }
        return Pass(
          x: x, y: y, dx: dx, dy: dy, width: (width - x + dx - 1) / dx,
          height: (height - y + dy - 1) / dy)
      }
    }
  }

  /// One reduced image: every dx-th column from x and every dy-th row from y.
  struct Pass {
    let x: Int
    let y: Int
    let dx: Int
    let dy: Int
    let width: Int
    let height: Int
  }

  /// What a file says about colours besides its rows.
  struct Colours {
    /// Red, green, blue of each index.
    var palette: [UInt8] = []
    /// Palette: alpha of each index. Grey and RGB: the 16-bit values that mean transparent.
    var transparency: [UInt8] = []
  }

  /// A file taken apart, its checksums and order checked.
  struct Chunks {
    let header: Header
    private(set) var colours = Colours()
    private(set) var data: [UInt8] = []

    init(_ bytes: [UInt8], maximumPixels: Int) throws(Failure) {
      guard bytes.starts(with: signature) else { throw .notPNG }
      var header: Header?
      var name = ""
      var position = signature.count
      while name != "IEND" {
        let previous = name
        let content = try Chunks.next(in: bytes, at: &position, name: &name)
        guard (header == nil) == (name == "IHDR") else { throw .wrongOrder(chunk: name) }
        switch name {
        case "IHDR": header = try Chunks.parseHeader(content, maximumPixels: maximumPixels)
        case "PLTE":
          guard data.isEmpty, colours.palette.isEmpty else { throw .wrongOrder(chunk: name) }
          guard content.count % 3 == 0, 3...768 ~= content.count else {
            throw .wrongLength(chunk: name, content.count)
          }
          colours.palette = [UInt8](content)
        case "tRNS":
          guard data.isEmpty else { throw .wrongOrder(chunk: name) }
          colours.transparency = [UInt8](content)
        case "IDAT":
          guard data.isEmpty || previous == name else { throw .wrongOrder(chunk: name) }
          data += content
        case "IEND": break
        default:
          // Bit 5 of the first letter: ancillary, so it may be skipped.
          guard name.utf8.first! & 0x20 != 0 else { throw .unknownCriticalChunk(name) }
        }
      }
      guard let header else { throw .missing(chunk: "IHDR") }
      guard !data.isEmpty else { throw .missing(chunk: "IDAT") }
      try Chunks.check(colours, for: header)
      self.header = header
    }

    /// The content of the chunk at `position`, which moves behind it.
    private static func next(
      in bytes: [UInt8], at position: inout Int, name: inout String
    ) throws(Failure) -> ArraySlice<UInt8> {
      guard bytes.count - position >= 12 else { throw .truncated }
      let length = Int(word(bytes, at: position))
      let letters = bytes[position + 4..<position + 8]
      guard letters.allSatisfy({ 65...90 ~= $0 || 97...122 ~= $0 }) else {
        throw .badChunkName
      }
      name = String(decoding: letters, as: UTF8.self)
      guard length <= bytes.count - position - 12 else { throw .truncated }
      let end = position + 8 + length
      guard Zlib.crc32([UInt8](bytes[position + 4..<end])) == word(bytes, at: end) else {
        throw .wrongChecksum(chunk: name)
      }
      defer { position = end + 4 }
      return bytes[position + 8..<end]
    }

    private static func parseHeader(
      _ content: ArraySlice<UInt8>, maximumPixels: Int
    ) throws(Failure) -> Header {
      let content = [UInt8](content)
      guard content.count == 13 else { throw .wrongLength(chunk: "IHDR", content.count) }
      // Two 32-bit numbers: their product fits in 64 bits unsigned only.
      let (width, height) = (Int(word(content, at: 0)), Int(word(content, at: 4)))
      let (depth, colourType) = (Int(content[8]), Int(content[9]))
      guard width > 0, height > 0 else { throw .emptyImage(width: width, height: height) }
      let (pixels, overflows) = width.multipliedReportingOverflow(by: height)
      guard !overflows, pixels <= maximumPixels else {
        throw .tooManyPixels(width: width, height: height, limit: maximumPixels)
      }
      let depths = [0: [1, 2, 4, 8, 16], 2: [8, 16], 3: [1, 2, 4, 8], 4: [8, 16], 6: [8, 16]]
      guard depths[colourType]?.contains(depth) == true else {
        throw .unsupportedFormat(depth: depth, colourType: colourType)
      }
      guard content[10] == 0, content[11] == 0, content[12] <= 1 else {
        throw .unknownMethod(
          compression: Int(content[10]), filter: Int(content[11]), interlace: Int(content[12]))
      }
      return Header(
        width: width, height: height, depth: depth, colourType: colourType,
        isInterlaced: content[12] == 1)
    }

    private static func check(_ colours: Colours, for header: Header) throws(Failure) {
      let length = colours.transparency.count
      switch header.colourType {
      case 3:
        guard !colours.palette.isEmpty else { throw .missing(chunk: "PLTE") }
        guard length <= colours.palette.count / 3 else { throw .wrongLength(chunk: "tRNS", length) }
      case 0, 2:
        guard length == 0 || length == 2 * header.samples else {
          throw .wrongLength(chunk: "tRNS", length)
        }
      default:
        guard length == 0 else { throw .wrongOrder(chunk: "tRNS") }
      }
    }

    private static func word(_ bytes: [UInt8], at offset: Int) -> UInt32 {
      bytes[offset..<offset + 4].reduce(0) { $0 << 8 | UInt32($1) }
    }
  }
}
