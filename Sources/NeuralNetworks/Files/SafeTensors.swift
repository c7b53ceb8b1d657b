import Foundation

/// Files of named tensors in the safetensors format, which Python's packages read and write too.
///
/// A file is the length of the header (8 bytes, little-endian), the header (JSON: each tensor's
/// type, shape and place), and the tensors' bytes, without gaps.
public enum SafeTensors {
  /// How numbers are stored.
  public enum Precision: String, Sendable {
    /// 32 bits: exactly as they are.
    case float32 = "F32"
    /// 16 bits: rounded to 11 significant bits; half the size.
    case float16 = "F16"
  }

  /// The largest file that `read` accepts unless told otherwise: 1 GiB.
  public static let defaultMaximumBytes = 1 << 30

  /// Reads a file. Numbers of 16, 32 and 64 bits, floating or whole, become Float32.
  ///
  /// - Returns: The tensors in the order of their places in the file, and the file's metadata.
  /// - Throws: `SafeTensorsError`, which names the file; no content traps.
  public static func read(
    _ path: String, maximumBytes: Int = defaultMaximumBytes
  ) throws(SafeTensorsError) -> StateDictionary {
    let data: Data
    do { data = try RegularFile.read(path, limit: maximumBytes) } catch {
      throw SafeTensorsError(path: path, cause: .file(error))
    }
    do { return try decode([UInt8](data)) } catch {
      throw SafeTensorsError(path: path, cause: .content(error))
    }
  }

  /// Writes a file; one of that name is replaced as a whole.
  ///
  /// - Parameters:
  ///   - state: The tensors; counters (`num_batches_tracked`) are stored as 64-bit integers.
  ///   - precision: How all others are stored.
  ///   - metadata: Added to the state's own.
  /// - Throws: `SafeTensorsError` if it cannot be written, or a number is too large for 16 bits.
  public static func write(
    _ state: StateDictionary, to path: String, precision: Precision = .float32,
    metadata: [String: String] = [:]
  ) throws(SafeTensorsError) {
    let bytes: [UInt8]
    do { bytes = try encode(state, precision: precision, metadata: metadata) } catch {
      throw SafeTensorsError(path: path, cause: .content(error))
    }
    do { try Data(bytes).write(to: URL(fileURLWithPath: path), options: .atomic) } catch {
      throw SafeTensorsError(path: path, cause: .unwritable(error.localizedDescription))
    }
  }

  /// The tensors in a file's bytes.
  package static func decode(_ bytes: [UInt8]) throws(SafeTensorsContentError) -> StateDictionary {
    let header = try SafeTensorsHeader(of: bytes)
    return StateDictionary(
      header.entries.map { entry in
        (
          name: entry.name, shape: entry.shape,
          values: entry.type.values(
            bytes, from: header.dataStart + entry.begin, count: entry.count)
        )
      }, metadata: header.metadata)
  }

  /// The bytes of a file; the same input gives the same bytes.
  package static func encode(
    _ state: StateDictionary, precision: Precision, metadata: [String: String] = [:]
  ) throws(SafeTensorsContentError) -> [UInt8] {
    // Eight-byte numbers first: then every number lies at a multiple of its size.
    let tensors =
      state.tensors.filter { StateDictionary.isCounter($0.name) }
      + state.tensors.filter { !StateDictionary.isCounter($0.name) }
    var names = Set<String>()
    var fields: [String] = []
    let words = state.metadata.merging(metadata) { $1 }.sorted { $0.key < $1.key }
    if !words.isEmpty {
      let pairs = words.map { "\(quoted($0.key)):\(quoted($0.value))" }
      fields.append("\"__metadata__\":{\(pairs.joined(separator: ","))}")
    }
    var data: [UInt8] = []
    for tensor in tensors {
      guard names.insert(tensor.name).inserted else { throw .duplicateName(tensor.name) }
      guard tensor.name != "__metadata__" else { throw .reservedName }
      if tensor.shape.reduce(1, *) != tensor.values.count {
        fatalError(
          "SafeTensors: \(tensor.values.count) values for \(tensor.name) of shape \(tensor.shape)")
      }
      let type =
        StateDictionary.isCounter(tensor.name)
        ? SafeTensorsType.int64 : SafeTensorsType(rawValue: precision.rawValue)!
      let begin = data.count
      try type.append(tensor.values, of: tensor.name, to: &data)
      let shape = tensor.shape.map(String.init).joined(separator: ",")
      fields.append(
        "\(quoted(tensor.name)):{\"dtype\":\"\(type.rawValue)\",\"shape\":[\(shape)],"
          + "\"data_offsets\":[\(begin),\(data.count)]}")
    }
    var header = [UInt8]("{\(fields.joined(separator: ","))}".utf8)
    // Spaces, so that the data start at a multiple of eight bytes.
    header += [UInt8](repeating: 0x20, count: (8 - header.count % 8) % 8)
    let length = UInt64(header.count)
    return (0..<8).map { UInt8(truncatingIfNeeded: length >> ($0 * 8)) } + header + data
  }

  /// A JSON string.
  private static func quoted(_ text: String) -> String {
    var result = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": result += "\\\""
      case "\\": result += "\\\\"
      case "\u{0}"..<" ":
        let digits = String(scalar.value, radix: 16)
        result += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result + "\""
  }
}
