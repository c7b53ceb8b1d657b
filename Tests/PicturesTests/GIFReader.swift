import Pictures

/// Reads animations for the tests, by the GIF89a specification and apart from the writer.
struct GIFReader {
  struct Frame {
    let delay: Int
    /// Red, green, blue, row-major.
    let pixels: [UInt8]
  }

  private(set) var width = 0
  private(set) var height = 0
  private(set) var loops: Int?
  private(set) var frames: [Frame] = []

  private let bytes: [UInt8]
  private var position = 6

  init?(_ bytes: [UInt8]) {
    self.bytes = bytes
    guard bytes.starts(with: [UInt8]("GIF89a".utf8)) else { return nil }
    width = number()
    height = number()
    let flags = byte()
    position += 2
    var palette = flags & 0x80 != 0 ? table(flags) : []
    var delay = 0
    while true {
      switch byte() {
      case 0x21:
        let label = byte()
        let content = blocks()
        if label == 0xF9 { delay = content[1] | content[2] << 8 }
        if label == 0xFF, content.count >= 14 { loops = content[12] | content[13] << 8 }
      case 0x2C:
        position += 4
        guard number() == width, number() == height else { return nil }
        let imageFlags = byte()
        if imageFlags & 0x80 != 0 { palette = table(imageFlags) }
        let bits = byte()
        guard let indices = GIFReader.inflated(blocks(), bits: bits),
          indices.count == width * height
        else { return nil }
        frames.append(Frame(delay: delay, pixels: indices.flatMap { palette[$0] }))
      case 0x3B:
        guard position == bytes.count else { return nil }
        return
      default: return nil
      }
    }
  }

  private mutating func byte() -> Int {
    position += 1
    return Int(bytes[position - 1])
  }

  private mutating func number() -> Int { byte() | byte() << 8 }

  private mutating func table(_ flags: Int) -> [[UInt8]] {
    (0..<2 << (flags & 7)).map { _ in [UInt8(byte()), UInt8(byte()), UInt8(byte())] }
  }

  private mutating func blocks() -> [Int] {
    var content: [Int] = []
    while case let length = byte(), length > 0 {
      for _ in 0..<length { content.append(byte()) }
    }
    return content
  }

  private static func inflated(_ data: [Int], bits: Int) -> [Int]? {
    let clear = 1 << bits
    var table: [[Int]] = []
    var (width, previous) = (bits + 1, [Int]())
    var output: [Int] = []
    var (pending, pendingBits) = (0, 0)
    for byte in data {
      pending |= byte << pendingBits
      pendingBits += 8
      while pendingBits >= width {
        let code = pending & (1 << width - 1)
        pending >>= width
        pendingBits -= width
        if code == clear + 1 { return output }
        if code == clear {
          table = (0..<clear).map { [$0] } + [[], []]
          (width, previous) = (bits + 1, [])
          continue
        }
        guard code <= table.count, !(code == table.count && previous.isEmpty) else { return nil }
        let string = code < table.count ? table[code] : previous + [previous[0]]
        output += string
        if !previous.isEmpty && table.count < 4096 {
          table.append(previous + [string[0]])
          if table.count == 1 << width && width < 12 { width += 1 }
        }
        previous = string
      }
    }
    // No end code.
    return nil
  }
}
