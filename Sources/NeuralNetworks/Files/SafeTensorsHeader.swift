/// The checked header of a safetensors file: whatever it says fits the bytes that are there.
struct SafeTensorsHeader {
  struct Entry: Equatable {
    var name: String
    var type: SafeTensorsType
    var shape: [Int]
    /// The product of the shape.
    var count: Int
    /// From the start of the data.
    var begin: Int
    var end: Int
  }

  /// In the order of their places.
  private(set) var entries: [Entry] = []
  private(set) var metadata: [String: String] = [:]
  /// Where the data start in the file.
  let dataStart: Int

  /// Headers longer than this are refused, as by Python's package.
  static let maximumLength = 100_000_000

  init(of bytes: [UInt8]) throws(SafeTensorsContentError) {
    guard bytes.count >= 8 else { throw .tooShort(bytes: bytes.count) }
    let length = bytes[0..<8].reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
    guard length <= UInt64(Self.maximumLength), length <= UInt64(bytes.count - 8) else {
      throw .headerLength(length, available: bytes.count - 8)
    }
    dataStart = 8 + Int(length)
    var scanner = HeaderScanner(bytes[8..<dataStart])
    try readHeader(&scanner)
    try checkPlaces(dataCount: bytes.count - dataStart)
  }

  private mutating func readHeader(
    _ scanner: inout HeaderScanner
  ) throws(SafeTensorsContentError) {
    var names = Set<String>()
    try scanner.object { scanner, name throws(SafeTensorsContentError) in
      guard names.insert(name).inserted else { throw .duplicateName(name) }
      if name == "__metadata__" {
        metadata = try Self.readMetadata(&scanner)
      } else {
        entries.append(try Self.readEntry(&scanner, name: name))
      }
    }
    try scanner.finish()
  }

  private static func readMetadata(
    _ scanner: inout HeaderScanner
  ) throws(SafeTensorsContentError) -> [String: String] {
    var result: [String: String] = [:]
    try scanner.object { scanner, key throws(SafeTensorsContentError) in
      guard result[key] == nil else { throw .duplicateName(key) }
      result[key] = try scanner.string()
    }
    return result
  }

  private static func readEntry(
    _ scanner: inout HeaderScanner, name: String
  ) throws(SafeTensorsContentError) -> Entry {
    var typeName: String?
    var shape: [Int]?
    var offsets: [Int]?
    try scanner.object { scanner, field throws(SafeTensorsContentError) in
      switch field {
      case "dtype" where typeName == nil: typeName = try scanner.string()
      case "shape" where shape == nil: shape = try scanner.integers()
      case "data_offsets" where offsets == nil: offsets = try scanner.integers()
      default: throw .unexpectedField(name: name, field: field)
      }
    }
    guard let typeName, let shape, let offsets else { throw .incomplete(name: name) }
    guard let type = SafeTensorsType(rawValue: typeName) else {
      throw .unknownType(name: name, type: typeName)
    }
    guard offsets.count == 2, offsets[0] <= offsets[1] else {
      throw .badOffsets(name: name, offsets: offsets)
    }
    // A product of sizes can overflow even when a later size is 0.
    let count = shape.contains(0) ? 0 : product(shape)
    guard let count, let size = product([count, type.size]), size == offsets[1] - offsets[0] else {
      throw .wrongSize(name: name, shape: shape, bytes: offsets[1] - offsets[0])
    }
    return Entry(
      name: name, type: type, shape: shape, count: count, begin: offsets[0], end: offsets[1])
  }

  /// nil when it does not fit an Int.
  private static func product(_ sizes: [Int]) -> Int? {
    var result = 1
    for size in sizes {
      let (product, overflow) = result.multipliedReportingOverflow(by: size)
      if overflow { return nil }
      result = product
    }
    return result
  }

  /// The tensors must follow one another without gap or overlap and fill the file.
  private mutating func checkPlaces(dataCount: Int) throws(SafeTensorsContentError) {
    entries.sort { ($0.begin, $0.end, $0.name) < ($1.begin, $1.end, $1.name) }
    var position = 0
    for entry in entries {
      guard entry.end <= dataCount else {
        throw .beyondEnd(name: entry.name, end: entry.end, available: dataCount)
      }
      if entry.begin < position { throw .overlap(name: entry.name) }
      if entry.begin > position { throw .gap(before: entry.name, bytes: entry.begin - position) }
      position = entry.end
    }
    if position != dataCount { throw .trailingBytes(dataCount - position) }
  }
}
