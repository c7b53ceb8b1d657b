import CZlib

/// The system's zlib, with a cap on what comes out: compressed input from outside may be a bomb.
public enum Zlib {
  /// The wrapping around deflated data.
  public enum Format: Sendable {
    case zlib
    case gzip

    fileprivate var windowBits: Int32 { self == .zlib ? 15 : 31 }
  }

  public enum Failure: Error, Equatable {
    /// Not deflated data, or damaged; with zlib's own words.
    case corrupt(String)
    /// The data ends before the stream does.
    case truncated
    /// More bytes come out than the caller allows.
    case tooLarge(limit: Int)
  }

  /// Inflates `bytes`, all gzip members after one another included.
  ///
  /// - Parameter limit: The most bytes that may come out.
  /// - Throws: `Failure`.
  public static func inflate(_ bytes: [UInt8], as format: Format, limit: Int) throws -> [UInt8] {
    var output: [UInt8] = []
    var consumed = 0
    repeat {
      consumed += try inflateMember(
        bytes[consumed...], as: format, limit: limit, appendingTo: &output)
      // Zero bytes after the last member are padding (tar writes them to tapes).
    } while format == .gzip && bytes[consumed...].first(where: { $0 != 0 }) != nil
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
    guard status == Z_OK else { fatalError("zlib cannot start: \(status)") }
    defer { deflateEnd(&stream) }
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

  /// Inflates one member and returns how many bytes of input it took.
  private static func inflateMember(
    _ bytes: ArraySlice<UInt8>, as format: Format, limit: Int, appendingTo output: inout [UInt8]
  ) throws -> Int {
    var stream = z_stream()
    let status = inflateInit2_(
      &stream, format.windowBits, zlibVersion(), Int32(MemoryLayout<z_stream>.size))
    guard status == Z_OK else { fatalError("zlib cannot start: \(status)") }
    defer { inflateEnd(&stream) }
    var input = Array(bytes)
    var chunk = [UInt8](repeating: 0, count: 1 << 16)
    return try input.withUnsafeMutableBufferPointer { source in
      stream.next_in = source.baseAddress
      stream.avail_in = UInt32(source.count)
      while true {
        let (end, count) = chunk.withUnsafeMutableBufferPointer { target -> (Int32, Int) in
          stream.next_out = target.baseAddress
          stream.avail_out = UInt32(target.count)
          let end = CZlib.inflate(&stream, Z_NO_FLUSH)
          return (end, target.count - Int(stream.avail_out))
        }
        guard output.count + count <= limit else { throw Failure.tooLarge(limit: limit) }
        output.append(contentsOf: chunk[..<count])
        switch end {
        case Z_STREAM_END: return source.count - Int(stream.avail_in)
        case Z_OK where count > 0 || stream.avail_in > 0: continue
        case Z_OK, Z_BUF_ERROR: throw Failure.truncated
        default: throw Failure.corrupt(stream.msg.map { String(cString: $0) } ?? "error \(end)")
        }
      }
    }
  }
}
