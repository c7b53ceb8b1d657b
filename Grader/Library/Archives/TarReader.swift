import Zlib

/// Reads tar archives: POSIX ustar, GNU long names, pax paths and sizes; gzipped or not.
enum TarReader {
  static let blockSize = 512

  static func read(
    _ bytes: [UInt8], into collector: inout FileCollector
  ) throws(ArchiveFailure.Reason) {
    if bytes.starts(with: [0x1f, 0x8b]) {
      var stream = TarStream(bytes: try inflated(bytes, limits: collector.limits))
      try stream.read(into: &collector)
    } else {
      var stream = TarStream(bytes: bytes)
      try stream.read(into: &collector)
    }
  }

  /// The tar archive in a gzip file: at most the bytes allowed, a header and a padding for each
  /// entry, and what closes it.
  private static func inflated(
    _ bytes: [UInt8], limits: ArchiveLimits
  ) throws(ArchiveFailure.Reason) -> [UInt8] {
    do {
      return try Zlib.inflate(
        bytes, as: .gzip, limit: limits.totalBytes + (limits.entries + 20) * 2 * blockSize)
    } catch {
      switch error {
      case .truncated: throw .truncated
      case .tooLarge: throw .totalTooLarge(limit: limits.totalBytes)
      case .corrupt(let words): throw .damaged(words)
      }
    }
  }
}

/// What long-name and pax headers say about the entry that follows.
private struct Overrides {
  var path: ArraySlice<UInt8>?
  var size: Int?
}

private struct TarStream {
  let bytes: [UInt8]
  private var position = 0
  private var overrides = Overrides()

  init(bytes: [UInt8]) { self.bytes = bytes }

  mutating func read(into collector: inout FileCollector) throws(ArchiveFailure.Reason) {
    guard bytes.count >= TarReader.blockSize else {
      throw bytes.isEmpty ? .truncated : .notAnArchive
    }
    while true {
      let block = try take(TarReader.blockSize)
      if block.allSatisfy({ $0 == 0 }) { return }
      let isFirst = block.startIndex == 0
      guard let header = TarHeader(block) else {
        throw isFirst ? .notAnArchive : .damaged("wrong checksum of an entry")
      }
      try collector.countEntry()
      try take(entry: header, into: &collector)
    }
  }

  private mutating func take(
    entry header: TarHeader, into collector: inout FileCollector
  ) throws(ArchiveFailure.Reason) {
    switch header.kind {
    case UInt8(ascii: "x"):
      try readPax(try auxiliary(header))
      return
    case UInt8(ascii: "g"):
      // Comments of version control. One that named or measured all entries would be an attack.
      let before = overrides
      overrides = Overrides()
      try readPax(try auxiliary(header))
      guard overrides.path == nil, overrides.size == nil else {
        throw .unsupported("a global pax header")
      }
      overrides = before
      return
    case UInt8(ascii: "L"):
      overrides.path = try auxiliary(header).prefix { $0 != 0 }
      return
    case UInt8(ascii: "K"):
      _ = try auxiliary(header)
      return
    default: break
    }
    defer { overrides = Overrides() }
    let name = overrides.path ?? header.name[...]
    let path = try EntryPath.read(name, limits: collector.limits)
    let shown = EntryPath.printable(EntryPath.decoded(name))
    let isFolder = header.kind == UInt8(ascii: "5") || name.last == UInt8(ascii: "/")
    if case .kept = path {
      switch header.kind {
      case UInt8(ascii: "1"), UInt8(ascii: "2"): throw .link(path: shown)
      case UInt8(ascii: "3"), UInt8(ascii: "4"), UInt8(ascii: "6"):
        throw .specialFile(path: shown)
      case 0, UInt8(ascii: "0"), UInt8(ascii: "5"), UInt8(ascii: "7"): break
      default: throw .unsupported("an entry of unknown kind (\(shown))")
      }
    }
    // A folder's size is a hint to the system that unpacks it: nothing follows.
    let isEmpty = header.kind == UInt8(ascii: "5")
    guard let size = isEmpty ? 0 : overrides.size ?? header.size else {
      throw .fileTooLarge(path: shown, limit: collector.limits.fileBytes)
    }
    if case .kept = path { try collector.countBytes(size, of: shown) }
    let content = try take(size)
    try skipPadding(after: size)
    guard case .kept(let components) = path else { return }
    if isFolder {
      try collector.addFolder(components)
    } else {
      try collector.addFile(components, bytes: Array(content))
    }
  }

