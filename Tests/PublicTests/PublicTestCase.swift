import DiffusionTool
import Foundation
import XCTest

/// The tests of one step or problem, each in a process of its own: a `fatalError("TODO …")` costs the
/// test that met it and no other. `diffusion check` says the same, and what to do next.
class PublicTestCase: XCTestCase {
  /// "step 1", "2a".
  class var problem: String { "" }

  /// Runs the test that the calling method is named after: `testAlphaBar` runs "alphaBar".
  func check(
    _ method: String = #function, file: StaticString = #filePath, line: UInt = #line
  ) throws {
    let identifier = Self.identifier(of: method)
    if let complaint = try PublicCheck.complaint(about: identifier, program: program) {
      XCTFail("\n\(complaint)", file: file, line: line)
    }
  }

  private static func identifier(of method: String) -> String {
    let name = method.prefix { $0 != "(" }.dropFirst("test".count)
    return "\(problem)/\(name.prefix(1).lowercased())\(name.dropFirst())"
  }

  /// The tool, in the folder of the bundle of tests.
  private var program: String {
    #if canImport(Darwin)
      let products = Bundle(for: Self.self).bundleURL.deletingLastPathComponent()
    #else
      let products = Bundle.main.executableURL!.deletingLastPathComponent()
    #endif
    // Where there are solutions to test, their tool is built instead of the students' one.
    let names = ["reference", "diffusion"].map { products.appendingPathComponent($0).path }
    return names.first { FileManager.default.isExecutableFile(atPath: $0) } ?? names[1]
  }
}
