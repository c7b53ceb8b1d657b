import DiffusionCourse
import Foundation
import Pictures
import XCTest

@testable import DiffusionTool

/// The page that sets runs side by side, made of the committed reference runs.
final class CompareTests: XCTestCase {
  private static let solutions = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .appendingPathComponent("../../Solutions").standardizedFileURL.path
  private let names = [
    "results_epsilon_linear", "results_epsilon_cosine", "results_sample_linear",
    "results_sample_cosine",
  ]

  private func folder() throws -> String {
    let path = FileManager.default.temporaryDirectory.appendingPathComponent("compare-\(UUID())")
      .path
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    addTeardownBlock { try? FileManager.default.removeItem(atPath: path) }
    return path
  }

  private func compare(_ arguments: [String]) -> (code: Int32, output: String, errors: String) {
    var (output, errors) = ("", "")
    let context = ToolContext(
      program: "diffusion", handsOn: UnwrittenHandsOn.self,
      imageGeneration: UnwrittenImageGeneration.self,
      textToImage: UnwrittenTextToImage.self, environment: [:],
      console: Console(isTerminal: false, output: { output += $0 }, error: { errors += $0 }))
    let code = Tool.run(["compare"] + arguments, context)
    return (code, output, errors)
  }

  private func page(_ folders: [String]) throws -> String {
    let path = try folder() + "/page.html"
    let result = compare(folders + ["--output", path])
    XCTAssertEqual(result.code, 0, result.errors)
    XCTAssertEqual(
      result.output, "\(folders.count == 1 ? "1 run" : "\(folders.count) runs") in \(path)\n")
    return try String(contentsOfFile: path, encoding: .utf8)
  }

  func testThePageShowsTheFilesOfTheRuns() throws {
    let folders = names.map { Self.solutions + "/" + $0 }
    let html = try page(folders)
    XCTAssertTrue(html.contains("<h1>Four runs side by side</h1>"))
    for (folder, title) in zip(folders, ["ε, linear", "ε, cosine", "x₀, linear", "x₀, cosine"]) {
      for (file, type) in [("samples.png", "png"), ("reverse.gif", "gif")] {
        let bytes = try Data(contentsOf: URL(fileURLWithPath: "\(folder)/\(file)"))
        XCTAssertTrue(
          html.contains("src=\"data:image/\(type);base64,\(bytes.base64EncodedString())\""),
          "\(folder)/\(file)")
      }
      let json = try JSONSerialization.jsonObject(
        with: Data(contentsOf: URL(fileURLWithPath: folder + "/run.json")))
      let record = try XCTUnwrap(json as? [String: Any])
      let run = try XCTUnwrap(record["run"] as? [String: Any])
      let settings = try XCTUnwrap(run["settings"] as? [String: Any])
      let row = try XCTUnwrap(
        html.split(separator: "\n").first { $0.contains("<th scope=\"row\">\(title)</th>") })
      for value in [
        "\(settings["features"]!)", "\(settings["timesteps"]!)", "\(settings["epochs"]!)",
        String(format: "%.4f", try XCTUnwrap(record["loss"] as? Double)),
      ] { XCTAssertTrue(row.contains("<td>\(value)</td>"), "\(title): \(value) in \(row)") }
    }
    XCTAssertFalse(html.contains("clear of 100"), "only the grader counts")
    // A line a run, each with the mean loss of its end in words.
    XCTAssertEqual(html.components(separatedBy: "<polyline").count - 1, 8, "chart and legend")
    XCTAssertTrue(html.contains("ε, linear: from "))
  }

