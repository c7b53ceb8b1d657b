import XCTest

extension XCTestCase {
  /// A fresh folder, removed when the test ends. Its real path: no link in it.
  func temporaryFolder() throws -> String {
    let url = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
    try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
    addTeardownBlock { try? FileManager.default.removeItem(at: url) }
    let resolved = try XCTUnwrap(realpath(url.path, nil))
    defer { free(resolved) }
    return String(cString: resolved)
  }
}
