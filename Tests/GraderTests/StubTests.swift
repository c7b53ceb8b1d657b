import XCTest

@testable import GraderLibrary

final class StubTests: XCTestCase {
  private let solution = """
    public func noise(_ x: Int) -> Int {
      let kept = x
      // BEGIN SOLUTION TODO 3: gather ᾱ_t for each image.
      // | Hint: see equation 4.
      // |   indented
      // An ordinary comment of the solution.
      let answer = helper(kept)
      return answer
      // END SOLUTION
    }

    // BEGIN SOLUTION ONLY
    private func helper(_ x: Int) -> Int { x }
    // END SOLUTION

    public func other() {
      // BEGIN SOLUTION TODO 2a: nothing.
      // END SOLUTION
    }

    """

  private let expected = #"""
    public func noise(_ x: Int) -> Int {
      let kept = x
      // TODO 3: gather ᾱ_t for each image.
      // Hint: see equation 4.
      //   indented
      fatalError("TODO 3: \(#function)")
    }

    public func other() {
      // TODO 2a: nothing.
      fatalError("TODO 2a: \(#function)")
    }

    """#

  func testTheMarkedPartsAreCut() throws {
    XCTAssertEqual(try StubCutter.stub(from: solution), expected)
    // Without markers nothing changes, the end of the last line included.
    for text in ["", "\n", "let a = 1", "let a = 1\n", "a\n\n\nb\n", expected] {
      XCTAssertEqual(try StubCutter.stub(from: text), text)
    }
  }

  func testNoBlankLineIsLeftWhereAPartVanishes() throws {
    let only = "// BEGIN SOLUTION ONLY\nx\n// END SOLUTION\n"
    XCTAssertEqual(try StubCutter.stub(from: "a\n\n" + only), "a\n")
    XCTAssertEqual(try StubCutter.stub(from: "a\n\n" + only + "\nb\n"), "a\n\nb\n")
    XCTAssertEqual(try StubCutter.stub(from: "a\n" + only + "b\n"), "a\nb\n")
    XCTAssertEqual(try StubCutter.stub(from: "f {\n" + only + "\nb\n}\n"), "f {\nb\n}\n")
    XCTAssertEqual(try StubCutter.stub(from: "f {\nb\n\n" + only + "}\n"), "f {\nb\n}\n")
    XCTAssertEqual(try StubCutter.stub(from: only + "\nb\n"), "b\n")
  }

  func testMalformedMarkersNameTheirLine() {
    let cases: [(text: String, line: Int, problem: StubFailure.Problem)] = [
      ("a\n// BEGIN SOLUTION\n", 2, .malformedBegin),
      ("// BEGIN SOLUTION TODO 3\n", 1, .malformedBegin),
      ("// BEGIN SOLUTION TODO : text\n", 1, .malformedBegin),
      ("// BEGIN SOLUTION TODO 3:\n", 1, .malformedBegin),
      ("// BEGIN SOLUTION TODO \"): x\n", 1, .malformedBegin),
      ("// BEGIN SOLUTION ONLY here\n", 1, .malformedBegin),
      ("// BEGIN SOLUTION ONLY\n// BEGIN SOLUTION ONLY\n", 2, .nestedBegin(opened: 1)),
      ("a\n\n// END SOLUTION\n", 3, .endWithoutBegin),
      ("a\n// BEGIN SOLUTION TODO 1: x\nb\n", 2, .missingEnd),
      ("  // BEGIN SOLUTION ONLY\n// END SOLUTION\n", 2, .unevenIndentation(opened: 1)),
      ("// BEGIN SOLUTION TODO 1: x\nb\n// | c\n// END SOLUTION\n", 3, .lateHint),
      ("// BEGIN SOLUTION ONLY\n// | c\n// END SOLUTION\n", 2, .lateHint),
      ("let a = 1  // BEGIN SOLUTION ONLY\n", 1, .strayMarker),
      ("//END SOLUTION\n", 1, .strayMarker),
      ("// BEGIN SOLUTION ONLY\r\nx\r\n// END SOLUTION\r\n", 1, .malformedBegin),
    ]
    for (text, line, problem) in cases {
      XCTAssertThrowsError(try StubCutter.stub(from: text, file: "A.swift"), text) {
        XCTAssertEqual(
          $0 as? StubFailure, .malformed(file: "A.swift", line: line, problem: problem), text)
      }
    }
    XCTAssertEqual(
      "\(StubFailure.malformed(file: "A.swift", line: 2, problem: .missingEnd))",
      "A.swift:2: this solution part is never closed; add `// END SOLUTION`")
  }

  func testDifferencesAreFoundAndMended() throws {
    let folder = try temporaryFolder()
    let write = { (path: String, text: String) in
      let url = URL(fileURLWithPath: folder + "/" + path)
      try FileManager.default.createDirectory(
        at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
      try text.write(to: url, atomically: true, encoding: .utf8)
    }
    try write("S/HandsOn/A.swift", solution)
    try write("S/HandsOn/B.swift", "same\n")
    try write("S/ImageGeneration/C.swift", solution)
    try write("S/ImageGeneration/notes.txt", "not Swift")
    for side in ["S", "T"] { try write("\(side)/TextToImage/D.swift", "same\n") }
    try write("T/HandsOn/B.swift", "same\n")
    try write("T/HandsOn/.build/X.swift", "hidden")
    try write("T/HandsOn/Extra.swift", "mine\n")
    try write("T/ImageGeneration/C.swift", expected.replacingOccurrences(of: "kept", with: "lost"))
    let check = { write in
      try checkStubs(solutions: folder + "/S", assignments: folder + "/T", write: write)
    }

    let found = try check(false)
    XCTAssertEqual(
      found,
      [
        StubDifference(path: folder + "/T/HandsOn/A.swift", kind: .missing),
        StubDifference(path: folder + "/T/HandsOn/Extra.swift", kind: .extra),
        StubDifference(
          path: folder + "/T/ImageGeneration/C.swift",
          kind: .different(line: 2, expected: "  let kept = x", found: "  let lost = x")),
      ])
    XCTAssertTrue(
      found[2].description.hasSuffix(
        "C.swift: differs from line 2: expected “  let kept = x”, found “  let lost = x”"))

    XCTAssertEqual(try check(true).map(\.isMended), [true, false, true])
    XCTAssertEqual(
      try String(contentsOfFile: folder + "/T/HandsOn/A.swift", encoding: .utf8), expected)
    XCTAssertEqual(try check(false).map(\.kind), [.extra])

    // A stub that merely ends early differs too.
    try write("T/HandsOn/B.swift", "same")
    XCTAssertEqual(
      try check(false).first?.kind, .different(line: 2, expected: "", found: nil))

    try write("S/HandsOn/Broken.swift", "// END SOLUTION\n")
    XCTAssertThrowsError(try check(true))
    XCTAssertThrowsError(try checkStubs(solutions: folder + "/none", assignments: folder + "/T")) {
      XCTAssertEqual($0 as? StubFailure, .missingFolder(folder + "/none/HandsOn"))
    }
  }
}
