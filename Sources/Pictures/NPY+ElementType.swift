extension NPY {
  /// What one value of an array is in the file.
  struct ElementType {
    enum Kind: Character {
      case float = "f"
      case signed = "i"
      case unsigned = "u"
      case boolean = "b"
    }

    let kind: Kind
    /// Bytes a value.
    let size: Int
    let isBigEndian: Bool

    /// A type from NumPy's description of it, for example `<f4`; `nil` when not supported.
    init?(description: String) {
      let letters = [Character](description)
      guard letters.count == 3, let kind = Kind(rawValue: letters[1]),
        let size = letters[2].wholeNumberValue, letters[2].isASCII,
        "<>|=".contains(letters[0])
      else { return nil }
      let sizes: [Int] =
        switch kind {
        case .float: [2, 4, 8]
        case .signed, .unsigned: [1, 2, 4, 8]
        case .boolean: [1]
        }
      guard sizes.contains(size), letters[0] != "|" || size == 1 else { return nil }
      self.kind = kind
      self.size = size
      self.isBigEndian = letters[0] == ">"
    }

    /// `count` values from `start` on; the caller has checked that they are there.
    func values(_ bytes: [UInt8], from start: Int, count: Int) -> [Float] {
      [Float](unsafeUninitializedCapacity: count) { values, initialized in
        for i in 0..<count {
          var bits: UInt64 = 0
          let first = start + i * size
          for byte in 0..<size {
            bits = bits << 8 | UInt64(bytes[isBigEndian ? first + byte : first + size - 1 - byte])
          }
          values[i] = value(bits)
        }
        initialized = count
      }
    }

    private func value(_ bits: UInt64) -> Float {
      switch (kind, size) {
      case (.float, 2): return NPY.float(half: UInt16(bits))
      case (.float, 4): return Float(bitPattern: UInt32(bits))
      case (.float, _): return Float(Double(bitPattern: bits))
      case (.signed, _):
        // Moves the sign to the top bit, then back down with it.
        let shift = 64 - 8 * size
        return Float(Int64(bitPattern: bits << shift) >> shift)
      case (.unsigned, _): return Float(bits)
      case (.boolean, _): return bits == 0 ? 0 : 1
      }
    }
  }

  /// A half-precision number (1 sign, 5 exponent, 10 fraction bits), exactly.
  ///
  /// Done by hand: Swift has no Float16 on Intel Macs.
  static func float(half bits: UInt16) -> Float {
    let sign = UInt32(bits & 0x8000) << 16
    let exponent = UInt32(bits >> 10 & 31)
    let fraction = UInt32(bits & 1023)
    switch exponent {
    case 0: return Float(bitPattern: sign | (Float(fraction) * 0x1p-24).bitPattern)
    case 31: return Float(bitPattern: sign | 0x7F80_0000 | fraction << 13)
    default: return Float(bitPattern: sign | (exponent + 112) << 23 | fraction << 13)
    }
  }
}
