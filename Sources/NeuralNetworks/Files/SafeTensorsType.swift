/// The kinds of numbers that the files hold, by the format's names.
enum SafeTensorsType: String, CaseIterable {
  case float16 = "F16"
  case brainFloat16 = "BF16"
  case float32 = "F32"
  case float64 = "F64"
  case int32 = "I32"
  case int64 = "I64"

  /// Bytes of one number.
  var size: Int {
    switch self {
    case .float16, .brainFloat16: 2
    case .float32, .int32: 4
    case .float64, .int64: 8
    }
  }

  /// `count` numbers from `start` on; the caller has checked that they are there.
  func values(_ bytes: [UInt8], from start: Int, count: Int) -> [Float] {
    // Whole numbers and 64-bit ones are rounded to Float32; far too large ones become infinite.
    switch self {
    case .float16:
      map(bytes, start, count, as: UInt16.self) { HalfPrecision.value(of: $0) }
    case .brainFloat16:
      map(bytes, start, count, as: UInt16.self) { Float(bitPattern: UInt32($0) << 16) }
    case .float32: map(bytes, start, count, as: UInt32.self) { Float(bitPattern: $0) }
    case .float64: map(bytes, start, count, as: UInt64.self) { Float(Double(bitPattern: $0)) }
    case .int32: map(bytes, start, count, as: Int32.self) { Float($0) }
    case .int64: map(bytes, start, count, as: Int64.self) { Float($0) }
    }
  }

  private func map<Word: FixedWidthInteger>(
    _ bytes: [UInt8], _ start: Int, _ count: Int, as: Word.Type, _ convert: (Word) -> Float
  ) -> [Float] {
    bytes.withUnsafeBytes { buffer in
      [Float](unsafeUninitializedCapacity: count) { target, initialized in
        for i in 0..<count {
          let word = buffer.loadUnaligned(
            fromByteOffset: start + i * MemoryLayout<Word>.size, as: Word.self)
          target[i] = convert(Word(littleEndian: word))
        }
        initialized = count
      }
    }
  }

  /// Stores numbers; `name` is for the error.
  func append(
    _ values: [Float], of name: String, to bytes: inout [UInt8]
  ) throws(SafeTensorsContentError) {
    bytes.reserveCapacity(bytes.count + values.count * size)
    func store(_ word: some FixedWidthInteger) {
      withUnsafeBytes(of: word.littleEndian) { bytes.append(contentsOf: $0) }
    }
    switch self {
    case .float16:
      for value in values {
        let bits = HalfPrecision.bits(of: value)
        if bits & 0x7FFF == 0x7C00, value.isFinite {
          throw .tooLargeForHalf(name: name, value: value)
        }
        store(bits)
      }
    case .brainFloat16: fatalError("SafeTensors: BF16 is read, not written")
    case .float32: for value in values { store(value.bitPattern) }
    case .float64: for value in values { store(Double(value).bitPattern) }
    case .int32: for value in values { store(Int32(exactly: value.rounded()) ?? 0) }
    case .int64: for value in values { store(Int64(exactly: value.rounded()) ?? 0) }
    }
  }
}
