/// Reads the part of JSON that a safetensors header is made of: objects, strings, and arrays of
/// whole numbers. Unlike Foundation's reader it notices names that occur twice.
struct HeaderScanner {
  private let bytes: ArraySlice<UInt8>
  private var position: Int

  init(_ bytes: ArraySlice<UInt8>) {
    self.bytes = bytes
    position = bytes.startIndex
  }

  /// An object; `field` reads each value.
  mutating func object(
    _ field: (inout HeaderScanner, String) throws(SafeTensorsContentError) -> Void
  ) throws(SafeTensorsContentError) {
    try expect("{")
    if take("}") { return }
    repeat {
      let name = try string()
      try expect(":")
      try field(&self, name)
    } while take(",")
    try expect("}")
  }

  /// An array of whole numbers from 0.
  mutating func integers() throws(SafeTensorsContentError) -> [Int] {
    var result: [Int] = []
    try expect("[")
    if take("]") { return result }
    repeat { result.append(try integer()) } while take(",")
    try expect("]")
    return result
  }

  mutating func string() throws(SafeTensorsContentError) -> String {
    try expect("\"")
    var text: [UInt8] = []
    while position < bytes.endIndex {
      let byte = bytes[position]
      position += 1
      switch byte {
      case UInt8(ascii: "\""):
        guard let result = String(validating: text, as: UTF8.self) else { throw malformed }
        return result
      case UInt8(ascii: "\\"): text += try escapedScalar()
      case 0..<0x20: throw malformed
      default: text.append(byte)
      }
    }
    throw malformed
  }

  /// Nothing but spaces may follow.
  mutating func finish() throws(SafeTensorsContentError) {
    skipSpaces()
    if position != bytes.endIndex { throw malformed }
  }

  private mutating func integer() throws(SafeTensorsContentError) -> Int {
    skipSpaces()
    let start = position
    var value = 0
    while position < bytes.endIndex, (0x30...0x39).contains(bytes[position]) {
      let (product, overflow) = value.multipliedReportingOverflow(by: 10)
      let (sum, carry) = product.addingReportingOverflow(Int(bytes[position]) - 0x30)
      if overflow || carry { throw malformed }
      value = sum
      position += 1
    }
    if position == start { throw malformed }
    return value
  }

  /// What follows a backslash, as UTF-8.
  private mutating func escapedScalar() throws(SafeTensorsContentError) -> [UInt8] {
    guard position < bytes.endIndex else { throw malformed }
    let byte = bytes[position]
    position += 1
    switch byte {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): return [byte]
    case UInt8(ascii: "b"): return [0x08]
    case UInt8(ascii: "f"): return [0x0C]
    case UInt8(ascii: "n"): return [0x0A]
    case UInt8(ascii: "r"): return [0x0D]
    case UInt8(ascii: "t"): return [0x09]
    case UInt8(ascii: "u"): break
    default: throw malformed
    }
    var units = [try hexadecimalUnit()]
    if UTF16.isLeadSurrogate(units[0]) {
      guard bytes[position...].starts(with: [UInt8(ascii: "\\"), UInt8(ascii: "u")]) else {
        throw malformed
      }
      position += 2
      units.append(try hexadecimalUnit())
    }
    guard let text = String(validating: units, as: UTF16.self) else { throw malformed }
    return [UInt8](text.utf8)
  }

  private mutating func hexadecimalUnit() throws(SafeTensorsContentError) -> UInt16 {
    let digits = bytes[position...].prefix(4)
    var value: UInt16 = 0
    for digit in digits {
      guard let number = Character(UnicodeScalar(digit)).hexDigitValue, digit < 0x80 else {
        throw malformed
      }
      value = value << 4 | UInt16(number)
    }
    guard digits.count == 4 else { throw malformed }
    position += 4
    return value
  }

  private mutating func expect(_ character: Character) throws(SafeTensorsContentError) {
    if !take(character) { throw malformed }
  }

  /// Whether the next character is this one; if so, goes past it.
  private mutating func take(_ character: Character) -> Bool {
    skipSpaces()
    guard position < bytes.endIndex, bytes[position] == character.asciiValue else { return false }
    position += 1
    return true
  }

  private mutating func skipSpaces() {
    while position < bytes.endIndex, [0x20, 0x09, 0x0A, 0x0D].contains(bytes[position]) {
      position += 1
    }
  }

  private var malformed: SafeTensorsContentError {
    .malformedHeader(at: position - bytes.startIndex)
  }
}
