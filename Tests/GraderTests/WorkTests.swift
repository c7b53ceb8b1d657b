import DiffusionCourse
import Foundation
import Painter
import Pictures
import SubmissionProtocol
import XCTest

@testable import GraderLibrary

/// Works: read from files that anyone may have written, made again, scored, shown.
final class WorkTests: XCTestCase {
  /// Paints one colour for each seed; a prompt fits where its first word is "red" and the picture is.
  private struct FlatJudge: WorkJudging {
    let weightsKey = "key"

    func picture(of settings: PaintingSettings) -> [Float] { flat(settings.seed) }

    func score(of picture: [Float], for prompt: String) -> Double {
      prompt.hasPrefix("red") ? 0.8 : 0.1
    }
  }

  private static func flat(_ seed: UInt64, plus shift: Float = 0) -> [Float] {
    [Float](repeating: Float(seed % 5) / 10 + 0.2 + shift, count: 3 * 32 * 32)
  }

  private func png(_ values: [Float]) -> [UInt8] {
    PNG.encode(
      imageGrid(
        values.map { 2 * $0 - 1 }, count: 1, channels: 3, height: 32, width: 32, columns: 1,
        padding: 0, scale: 8))
  }

  private func json(
    prompt: String = "red circle", seed: UInt64 = 1, weights: String = "key", extra: String = ""
  ) -> [UInt8] {
    Array(
      """
      {"format": 1, "origin": "paint", "prompt": "\(prompt)", "negative": "", "steps": 25,
       "guidance": 3, "seed": \(seed), "scheduler": "multistep", "project": "1",
       "weights": "\(weights)"\(extra)}
      """.utf8)
  }

  private func findings(
    _ json: [UInt8]?, _ png: [UInt8]?, judge: (any WorkJudging)? = FlatJudge()
  ) -> WorkFindings {
    WorkFindings(WorkFiles("one", json: json, png: png), judge: judge)
  }

  private let line = Rubric.Line(
    id: "work-1", title: both("Work 1"), points: 1, kind: .work,
    parts: [
      .init(name: "settings", title: both("Settings"), points: 0.2),
      .init(name: "picture", title: both("Made again"), points: 0.5),
      .init(name: "prompt", title: both("Fits"), points: 0.3),
    ], place: 1, agreementFrom: 0.5)

  private func points(_ findings: WorkFindings?) -> [Double] {
    line.result(of: findings.map { [$0] } ?? [], in: .english).items.map(\.points)
  }

  // MARK: Scoring

  func testAWorkThatItsSettingsMakeAgainEarnsAll() {
    let found = findings(json(), png(Self.flat(1)))
    XCTAssertEqual(points(found), [0.2, 0.5, 0.3])
    XCTAssertNil(found.redrawing)
    XCTAssertTrue(found.isShared)
  }

  func testOtherProcessorsMayRoundOtherwise() {
    XCTAssertEqual(points(findings(json(), png(Self.flat(1, plus: 0.015)))), [0.2, 0.5, 0.3])
    let found = findings(json(), png(Self.flat(1, plus: 0.03)))
    XCTAssertEqual(points(found), [0.2, 0, 0.3])
    XCTAssertNotNil(found.redrawing)
  }

  func testEachPartIsLostForItsOwnReason() {
    let seeds = findings(json(seed: 3), png(Self.flat(1)))
    XCTAssertEqual(points(seeds), [0.2, 0, 0.3])
    let prompt = findings(json(prompt: "blue circle"), png(Self.flat(1)))
    XCTAssertEqual(points(prompt), [0.2, 0.5, 0])
    let words = findings(json(prompt: "red zeppelin"), png(Self.flat(1)))
    XCTAssertEqual(points(words), [0, 0.5, 0.3])
    let weights = findings(json(weights: "other"), png(Self.flat(1)))
    XCTAssertEqual(points(weights), [0.2, 0, 0.3])
    XCTAssertEqual(
      weights.findings[.picture]?.feedback.map(\.english),
      ["it was painted with other weights than this assignment's: paint it again"])
    XCTAssertEqual(points(findings(nil, png(Self.flat(1)))), [0, 0, 0])
    XCTAssertEqual(points(findings(json(), nil)), [0.2, 0, 0])
    XCTAssertEqual(points(nil), [0, 0, 0])
  }

