import Foundation
import Processes
import XCTest

@testable import GraderLibrary

/// `grader compare`: the page of `diffusion compare`, with the clear digits counted.
final class CompareRunsTests: XCTestCase {
  func testCountsAreThoseOfClarity() throws {
    let folder = try temporaryFolder()
    let program = try PackageLocation.find().products + "/grader"
    let page = folder + "/page.html"
    let compared = try runToEnd(
      [program, "compare", packageRoot + "/Solutions", "--output", page], timeout: 120)
    XCTAssertEqual(compared.status, .exited(0), compared.standardError.text)
    XCTAssertEqual(compared.standardOutput.text, "4 runs in \(page)\n")
    let html = try String(contentsOfFile: page, encoding: .utf8)
    XCTAssertTrue(html.contains("<th scope=\"col\">clear of 100</th>"))
    for (run, title) in [
      ("epsilon_linear", "ε, linear"), ("epsilon_cosine", "ε, cosine"),
      ("sample_linear", "x₀, linear"), ("sample_cosine", "x₀, cosine"),
    ] {
      let counted = try ClarityReport(
        samplesAt: "\(packageRoot)/Solutions/results_\(run)/samples.npy", by: committedClassifier()
      ).clear
      XCTAssertTrue(
        html.contains("<tr><th scope=\"row\">\(title)</th><td>\(counted)</td>"), title)
    }
  }

  func testWhatCannotBeComparedIsOneLine() throws {
    let program = try PackageLocation.find().products + "/grader"
    let none = try runToEnd([program, "compare"], timeout: 60)
    XCTAssertEqual(
      none.standardError.text, "grader: no folder is given; see grader compare --help\n")
    XCTAssertEqual(none.status, .exited(2))
    let empty = try temporaryFolder()
    let nothing = try runToEnd([program, "compare", empty], timeout: 60)
    XCTAssertEqual(nothing.status, .exited(2))
    XCTAssertEqual(
      nothing.standardError.text,
      "grader: \(empty): not the results of a finished run, without model.safetensors, samples.npy, "
        + "samples.png, reverse.gif, loss.csv, loss.png, run.json: `train` makes them\n")
  }
}
