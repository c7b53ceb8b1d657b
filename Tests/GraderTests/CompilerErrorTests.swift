import XCTest

@testable import GraderLibrary

final class CompilerErrorTests: XCTestCase {
  func testErrorsLoseTheFolderAndKeepTheLine() {
    let output = """
      /tmp/x/sources/Step1Alpha.swift:12:5: error: cannot find 'betaz' in scope
          betaz.map { 1 - $0 }
          ^~~~~
      /tmp/x/sources/Step1Alpha.swift:3:7: note: error: is not one of these
      /tmp/x/sources/Step2.swift:1:1: error: expected declaration
      <unknown>:0: error: unable to load '/tmp/x/sources/a'
      """
    let errors = CompilerError.errors(in: output, folder: "/tmp/x/sources")
    XCTAssertEqual(
      errors.map(\.text),
      [
        "Step1Alpha.swift:12: cannot find 'betaz' in scope", "Step2.swift:1: expected declaration",
        "unable to load 'a'",
      ])
    XCTAssertEqual(errors.map(\.file), ["Step1Alpha.swift", "Step2.swift", nil])
  }
}