  /// The content of a header that describes the next one.
  private mutating func auxiliary(
    _ header: TarHeader
  ) throws(ArchiveFailure.Reason) -> ArraySlice<UInt8> {
    let limit = 1 << 16
    guard let size = header.size, size <= limit else {
      throw .unsupported("a name of more than \(limit) bytes")
    }
    let content = try take(size)
    try skipPadding(after: size)
    return content
  }

  /// Records `<length> <key>=<value>\n`, the length counting itself.
  private mutating func readPax(_ content: ArraySlice<UInt8>) throws(ArchiveFailure.Reason) {
    let malformed = ArchiveFailure.Reason.damaged("malformed pax header")
    var rest = content
    while let first = rest.first, first != 0 {
      let digits = rest.prefix { $0 != UInt8(ascii: " ") }
      guard let length = decimal(digits), length <= rest.count, length > digits.count + 2 else {
        throw malformed
      }
      let record = rest.prefix(length).dropFirst(digits.count + 1)
      guard record.last == UInt8(ascii: "\n"),
        let equals = record.firstIndex(of: UInt8(ascii: "="))
      else { throw malformed }
      let key = String(decoding: record[..<equals], as: UTF8.self)
      let value = record[(equals + 1)...].dropLast()
      switch key {
      case "path": overrides.path = value
      case "size":
        guard let size = decimal(value) else { throw malformed }
        overrides.size = size
      case _ where key.hasPrefix("GNU.sparse."): throw .unsupported("sparse files")
      default: break
      }
      rest = rest.dropFirst(length)
    }
  }

  private func decimal(_ digits: ArraySlice<UInt8>) -> Int? {
    guard !digits.isEmpty, digits.allSatisfy({ (0x30...0x39).contains($0) }) else { return nil }
    // `nil` when it overflows.
    return Int(String(decoding: digits, as: UTF8.self))
  }

  private mutating func skipPadding(after size: Int) throws(ArchiveFailure.Reason) {
    _ = try take((TarReader.blockSize - size % TarReader.blockSize) % TarReader.blockSize)
  }

  private mutating func take(_ count: Int) throws(ArchiveFailure.Reason) -> ArraySlice<UInt8> {
    guard count <= bytes.count - position else { throw .truncated }
    defer { position += count }
    return bytes[position..<position + count]
  }
}

/// The fields of a header block that are of use.
private struct TarHeader {
  /// Folder prefix and name, as they stand.
  let name: [UInt8]
  let kind: UInt8
  /// `nil`: not a number, or larger than any file.
  let size: Int?

  /// `nil` if the checksum is wrong: not a tar header.
  init?(_ block: ArraySlice<UInt8>) {
    let field = { (range: Range<Int>) in
      block[block.startIndex + range.lowerBound..<block.startIndex + range.upperBound]
    }
    guard let checksum = Self.number(field(148..<156)) else { return nil }
    // The checksum's own field counts as blanks. Some old programs summed signed bytes.
    let others = [field(0..<148), field(156..<512)].joined()
    let unsigned = others.reduce(8 * 32) { $0 + Int($1) }
    let signed = others.reduce(8 * 32) { $0 + Int(Int8(bitPattern: $1)) }
    guard checksum == unsigned || checksum == signed else { return nil }

    var name = Array(field(0..<100).prefix { $0 != 0 })
    // GNU's own format ("ustar  ") keeps times where the prefix would be.
    if field(257..<263).elementsEqual(Array("ustar\0".utf8)) {
      let prefix = field(345..<500).prefix { $0 != 0 }
      if !prefix.isEmpty { name = prefix + [UInt8(ascii: "/")] + name }
    }
    self.name = name
    kind = field(156..<157).first ?? 0
    size = Self.number(field(124..<136))
  }

  /// Octal digits between blanks, or GNU's base 256 after a set top bit.
  private static func number(_ field: ArraySlice<UInt8>) -> Int? {
    if let first = field.first, first & 0x80 != 0 {
      // A negative number has the next bit set too.
      guard first == 0x80 else { return nil }
      var value = 0
      for byte in field.dropFirst() {
        guard value < 1 << 54 else { return nil }
        value = value << 8 | Int(byte)
      }
      return value
    }
    let digits = field.drop { $0 == 0x20 }.prefix { $0 != 0 && $0 != 0x20 }
    guard digits.allSatisfy({ (0x30...0x37).contains($0) }) else { return nil }
    return digits.reduce(0) { $0 << 3 | Int($1 - 0x30) }
  }
}