  func testThePageLoadsNothingAndIsWhole() throws {
    let html = try page(names.map { Self.solutions + "/" + $0 })
    XCTAssertFalse(html.contains("://"), "no address")
    XCTAssertFalse(html.contains("<script"))
    XCTAssertFalse(html.contains("url("))
    for part in html.components(separatedBy: "src=\"").dropFirst() {
      XCTAssertTrue(part.hasPrefix("data:image/"), String(part.prefix(40)))
    }
    for part in html.components(separatedBy: "<img ").dropFirst() {
      XCTAssertNotNil(part.firstMatch(of: #/^src="[^"]*" alt="[^"]+">/#))
    }
    for tag in [
      "html", "head", "body", "main", "section", "figure", "figcaption", "details", "summary",
      "table", "tr", "td", "ul", "li", "svg", "h1", "h2", "h3", "p", "code",
    ] {
      let open = html.matches(of: try Regex("<\(tag)[ >]")).count
      XCTAssertEqual(open, html.components(separatedBy: "</\(tag)>").count - 1, tag)
    }
    XCTAssertEqual(html.components(separatedBy: "<h1").count, 2)
  }

  /// What is named in the page, a folder for example, cannot become markup.
  func testNamesAreNoMarkup() throws {
    let top = try folder()
    let hostile = top + "/<script>alert(1)<⁄script> & \"results\" 'x'"
    for copy in [hostile, top + "/other"] {
      try FileManager.default.copyItem(
        atPath: Self.solutions + "/results_epsilon_linear", toPath: copy)
    }
    // Two of one setting are told apart by their folders.
    let html = try page([hostile, top + "/other"])
    XCTAssertTrue(html.contains("<h1>Two runs side by side</h1>"))
    XCTAssertFalse(html.contains("<script"))
    XCTAssertTrue(
      html.contains(
        "&lt;script&gt;alert(1)&lt;⁄script&gt; &amp; &quot;results&quot; &#39;x&#39;"))
    XCTAssertTrue(html.contains("(\(top)/other)"))
  }

  func testSheetsOnTheWayAreShown() throws {
    let run = try folder() + "/run"
    try FileManager.default.copyItem(
      atPath: Self.solutions + "/results_sample_cosine", toPath: run)
    let results = ResultsFolder(path: run)
    try FileManager.default.createDirectory(
      atPath: results.epochsPath, withIntermediateDirectories: true)
    for epoch in 1...12 {
      try PNG.write(
        Image(width: 8, height: 8, channels: 1, filledWith: UInt8(epoch)),
        to: results.gridPath(epoch: epoch))
    }
    try Data("no picture".utf8).write(to: URL(fileURLWithPath: results.gridPath(epoch: 12)))
    let html = try page([run])
    XCTAssertEqual(
      html.matches(of: #/<figcaption>after epoch (\d+)</figcaption>/#).map { String($0.1) },
      ["2", "4", "7", "9"])
  }

  func testWhatCannotBeComparedIsNamed() throws {
    let run = try folder() + "/run"
    try FileManager.default.copyItem(
      atPath: Self.solutions + "/results_sample_cosine", toPath: run)
    let output = try folder() + "/page.html"
    func errors() -> String {
      let result = compare([run, "--output", output])
      XCTAssertEqual(result.code, 2)
      XCTAssertFalse(FileManager.default.fileExists(atPath: output))
      return result.errors
    }
    func write(_ text: String, _ name: String) throws {
      try Data(text.utf8).write(to: URL(fileURLWithPath: "\(run)/\(name)"))
    }
    try NPY.write(
      shape: [2, 1, 28, 28], values: [Float](repeating: 0, count: 1568), to: run + "/samples.npy")
    XCTAssertEqual(
      errors(),
      "diffusion compare: \(run)/samples.npy: an array of shape [2, 1, 28, 28] where the samples of a "
        + "run have [100, 1, 28, 28]; train that run anew with --fresh\n"
    )
    try write("epoch,step\n", "loss.csv")
    XCTAssertEqual(
      errors(),
      "diffusion compare: \(run)/loss.csv: not the learning curve of a run, its first line is not "
        + "epoch,step,loss,learning_rate,seconds; train that run anew with --fresh\n")
    try write("{}", "run.json")
    XCTAssertEqual(
      errors(),
      "diffusion compare: \(run)/run.json: not the record of a run, it lacks version; train that run "
        + "anew with --fresh\n")
    try FileManager.default.removeItem(atPath: run + "/run.json")
    XCTAssertEqual(
      errors(),
      "diffusion compare: \(run): not the results of a finished run, without run.json: `train` makes them\n"
    )
  }
}
