import Foundation
import Zlib

/// A JSON file that is believed only if it is whole: its first line holds the SHA-256 of the rest.
///
/// Whatever became of it, a broken disk, half a write, a change by hand, reading it is as if it were
/// not there.
enum SealedFile {
  private static let mark = "sealed 1 "
  /// Findings with four pictures have some hundred kilobytes.
  private static let mostBytes = 64 << 20

  /// Writes it whole or not at all, and waits for the disk.
  static func write(_ value: some Encodable, to path: String) throws(GraderError) {
    let body = Array(json(value, pretty: false).utf8)
    let seal = Array((mark + SHA256.hexadecimal(of: body) + "\n").utf8)
    do {
      try CappedFile.write(seal + body, to: path, durably: true)
    } catch {
      throw .unwritable(path: path, reason: error.description)
    }
  }

  /// What it holds; nil where it is missing, broken or of another form.
  static func read<Value: Decodable>(_ type: Value.Type, from path: String) -> Value? {
    guard let bytes = try? CappedFile.read(path, limit: mostBytes),
      let end = bytes.firstIndex(of: UInt8(ascii: "\n"))
    else { return nil }
    let body = bytes[(end + 1)...]
    guard Array(bytes[..<end]) == Array((mark + SHA256.hexadecimal(of: body)).utf8) else {
      return nil
    }
    return try? JSONDecoder().decode(type, from: Data(body))
  }
}
