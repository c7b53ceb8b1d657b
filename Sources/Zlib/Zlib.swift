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

  public enum Failure: Error, Equatable {
    /// Not deflated data, or damaged; with zlib's own words.
    case corrupt(String)
    /// The data ends before the stream does.
    case truncated
    /// More bytes come out than the caller allows.
    case tooLarge(limit: Int)
  }

  /// Inflates `bytes`, all gzip members after one another included. Bytes after the end of a zlib or
  /// raw stream are ignored.
  ///
  /// - Parameter limit: The most bytes that may come out.
  /// - Throws: `Failure`.
  public static func inflate(
    _ bytes: [UInt8], as format: Format, limit: Int
  ) throws(Failure) -> [UInt8] {
    // zlib counts its input in 32 bits.
    guard var left = UInt32(exactly: bytes.count) else {
      throw .tooLarge(limit: Int(UInt32.max))
    }
    var stream = z_stream()
    let status = inflateInit2_(
      &stream, format.windowBits, zlibVersion(), Int32(MemoryLayout<z_stream>.size))
    guard status == Z_OK else { fatalError("zlib cannot start: \(status)") }
    defer { inflateEnd(&stream) }
    var output: [UInt8] = []
    // One stream and one buffer for all members: a file may hold millions of tiny ones.
    var chunk = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      let start = bytes.count - Int(left)
      left = try inflateMember(
        bytes, from: start, with: &stream, through: &chunk, limit: limit, appendingTo: &output)
      // Zero bytes after the last member are padding (tar writes them to tapes).
      guard format == .gzip else { return output }
      let next = bytes.count - Int(left)
      if left == 0 || bytes[next] == 0 && bytes[next...].allSatisfy({ $0 == 0 }) { return output }
      inflateReset(&stream)
    }
  }

  /// Deflates `bytes`. The same input gives the same output; gzip's time stamp is left zero.
  ///
  /// - Parameter level: 0 (stored) to 9 (smallest).
  public static func deflate(_ bytes: [UInt8], as format: Format, level: Int = 6) -> [UInt8] {
    var stream = z_stream()
    let status = deflateInit2_(
      &stream, Int32(level), Z_DEFLATED, format.windowBits, 8, Z_DEFAULT_STRATEGY, zlibVersion(),
      Int32(MemoryLayout<z_stream>.size))
    guard status == Z_OK else { fatalError("zlib cannot start: \(status)") }
    defer { deflateEnd(&stream) }
    guard UInt32(exactly: bytes.count) != nil else {
      fatalError("Zlib.deflate: \(bytes.count) bytes are more than zlib takes at once")
    }
    var output = [UInt8](repeating: 0, count: Int(deflateBound(&stream, UInt(bytes.count))) + 32)
    var input = bytes
    let written = input.withUnsafeMutableBufferPointer { source in
      output.withUnsafeMutableBufferPointer { target -> Int in
        stream.next_in = source.baseAddress
        stream.avail_in = UInt32(source.count)
        stream.next_out = target.baseAddress
        stream.avail_out = UInt32(target.count)
        let end = CZlib.deflate(&stream, Z_FINISH)
        guard end == Z_STREAM_END else { fatalError("zlib stopped early: \(end)") }
        return target.count - Int(stream.avail_out)
      }
    }
    output.removeLast(output.count - written)
    return output
  }

  /// CRC-32 of `bytes`, continuing from `start`.
  public static func crc32(_ bytes: [UInt8], startingFrom start: UInt32 = 0) -> UInt32 {
    bytes.withUnsafeBufferPointer {
      UInt32(CZlib.crc32(UInt(start), $0.baseAddress, UInt32($0.count)))
    }
  }

  /// Inflates the member that begins at `start`; returns how many bytes are left after it.
  private static func inflateMember(
    _ bytes: [UInt8], from start: Int, with stream: inout z_stream, through chunk: inout [UInt8],
    limit: Int, appendingTo output: inout [UInt8]
  ) throws(Failure) -> UInt32 {
    stream.avail_in = UInt32(bytes.count - start)
    while true {
      let before = bytes.count - Int(stream.avail_in)
      // zlib only reads its input, though its C declaration does not say so.
      let (end, count) = bytes.withUnsafeBufferPointer { source in
        chunk.withUnsafeMutableBufferPointer { target -> (Int32, Int) in
          stream.next_in = source.baseAddress.map { UnsafeMutablePointer(mutating: $0 + before) }
          stream.next_out = target.baseAddress
          stream.avail_out = UInt32(target.count)
          let end = CZlib.inflate(&stream, Z_NO_FLUSH)
          return (end, target.count - Int(stream.avail_out))
        }
      }
      guard output.count + count <= limit else { throw .tooLarge(limit: limit) }
      output.append(contentsOf: chunk[..<count])
      switch end {
      case Z_STREAM_END: return stream.avail_in
      case Z_OK where count > 0 || stream.avail_in > 0: continue
      case Z_OK, Z_BUF_ERROR: throw .truncated
      default: throw .corrupt(stream.msg.map { String(cString: $0) } ?? "error \(end)")
      }
    }
  }
}
