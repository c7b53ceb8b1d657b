import Foundation
import Zlib

/// What students must not see: read from the repository, so that nothing has to be listed twice.
struct HiddenMaterial: Sendable {
  /// Lines that solve something, without blanks and comments → where they stand.
  var solutionLines: [String: String] = [:]
  /// The first eight digits of numbers in fixtures, cut off and rounded → the fixture.
  var numbers: [String: String] = [:]
  /// Classes and tests of the hidden suites, and the modules that only the grader has.
  var names: Set<String> = []
  /// The content of solutions, results, fixtures, weights and all else of the grader → its path.
  var contents: [String: String] = [:]

  /// Parts of paths that lead into the house.
  static let folders = ["Solutions/", "Grader/", "Fixtures/"]
  static let modules: Set<String> = [
    "HiddenSuites", "GraderLibrary", "SubmissionWorker", "SubmissionProtocol",
    "SubmissionCatalogues", "WorkerClient",
    "HandsOnSolution", "ImageGenerationSolution", "TextToImageSolution",
  ]
  /// Lines of solutions that any program of this course may have.
  static let everydayLines: Set<String> = [
    "withoutGradients{", "returnScheduleTables(", "timesteps:timesteps,", "prediction==.sample",
  ]
  /// Shorter ones, such as `case .l1:`, say nothing.
  static let shortestLine = 16
  static let leastDigits = 8
  /// √2, which is √0.02 times ten.
  static let everydayNumbers: Set<String> = ["14142135", "14142136"]

  /// - Throws: `ReleaseFailure` where there is nothing to look for.
  init(of location: PackageLocation) throws(ReleaseFailure) {
    try readSolutions(location)
    try readSuites(location)
    for folder in ["Solutions", "Grader"] {
      for file in Self.files(below: "\(location.root)/\(folder)") {
        let path = "\(location.root)/\(folder)/\(file)"
        let isGiven = StudentBundle.renamed["\(folder)/\(file)"] != nil
        guard !isGiven, let bytes = Self.bytes(path), !bytes.isEmpty else { continue }
        contents[SHA256.hexadecimal(of: bytes)] = "\(folder)/\(file)"
      }
    }
    // A solution file without marked parts is a stub at the same time.
    for folder in assignmentFolders {
      for file in Self.files(below: "\(location.assignments)/\(folder)") {
        if let bytes = Self.bytes("\(location.assignments)/\(folder)/\(file)") {
          contents[SHA256.hexadecimal(of: bytes)] = nil
        }
      }
    }
  }

  private mutating func readSolutions(_ location: PackageLocation) throws(ReleaseFailure) {
    var stubLines: Set<String> = []
    for folder in assignmentFolders {
      for file in Self.files(below: "\(location.assignments)/\(folder)") {
        let text = Self.text("\(location.assignments)/\(folder)/\(file)")
        stubLines.formUnion(text.split(separator: "\n").map { Self.compact($0) })
      }
      for file in Self.files(below: "\(location.solutions)/\(folder)") {
        let path = "Solutions/\(folder)/\(file)"
        let text = Self.text("\(location.root)/\(path)")
        var isInside = false
        for (index, line) in text.split(separator: "\n", omittingEmptySubsequences: false)
          .enumerated()
        {
          if line.contains("// BEGIN SOLUTION") || line.contains("// END SOLUTION") {
            isInside = line.contains("BEGIN")
          } else if isInside {
            let compact = Self.compact(line)
            if compact.utf8.count >= Self.shortestLine, !Self.everydayLines.contains(compact) {
              solutionLines[compact] = solutionLines[compact] ?? "\(path):\(index + 1)"
            }
          }
        }
      }
    }
    for line in stubLines { solutionLines[line] = nil }
    if solutionLines.isEmpty { throw .nothingToLookFor("solutions") }
  }

  private mutating func readSuites(_ location: PackageLocation) throws(ReleaseFailure) {
    names = Self.modules
    let suites = "\(location.root)/Grader/HiddenSuites"
    for file in Self.files(below: suites) {
      let text = Self.text("\(suites)/\(file)")
      if file.hasSuffix(".swift") {
        for match in text.matches(of: #/\bclass (\w+)\s*:|\bfunc (test\w+)\(/#) {
          if let name = match.output.1 ?? match.output.2 { names.insert(String(name)) }
        }
      } else if file.hasSuffix(".json") {
        for number in Self.numbers(in: Array(text.utf8)) {
          for digits in Self.leadingDigits(number.digits) {
            numbers[digits] = "Grader/HiddenSuites/\(file)"
          }
        }
      }
    }
    if names.count == Self.modules.count { throw .nothingToLookFor("hidden suites") }
    if numbers.isEmpty { throw .nothingToLookFor("fixtures") }
  }

  /// A line of code without its comment and its blanks.
  static func compact(_ line: some StringProtocol) -> String {
    let code = line.range(of: "//").map { line[..<$0.lowerBound] } ?? line[...]
    return String(code.filter { !$0.isWhitespace })
  }

  /// The significant digits of a number, cut off and rounded to `leastDigits`; nothing of a shorter one.
  static func leadingDigits(_ digits: [UInt8]) -> Set<String> {
    guard digits.count >= leastDigits else { return [] }
    let head = digits.prefix(leastDigits)
    var result: Set = [String(decoding: head, as: UTF8.self)]
    if digits.count > leastDigits, digits[leastDigits] >= UInt8(ascii: "5"),
      let number = Int(String(decoding: head, as: UTF8.self))
    {
      result.insert(String("\(number + 1)".prefix(leastDigits)))
    }
    return result.subtracting(everydayNumbers)
  }

  /// The decimal numbers of a text: where each begins, and its significant digits.
  static func numbers(in text: [UInt8]) -> [(offset: Int, digits: [UInt8])] {
    func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }
    func isLetter(_ byte: UInt8) -> Bool { (0x61...0x7A).contains(byte | 0x20) || byte == 0x5F }
    var found: [(offset: Int, digits: [UInt8])] = []
    var index = 0
    while index < text.count {
      guard isDigit(text[index]) else {
        // A digit in a word, 0x9E37 or Problem1, begins no number.
        let isWord = isLetter(text[index])
        index += 1
        while isWord, index < text.count, isLetter(text[index]) || isDigit(text[index]) {
          index += 1
        }
        continue
      }
      let start = index
      var digits: [UInt8] = []
      while index < text.count,
        isDigit(text[index]) || text[index] == UInt8(ascii: ".") || text[index] == 0x5F
      {
        if isDigit(text[index]), !digits.isEmpty || text[index] != UInt8(ascii: "0") {
          digits.append(text[index])
        }
        index += 1
      }
      // The rest of 0x… or of an exponent.
      while index < text.count, isLetter(text[index]) || isDigit(text[index]) { index += 1 }
      while digits.last == UInt8(ascii: "0") { digits.removeLast() }
      if !digits.isEmpty { found.append((start, digits)) }
    }
    return found
  }

  private static func files(below folder: String) -> [String] {
    (FileManager.default.enumerator(atPath: folder)?.compactMap { $0 as? String } ?? [])
      .filter { !$0.split(separator: "/").contains { $0.hasPrefix(".") } }
      .filter { isFile("\(folder)/\($0)") }.sorted()
  }

  private static func bytes(_ path: String) -> [UInt8]? {
    try? CappedFile.read(path, limit: 64 << 20)
  }

  private static func text(_ path: String) -> String {
    String(decoding: bytes(path) ?? [], as: UTF8.self)
  }
}
