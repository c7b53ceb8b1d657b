import Foundation
import SubmissionProtocol
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
    do {
      let body = Array(json(value, pretty: false).utf8)
      try CappedFile.write(sealed(body), to: path, durably: true)
    } catch {
      throw .unwritable(path: path, reason: error.description)
    }
  }

  /// What it holds; nil where it is missing, broken or of another form.
  static func read<Value: Decodable>(_ type: Value.Type, from path: String) -> Value? {
    guard let bytes = try? CappedFile.read(path, limit: mostBytes) else { return nil }
    return value(type, in: bytes)
  }

  /// The bytes of a file that holds `body`.
  static func sealed(_ body: [UInt8]) -> [UInt8] {
    Array((mark + SHA256.hexadecimal(of: body) + "\n").utf8) + body
  }

  /// What the bytes of a file hold.
  static func value<Value: Decodable>(_ type: Value.Type, in bytes: [UInt8]) -> Value? {
    guard let end = bytes.firstIndex(of: UInt8(ascii: "\n")) else { return nil }
    let body = bytes[(end + 1)...]
    guard Array(bytes[..<end]) == Array((mark + SHA256.hexadecimal(of: body)).utf8) else {
      return nil
    }
    return try? JSONDecoder().decode(type, fromOutside: Data(body))
  }
}
