import XCTest

@testable import GraderLibrary

final class DemoTests: XCTestCase {
  func testTheReferenceSolutionIsPackedWhole() throws {
    let location = try PackageLocation.find()
    let archive = try DemoCommand.pack(location, in: temporaryFolder())
    XCTAssertEqual(URL(fileURLWithPath: archive).lastPathComponent, "2000-00000.tar.gz")
    let submission = try Submission(in: Archive(path: archive), expecting: location.stubPaths)
    XCTAssertEqual(submission.missingSources, [])
    XCTAssertEqual(submission.sources.count, location.stubPaths.count)
    XCTAssertEqual(submission.others, [])
  }
}
