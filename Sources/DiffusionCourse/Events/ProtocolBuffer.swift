/// A message in the Protocol Buffers wire format, written field by field: the few kinds of field that
/// events need.
struct ProtocolBuffer {
  private(set) var bytes: [UInt8] = []

  /// How a field's value is stored; the last three bits of its key.
  private enum WireType: UInt64 {
    case variableLength = 0
    case eightBytes = 1
    case counted = 2
    case fourBytes = 5
  }

  mutating func append(_ value: Int, field: UInt64) {
    append(key: field, .variableLength)
    appendVariableLength(UInt64(bitPattern: Int64(value)))
  }

  mutating func append(_ value: Double, field: UInt64) {
    append(key: field, .eightBytes)
    appendLittleEndian(value.bitPattern)
  }

  mutating func append(_ value: Float, field: UInt64) {
    append(key: field, .fourBytes)
    appendLittleEndian(value.bitPattern)
  }

  mutating func append(_ value: String, field: UInt64) {
    append(Array(value.utf8), field: field)
  }

  mutating func append(_ value: [UInt8], field: UInt64) {
    append(key: field, .counted)
    appendVariableLength(UInt64(value.count))
    bytes += value
  }

  mutating func append(_ message: ProtocolBuffer, field: UInt64) {
    append(message.bytes, field: field)
  }

  private mutating func append(key field: UInt64, _ type: WireType) {
    appendVariableLength(field << 3 | type.rawValue)
  }

  /// Seven bits a byte, the lowest first; the eighth bit says that more follow.
  private mutating func appendVariableLength(_ value: UInt64) {
    var rest = value
    while rest > 0x7F {
      bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
      rest >>= 7
    }
    bytes.append(UInt8(rest))
  }

  private mutating func appendLittleEndian(_ value: some FixedWidthInteger) {
    withUnsafeBytes(of: value.littleEndian) { bytes += $0 }
  }
}
