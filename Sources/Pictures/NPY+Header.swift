extension NPY {
  /// The head of an NPY file: a Python dictionary, read without trusting it.
  struct Header {
    /// NumPy's own cap, so that a hostile header cannot keep the reader busy.
    private static let maximumLength = 10_000

    let type: ElementType
    let isFortranOrdered: Bool
    let shape: [Int]
    /// Where the values start.
    let end: Int

    /// The number of values; `nil` when it does not fit.
    var count: Int? {
      if shape.contains(0) { return 0 }
      var count = 1
      for length in shape {
        let (product, overflows) = count.multipliedReportingOverflow(by: length)
        if overflows { return nil }
        count = product
      }
      return count
    }

    func byteCount(of count: Int) -> Int? {
      let (size, overflows) = count.multipliedReportingOverflow(by: type.size)
      return overflows ? nil : size
    }

    init(of bytes: [UInt8]) throws(Failure) {
      guard bytes.starts(with: magic) else { throw .notNPY }
      guard bytes.count >= magic.count + 4 else { throw .truncatedHeader }
      let (major, minor) = (Int(bytes[6]), Int(bytes[7]))
      guard 1...3 ~= major, minor == 0 else { throw .unknownVersion(major, minor) }
      let start = major == 1 ? 10 : 12
      guard bytes.count >= start else { throw .truncatedHeader }
      let length = bytes[8..<start].reversed().reduce(0) { $0 << 8 | Int($1) }
      guard length <= Header.maximumLength else {
        throw .badHeader("it has \(length) bytes")
      }
      guard length <= bytes.count - start else { throw .truncatedHeader }
      end = start + length
      var literal = Literal(bytes[start..<end])
      let fields = try literal.dictionary()
      guard Set(fields.keys) == ["descr", "fortran_order", "shape"] else {
        throw .badHeader("its keys are \(fields.keys.sorted().joined(separator: ", "))")
      }
      guard case .string(let description)? = fields["descr"] else {
        throw .unsupportedType("with fields")
      }
      guard let type = ElementType(description: description) else {
        throw .unsupportedType("'\(description)'")
      }
      guard case .boolean(let isFortranOrdered)? = fields["fortran_order"] else {
        throw .badHeader("fortran_order is neither True nor False")
      }
      guard case .tuple(let shape)? = fields["shape"] else {
        throw .badHeader("shape is not a tuple of whole numbers")
      }
      self.type = type
      self.isFortranOrdered = isFortranOrdered
      self.shape = shape
    }
  }

  /// The few Python literals that a header holds.
  private struct Literal {
    enum Value {
      case string(String)
      case boolean(Bool)
      case tuple([Int])
      /// A list: the fields of a structured type.
      case list
    }

    private var rest: ArraySlice<UInt8>

    init(_ bytes: ArraySlice<UInt8>) { rest = bytes }

    /// The dictionary that the whole text is, with nothing but blanks after it.
    mutating func dictionary() throws(Failure) -> [String: Value] {
      var fields: [String: Value] = [:]
      try expect("{")
      while !take("}") {
        let key = try string()
        try expect(":")
        guard fields.updateValue(try value(), forKey: key) == nil else {
          throw .badHeader("\(key) appears twice")
        }
        if take(",") { continue }
        try expect("}")
        break
      }
      skipBlanks()
      guard rest.isEmpty else { throw .badHeader("text after the closing brace") }
      return fields
    }

    private mutating func value() throws(Failure) -> Value {
      skipBlanks()
      switch rest.first {
      case UInt8(ascii: "'"), UInt8(ascii: "\""): return .string(try string())
      case UInt8(ascii: "("): return .tuple(try tuple())
      case UInt8(ascii: "["):
        try skipList()
        return .list
      default:
        let word = takeWhile { 65...90 ~= $0 || 97...122 ~= $0 }
        guard word == "True" || word == "False" else { throw .badHeader("an unknown value") }
        return .boolean(word == "True")
      }
    }

    private mutating func string() throws(Failure) -> String {
      skipBlanks()
      guard let quote = rest.popFirst(), quote == 39 || quote == 34 else {
        throw .badHeader("a quoted name is missing")
      }
      let text = takeWhile { $0 != quote && 32..<127 ~= $0 && $0 != UInt8(ascii: "\\") }
      guard rest.popFirst() == quote else { throw .badHeader("a quote is not closed") }
      return text
    }

    private mutating func tuple() throws(Failure) -> [Int] {
      var numbers: [Int] = []
      try expect("(")
      while !take(")") {
        skipBlanks()
        guard let number = Int(takeWhile { 48...57 ~= $0 }), numbers.count < 64 else {
          throw .badHeader("shape is not a tuple of whole numbers")
        }
        numbers.append(number)
        // Python 2 wrote long integers so.
        _ = take("L")
        if take(",") { continue }
        try expect(")")
        break
      }
      return numbers
    }

    private mutating func skipList() throws(Failure) {
      var depth = 0
      repeat {
        switch rest.popFirst() {
        case UInt8(ascii: "["): depth += 1
        case UInt8(ascii: "]"): depth -= 1
        case nil: throw .badHeader("a list is not closed")
        default: break
        }
      } while depth > 0
    }

    private mutating func expect(_ symbol: Unicode.Scalar) throws(Failure) {
      guard take(symbol) else { throw .badHeader("\"\(symbol)\" is missing") }
    }

    private mutating func take(_ symbol: Unicode.Scalar) -> Bool {
      skipBlanks()
      guard rest.first == UInt8(ascii: symbol) else { return false }
      rest.removeFirst()
      return true
    }

    private mutating func skipBlanks() {
      _ = takeWhile { $0 == 32 || 9...13 ~= $0 }
    }

    private mutating func takeWhile(_ isWanted: (UInt8) -> Bool) -> String {
      let text = rest.prefix(while: isWanted)
      rest = rest[text.endIndex...]
      return String(decoding: text, as: UTF8.self)
    }
  }
}
