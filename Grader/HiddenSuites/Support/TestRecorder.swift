import Foundation
import SubmissionProtocol
import XCTest

/// Appends one JSON `TestRecord` a line to the file that `GRADER_RECORDS` names, as each test of a
/// submission ends. XCTest reports as usual besides.
final class TestRecorder: NSObject, XCTestObservation {
  /// Installs the recorder on first use; the suites' base class uses it before its first test.
  nonisolated(unsafe) static let installed: TestRecorder = {
    let recorder = TestRecorder(path: ProcessInfo.processInfo.environment["GRADER_RECORDS"])
    XCTestObservationCenter.shared.addTestObserver(recorder)
    return recorder
  }()

  private let path: String?

  private init(path: String?) {
    self.path = path
  }

  func testCaseDidFinish(_ testCase: XCTestCase) {
    guard let path, let submissionTest = testCase as? SubmissionTestCase else { return }
    do {
      try append(submissionTest.record, to: path)
    } catch {
      FileHandle.standardError.write(
        Data("cannot write the records of the tests to \(path): \(error)\n".utf8))
    }
  }

  func testBundleDidFinish(_ testBundle: Bundle) {
    WorkerPool.close()
  }

  private func append(_ record: TestRecord, to path: String) throws {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    var line = try encoder.encode(record)
    line.append(UInt8(ascii: "\n"))
    if !FileManager.default.fileExists(atPath: path) {
      try Data().write(to: URL(fileURLWithPath: path))
    }
    let file = try FileHandle(forWritingTo: URL(fileURLWithPath: path))
    defer { try? file.close() }
    try file.seekToEnd()
    try file.write(contentsOf: line)
  }
}
