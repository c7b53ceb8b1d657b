import Foundation

/// A name for content: another as soon as any of the pieces that went in is another, and nobody can
/// make two contents of one name (SHA-256).
struct ContentKey {
  private var hash = SHA256()

  mutating func add(_ text: String) { add(text.utf8) }

  mutating func add(_ bytes: some Collection<UInt8>) {
    // The length before each piece, so that moving bytes between pieces changes the key.
    withUnsafeBytes(of: UInt64(bytes.count).littleEndian) { hash.update($0) }
    hash.update(bytes)
  }

  /// Adds a file, or that there is none.
  mutating func add(fileAt path: String) {
    guard let data = FileManager.default.contents(atPath: path) else { return add("no file") }
    add("file")
    add(data)
  }

  /// 64 hexadecimal digits.
  var text: String { hash.hexadecimal }
}