  func testWithoutWeightsThereIsNoVerdictButForWhatNeedsNone() {
    let result = line.result(of: [findings(json(), png(Self.flat(1)), judge: nil)], in: .english)
    XCTAssertEqual(result.items.map(\.outcome), [.passed, .graderFault, .graderFault])
    XCTAssertFalse(result.isGraded)
    let notLookedAt: [WorkFindings]? = nil
    XCTAssertFalse(line.result(of: notLookedAt, in: .english).isGraded)
  }

  func testAPictureMadeElsewhereIsNotMadeAgain() throws {
    let picture = PNG.encode(
      Image(
        width: 600, height: 400, channels: 3,
        pixels: (0..<720_000).map { UInt8(truncatingIfNeeded: $0 / 7) }))
    let whole =
      #"{"format":1,"origin":"elsewhere","prompt":"a fox","model":"SD 1.5","settings":{"a":[1]}}"#
    let found = findings(Array(whole.utf8), picture)
    XCTAssertEqual(points(found), [0.2, 0.5, 0.3])
    let shown = try XCTUnwrap(found.picture.flatMap { Data(base64Encoded: $0) })
    XCTAssertEqual(try PNG.decode(Array(shown)).width, 200)
    XCTAssertEqual(found.result(in: .english)?.settings, "made elsewhere: SD 1.5")
    let nameless = #"{"format":1,"origin":"elsewhere","prompt":"a fox"}"#
    XCTAssertEqual(points(findings(Array(nameless.utf8), picture)), [0, 0.5, 0.3])
    XCTAssertEqual(points(findings(Array(whole.utf8), [1, 2])), [0.2, 0, 0])
  }

  // MARK: What anyone may have written

