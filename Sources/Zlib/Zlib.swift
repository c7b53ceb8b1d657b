import CZlib

/// The system's zlib, with a cap on what comes out: compressed input from outside may be a bomb.
public enum Zlib {
  /// The wrapping around deflated data.
  public enum Format: Sendable {
    case zlib
    case gzip
    /// None: the bare stream, as inside a zip archive.
    case raw

    fileprivate var windowBits: Int32 {
      switch self {
      case .zlib: 15
      case .gzip: 31
      case .raw: -15
      }
    }
  }

  /// Why data could not be inflated.
  public enum Failure: Error, Equatable, Sendable {
    /// Not deflated data, or damaged; with zlib's own words.
    case corrupt(String)
    /// The data ends before the stream does.
    case truncated
    /// More bytes come out than the caller allows.
    case tooLarge(limit: Int)
  }

  /// Inflates `bytes`, all gzip members after one another included.
  ///
  /// Zero bytes after the last gzip member are padding and are skipped; anything after the end of
  /// a zlib or raw stream is ignored.
  ///
  /// - Parameter limit: The most bytes that may come out.
  /// - Throws: `Failure`.
  public static func inflate(
    _ bytes: [UInt8], as format: Format, limit: Int
  ) throws(Failure) -> [UInt8] {
    var stream = z_stream()
    let status = inflateInit2_(
      &stream, format.windowBits, zlibVersion(), Int32(MemoryLayout<z_stream>.size))
    guard status == Z_OK else { fatalError("zlib cannot start: \(status)") }
    defer { inflateEnd(&stream) }
    var output: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: chunkSize)
    var input = InputFeed(count: bytes.count)
    try bytes.withUnsafeBufferPointer { (source: UnsafeBufferPointer<UInt8>) throws(Failure) in
      stream.next_in = UnsafeMutablePointer(mutating: source.baseAddress)
      repeat {
        try inflateMember(
          &stream, feeding: &input, through: &chunk, limit: limit, appendingTo: &output)
        guard format == .gzip else { return }
        // Zero bytes after the last member are padding (tar writes them to tapes).
        guard source[input.position(in: stream)...].contains(where: { $0 != 0 }) else { return }
        // A file may hold a million tiny members: the stream is reset, not made anew.
        inflateReset(&stream)
      } while true
    }
    return output
  }

  /// Deflates `bytes`. The same input gives the same output; gzip's time stamp is left zero.
  ///
  /// - Parameter level: 0 (stored) to 9 (smallest).
  public static func deflate(_ bytes: [UInt8], as format: Format, level: Int = 6) -> [UInt8] {
    var stream = z_stream()
    let status = deflateInit2_(
      &stream, Int32(level), Z_DEFLATED, format.windowBits, 8, Z_DEFAULT_STRATEGY, zlibVersion(),
      Int32(MemoryLayout<z_stream>.size))
    guard status == Z_OK else { fatalError("zlib cannot start at level \(level): \(status)") }
    defer { deflateEnd(&stream) }
    var output: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: chunkSize)
    var input = InputFeed(count: bytes.count)
    bytes.withUnsafeBufferPointer { source in
      stream.next_in = UnsafeMutablePointer(mutating: source.baseAddress)
      var end = Z_OK
      while end != Z_STREAM_END {
        input.refill(&stream)
        let flush = input.isExhausted ? Z_FINISH : Z_NO_FLUSH
        let count = fill(&chunk, from: &stream) { end = CZlib.deflate(&$0, flush) }
        guard end >= Z_OK else { fatalError("zlib stopped early: \(end)") }
        output.append(contentsOf: chunk[..<count])
      }
    }
    return output
  }

  /// CRC-32 of `bytes`, continuing from `start`.
  public static func crc32(_ bytes: [UInt8], startingFrom start: UInt32 = 0) -> UInt32 {
    bytes.withUnsafeBufferPointer { source in
      // zlib answers 0, not `start`, for a null pointer.
      guard let base = source.baseAddress, !source.isEmpty else { return start }
      return UInt32(crc32_z(UInt(start), base, source.count))
    }
  }

  private static let chunkSize = 1 << 16

  /// Inflates up to the end of one member.
  private static func inflateMember(
    _ stream: inout z_stream, feeding input: inout InputFeed, through chunk: inout [UInt8],
    limit: Int, appendingTo output: inout [UInt8]
  ) throws(Failure) {
    var end = Z_OK
    while true {
      input.refill(&stream)
      let count = fill(&chunk, from: &stream) { end = CZlib.inflate(&$0, Z_NO_FLUSH) }
      guard count <= limit - output.count else { throw .tooLarge(limit: limit) }
      output.append(contentsOf: chunk[..<count])
      switch end {
      case Z_STREAM_END: return
      case Z_OK: continue
      case Z_BUF_ERROR: throw .truncated
      default: throw .corrupt(stream.msg.map { String(cString: $0) } ?? "error \(end)")
      }
    }
  }

  /// Runs one step of zlib with `chunk` as its output and returns how many bytes it wrote.
  private static func fill(
    _ chunk: inout [UInt8], from stream: inout z_stream, _ step: (inout z_stream) -> Void
  ) -> Int {
    chunk.withUnsafeMutableBufferPointer { target in
      stream.next_out = target.baseAddress
      stream.avail_out = UInt32(target.count)
      step(&stream)
      return target.count - Int(stream.avail_out)
    }
  }
}

/// Hands input of any length to zlib, whose own counter has 32 bits.
private struct InputFeed {
  let count: Int
  private var fed = 0

  init(count: Int) { self.count = count }

  var isExhausted: Bool { fed == count }

  mutating func refill(_ stream: inout z_stream) {
    guard stream.avail_in == 0, fed < count else { return }
    let piece = min(count - fed, Int(UInt32.max))
    stream.avail_in = UInt32(piece)
    fed += piece
  }

  /// The first byte that zlib has not taken yet.
  func position(in stream: z_stream) -> Int { fed - Int(stream.avail_in) }
}
