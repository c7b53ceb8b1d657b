/// Hidden material in a bundle.
public struct Leak: Equatable, Sendable, CustomStringConvertible {
  /// In the bundle; with its line where it has lines.
  public var place: String
  public var what: String

  public var description: String { "\(place): \(what)" }
}

extension HiddenMaterial {
  /// Looks through a bundle for solutions, fixtures, names of the suites, and files of the house.
  ///
  /// Solutions are looked for line by line with all blanks removed, in comments and documents too; a
  /// changed name hides a line. Numbers are compared by eight digits.
  func leaks(in bundle: StudentBundle) -> [Leak] {
    bundle.files.sorted { $0.key < $1.key }.flatMap { path, bytes -> [Leak] in
      var leaks: [Leak] = []
      if let source = contents[SHA256.hexadecimal(of: bytes)] {
        leaks.append(Leak(place: path, what: "the same bytes as \(source)"))
      }
      leaks += words(in: Array(path.utf8), place: { _ in path })
      if let text = String(validating: bytes, as: UTF8.self) {
        let bytes = Array(text.utf8)
        let place = { (offset: Int) in
          "\(path):\(1 + bytes[..<offset].count { $0 == UInt8(ascii: "\n") })"
        }
        leaks += solutions(in: bytes, place: place)
        leaks += words(in: bytes, place: place)
        leaks += numbers(in: bytes, place: place)
      }
      return leaks
    }
  }

  private func solutions(in text: [UInt8], place: (Int) -> String) -> [Leak] {
    var compact: [UInt8] = []
    var offsets: [Int] = []
    for (offset, byte) in text.enumerated() where byte > 0x20 {
      compact.append(byte)
      offsets.append(offset)
    }
    return solutionLines.sorted { $0.value < $1.value }.compactMap { line, source in
      firstOffset(of: line, in: compact).map {
        Leak(place: place(offsets[$0]), what: "a line of the solution, \(source)")
      }
    }
  }

  private func words(in text: [UInt8], place: (Int) -> String) -> [Leak] {
    var leaks = HiddenMaterial.folders.compactMap { folder in
      firstOffset(of: folder, in: text).map {
        Leak(place: place($0), what: "the name of a folder of the house, \(folder)")
      }
    }
    func isWord(_ byte: UInt8) -> Bool {
      (0x61...0x7A).contains(byte | 0x20) || (0x30...0x39).contains(byte) || byte == 0x5F
    }
    var start = 0
    while start < text.count {
      var end = start
      while end < text.count, isWord(text[end]) { end += 1 }
      // The shortest name has more letters than this.
      if end - start > 6 {
        let word = String(decoding: text[start..<end], as: UTF8.self)
        if names.contains(word) {
          leaks.append(Leak(place: place(start), what: "a name of the hidden suites, \(word)"))
        }
      }
      start = end + 1
    }
    return leaks
  }

  private func numbers(in text: [UInt8], place: (Int) -> String) -> [Leak] {
    HiddenMaterial.numbers(in: text).compactMap { number in
      HiddenMaterial.leadingDigits(number.digits).compactMap { self.numbers[$0] }.first.map {
        Leak(place: place(number.offset), what: "a number of \($0)")
      }
    }
  }
}

/// Where `text` first begins in `bytes`.
private func firstOffset(of text: String, in bytes: [UInt8]) -> Int? {
  let wanted = Array(text.utf8)
  guard let first = wanted.first, bytes.count >= wanted.count else { return nil }
  return bytes.withUnsafeBufferPointer { bytes in
    wanted.withUnsafeBufferPointer { wanted in
      (0...bytes.count - wanted.count).first { start in
        bytes[start] == first
          && wanted.indices.allSatisfy { bytes[start + $0] == wanted[$0] }
      }
    }
  }
}