  func testBrokenFilesAreOneLineAndNoTrap() {
    let large = [UInt8](repeating: UInt8(ascii: " "), count: WorkFiles.mostRecordBytes + 1)
    let long = String(repeating: "a", count: WorkFiles.mostPromptCharacters + 1)
    let form = #"{"format":7,"origin":"paint","prompt":"p"}"#
    for (json, words) in [
      (nil, "one.json is missing"), ([], "one.json: it is not JSON"),
      (Array("[]".utf8), "one.json: it is no JSON object"),
      (Array(#"{"format":1}"#.utf8), "one.json: origin is missing"),
      (Array(form.utf8), "one.json has form 7; this grader reads form 1"),
      (large, "one.json has 65537 bytes; settings need no more than 65536"),
      (self.json(prompt: long), "one.json: a text is longer than 1000 characters"),
    ] as [([UInt8]?, String)] {
      let found = findings(json, png(Self.flat(1)))
      XCTAssertEqual(found.findings[.settings]?.feedback.map(\.english), [words])
    }
    for settings in [
      #""steps": 0"#, #""steps": 1000000"#, #""guidance": 1e300"#, #""guidance": -1"#,
    ] {
      let text =
        #"{"format":1,"origin":"paint","prompt":"red","steps":25,"guidance":3,"seed":1,"scheduler":"ddim"}"#
      let name = settings.split(separator: ":")[0]
      let old = name == "\"steps\"" ? "\"steps\":25" : "\"guidance\":3"
      let found = findings(Array(text.replacing(old, with: settings).utf8), png(Self.flat(1)))
      XCTAssertEqual(points(found), [0, 0, 0], settings)
    }
    // Not in squares, too small, grey.
    for image in [
      Image(
        width: 256, height: 256, channels: 1,
        pixels: (0..<65536).map { UInt8(truncatingIfNeeded: $0) }),
      Image(width: 32, height: 32, channels: 3, pixels: [UInt8](repeating: 9, count: 3072)),
    ] {
      XCTAssertEqual(points(findings(json(), PNG.encode(image))), [0.2, 0, 0])
    }
  }

  func testWorksAreTakenByNameAndNoMoreThanFour() {
    var files: [String: ArchiveFile] = [:]
    for name in ["c", "a", "d", "b", "e"] {
      files["\(name).json"] = ArchiveFile(components: ["works", "\(name).json"], bytes: [1])
    }
    files["private"] = ArchiveFile(components: ["works", "private"], bytes: [])
    XCTAssertEqual(WorkFiles.all(in: files).map(\.name), ["a", "b", "c", "d"])
  }

  func testSharingIsTheStudentsOwnChoice() {
    XCTAssertFalse(findings(json(extra: #", "share": false"#), png(Self.flat(1))).isShared)
    let files = WorkFiles("one", json: json(), png: png(Self.flat(1)))
    XCTAssertFalse(WorkFindings(files, judge: FlatJudge(), isPrivate: true).isShared)
  }

  // MARK: Reports

  private func submission(_ student: String, _ works: [WorkResult]) -> SubmissionResult {
    var result = SubmissionResult(student: student, folder: student, archive: "\(student).tar.gz")
    result.works = works
    return result
  }

  private func work(
    _ name: String, prompt: String = "red", key: String = "k", isShared: Bool = true
  ) -> WorkResult {
    WorkResult(
      name: name, prompt: prompt, settings: "25 steps", png: "iVBORw0KGgo=", isShared: isShared,
      key: key)
  }

  func testEqualPicturesAreFlaggedOnBothSides() {
    let found = sameWorks([
      submission("2000-00001", [work("a", key: "1"), work("b", key: "2")]),
      submission("2000-00002", [work("c", key: "2"), work("d", key: "3")]),
      submission("2000-00003", [work("e", key: "4"), work("f", key: "4")]),
    ])
    XCTAssertEqual(found.map(\.index), [0, 1, 2, 2])
    XCTAssertEqual(found.map(\.name), ["b", "c", "e", "f"])
    XCTAssertTrue(found[0].flag.text.english.contains("is also 2000-00002, c."))
    XCTAssertTrue(found[2].flag.text.english.contains("is also f."))
  }

  func testTheGalleryShowsWhatIsSharedAndEscapesIt() {
    let results = ClassResults(
      gradedAt: "t", sandbox: "none", assignments: [],
      submissions: [
        submission("2000-00001", [work("a", prompt: "<script>alert(1)</script>")]),
        submission("2000-00002", [work("b", prompt: "hidden one", isShared: false)]),
        submission(
          "2000-00003", [WorkResult(name: "c", prompt: "p", settings: "s", png: "\"><b>")]),
      ])
    let page = galleryPage(of: results)
    XCTAssertTrue(page.contains("&lt;script&gt;alert(1)&lt;/script&gt;"))
    XCTAssertFalse(page.contains("<script>"))
    XCTAssertFalse(page.contains("hidden one"))
    XCTAssertFalse(page.contains("\"><b>"))
    XCTAssertTrue(page.contains("2000-00001"))
    let anonymous = galleryPage(of: results, isAnonymous: true)
    XCTAssertFalse(anonymous.contains("2000-00001"))
    XCTAssertTrue(anonymous.contains("&lt;script&gt;"))
  }

  func testTheReportShowsAWorkBesideItsRedrawing() {
    var odd = work("a")
    odd.redrawing = "iVBORw0KGgo="
    let page = worksCard([odd], in: .english).joined(separator: "\n")
    XCTAssertEqual(page.components(separatedBy: "<img").count, 3)
    XCTAssertTrue(worksCard([], in: .english).isEmpty)
  }
}
