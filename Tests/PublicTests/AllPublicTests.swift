import DiffusionTool
import Foundation
import XCTest

final class AllPublicTests: XCTestCase {
  /// A test that `check` has and this folder has not would be missed by `swift test`. XCTest does not
  /// tell its tests everywhere, so the files are read.
  func testEveryOneIsHere() throws {
    var here: [String] = []
    for file in ["HandsOn.swift", "ImageGeneration.swift", "TextToImage.swift"] {
      let url = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .appendingPathComponent(file)
      var problem = ""
      for line in try String(contentsOf: url, encoding: .utf8).split(separator: "\n") {
        if let found = line.firstMatch(of: #/problem: String \{ "(.*)" \}/#) {
          problem = String(found.1)
        } else if let found = line.firstMatch(of: #/func test(\w)(\w*)\(\) throws/#) {
          here.append("\(problem)/\(found.1.lowercased())\(found.2)")
        }
      }
    }
    XCTAssertEqual(here.sorted(), PublicCheck.tests.sorted())
  }
}
