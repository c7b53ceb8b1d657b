import Foundation

extension JSONDecoder {
  /// Decodes JSON that anyone may have written.
  ///
  /// Foundation's reader looks one byte past the end to report an array that is nested too deep just
  /// there, and traps (Swift 6.3, 513 opening brackets and nothing else). A blank at the end is no
  /// change to any JSON text, and that byte.
  public func decode<Value: Decodable>(_ type: Value.Type, fromOutside data: Data) throws -> Value {
    try decode(type, from: data + Data(" ".utf8))
  }
}
