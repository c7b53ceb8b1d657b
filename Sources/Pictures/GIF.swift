import Zlib

/// Animated pictures (GIF89a), written only.
public enum GIF {
  /// The bytes of an animation.
  ///
  /// Up to 256 different colours are kept exactly, so grey always is; with more, all colours move
  /// to the nearest of a fixed cube of 6 × 7 × 6.
  ///
  /// - Parameters:
  ///   - frames: At least one, all of one size, at most 65,535 pixels a side.
  ///   - delay: Seconds a frame, rounded to hundredths. Viewers slow down anything under 0.02.
  ///   - finalDelay: Seconds of the last frame, to look at the result; `nil`: as the others.
  ///   - loops: Whether the animation starts again, for ever.
  public static func encode(
    frames: [Image], delay: Double = 0.1, finalDelay: Double? = nil, loops: Bool = true
  ) -> [UInt8] {
    guard let first = frames.first else { fatalError("an animation needs at least one frame") }
    guard first.width <= 65_535, first.height <= 65_535,
      frames.allSatisfy({ $0.width == first.width && $0.height == first.height })
    else {
      let sizes = frames.map { "\($0.width) × \($0.height)" }
      fatalError("frames of an animation must have one size: \(Set(sizes).sorted())")
    }
    let palette = Palette(of: frames)
    let size = littleEndian(first.width) + littleEndian(first.height)

    var bytes = [UInt8]("GIF89a".utf8) + size
    // A global table of 2^bits colours, 8 bits a channel; background colour 0; square pixels.
    bytes += [0xF0 | UInt8(palette.bits - 1), 0, 0] + palette.table
    if loops {
      // The loop extension that browsers read; 0 times means for ever.
      bytes += [0x21, 0xFF, 11] + [UInt8]("NETSCAPE2.0".utf8) + [3, 1, 0, 0, 0]
    }
    for (index, frame) in frames.enumerated() {
      let isLast = index == frames.count - 1
      let seconds = isLast ? finalDelay ?? delay : delay
      // Graphic control: the frame stays where it is; its delay.
      bytes += [0x21, 0xF9, 4, 0x04] + littleEndian(hundredths(seconds)) + [0, 0]
      bytes += [0x2C, 0, 0, 0, 0] + size + [0]
      appendCompressed(palette.indices(of: frame), bits: max(2, palette.bits), to: &bytes)
    }
    bytes.append(0x3B)
    return bytes
  }

  /// Writes an animation; a file of that name is replaced as a whole.
  ///
  /// - Throws: `PictureFileError`, which names the file.
  public static func write(
    frames: [Image], delay: Double = 0.1, finalDelay: Double? = nil, loops: Bool = true,
    to path: String
  ) throws(PictureFileError) {
    let bytes = encode(frames: frames, delay: delay, finalDelay: finalDelay, loops: loops)
    do { try CappedFile.write(bytes, to: path) } catch {
      throw PictureFileError(path: path, cause: .file(error))
    }
  }

  private static func hundredths(_ seconds: Double) -> Int {
    guard seconds > 0 else { return 0 }
    return Int(min(seconds * 100, 65_535).rounded())
  }

  private static func littleEndian(_ value: Int) -> [UInt8] {
    [UInt8(value & 255), UInt8(value >> 8)]
  }

  /// Appends the LZW codes of one frame, in blocks of up to 255 bytes.
  ///
  /// - Parameter bits: Every index is below 2^bits; 2…8.
  private static func appendCompressed(
    _ indices: [UInt8], bits: Int, to bytes: inout [UInt8]
  ) {
    let clear = 1 << bits
    var codes = CodeWriter()
    var table = CodeTable()
    var next = clear + 2
    var width = bits + 1
    codes.append(clear, width: width)
    var prefix = Int(indices[0])
    for index in indices.dropFirst() {
      let key = prefix << 8 | Int(index)
      if let code = table[key] {
        prefix = code
        continue
      }
      codes.append(prefix, width: width)
      prefix = Int(index)
      if next < 4096 {
        table[key] = next
        // A reader learns each entry one code later, so this one still fits the old width.
        if next == 1 << width { width += 1 }
        next += 1
      } else {
        codes.append(clear, width: width)
        table = CodeTable()
        next = clear + 2
        width = bits + 1
      }
    }
    codes.append(prefix, width: width)
    // The reader has now learned the last entry too.
    if next == 1 << width && width < 12 { width += 1 }
    codes.append(clear + 1, width: width)
    codes.finish()

    bytes.append(UInt8(bits))
    for start in stride(from: 0, to: codes.bytes.count, by: 255) {
      let block = codes.bytes[start..<min(start + 255, codes.bytes.count)]
      bytes.append(UInt8(block.count))
      bytes += block
    }
    bytes.append(0)
  }
}

/// Codes of changing width, low bits first.
private struct CodeWriter {
  private(set) var bytes: [UInt8] = []
  private var pending = 0
  private var pendingBits = 0

  mutating func append(_ code: Int, width: Int) {
    pending |= code << pendingBits
    pendingBits += width
    while pendingBits >= 8 {
      bytes.append(UInt8(pending & 255))
      pending >>= 8
      pendingBits -= 8
    }
  }

  mutating func finish() {
    if pendingBits > 0 { bytes.append(UInt8(pending & 255)) }
  }
}

/// The codes of strings, by prefix and last index: a hash table with open addressing.
private struct CodeTable {
  private static let slots = 1 << 13
  private var keys = [Int32](repeating: -1, count: slots)
  private var codes = [Int16](repeating: 0, count: slots)

  subscript(key: Int) -> Int? {
    get {
      let slot = slot(of: key)
      return keys[slot] < 0 ? nil : Int(codes[slot])
    }
    set {
      let slot = slot(of: key)
      keys[slot] = Int32(key)
      codes[slot] = Int16(newValue!)
    }
  }

  /// Where `key` is, or would go. At most half of the slots are ever taken.
  private func slot(of key: Int) -> Int {
    var slot = (key &* 0x9E37_79B1) >> 12 & (CodeTable.slots - 1)
    while keys[slot] >= 0 && keys[slot] != Int32(key) { slot = (slot + 1) & (CodeTable.slots - 1) }
    return slot
  }
}
