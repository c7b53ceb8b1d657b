/// What a process wrote, of which at most a given number of bytes is kept: the first half and the
/// last half. How it began tells what it was, how it ended tells why.
public struct CappedOutput: Equatable, Sendable {
  /// The most bytes kept.
  public let limit: Int
  /// How many bytes were written in all.
  public private(set) var total = 0

  private var head: [UInt8] = []
  /// A ring: `tailStart` is its oldest byte once it is full.
  private var tail: [UInt8] = []
  private var tailStart = 0

  public init(limit: Int) {
    self.limit = max(0, limit)
  }

  /// How many bytes were thrown away.
  public var discarded: Int { total - head.count - tail.count }
  public var isTruncated: Bool { discarded > 0 }

  /// The bytes kept, in order.
  public var bytes: [UInt8] { head + tail[tailStart...] + tail[..<tailStart] }

  /// The bytes kept as text, invalid UTF-8 replaced; where some are missing, a line says how many.
  public var text: String {
    guard isTruncated else { return String(decoding: bytes, as: UTF8.self) }
    return String(decoding: head, as: UTF8.self) + "\n… \(discarded) bytes left out …\n"
      + String(decoding: tail[tailStart...] + tail[..<tailStart], as: UTF8.self)
  }

  /// Adds what came next.
  public mutating func append(_ bytes: UnsafeRawBufferPointer) {
    total += bytes.count
    let headRoom = limit - limit / 2 - head.count
    head.append(contentsOf: bytes.prefix(headRoom))
    // Only the last of a long piece can stay.
    let capacity = limit / 2
    for byte in bytes.dropFirst(headRoom).suffix(capacity) {
      if tail.count < capacity {
        tail.append(byte)
      } else {
        tail[tailStart] = byte
        tailStart = tailStart + 1 == capacity ? 0 : tailStart + 1
      }
    }
  }
}
