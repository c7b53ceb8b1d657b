import Foundation
import Processes
import XCTest

@testable import GraderLibrary

final class ReleaseTests: XCTestCase {
  private let course = Course(course: "A course", term: "A term", assignment: "7")

  private func bundle() throws -> StudentBundle {
    try StudentBundle(of: PackageLocation.find(), course: course)
  }

  func testTheBundleIsWhatStudentsNeedAndNoMore() throws {
    let bundle = try bundle()
    let location = try PackageLocation.find()
    for path in [
      "Package.swift", "README.md", "README.ko.md", "LICENSE", "CollectSubmission.sh",
      "bundle.json",
      ".gitignore", "Sources/diffusion/main.swift", "Tests/PublicTests/HandsOn.swift",
    ] + location.stubPaths {
      XCTAssertNotNil(bundle.files[path], path)
    }
    let tops = Set(bundle.files.keys.map { $0.split(separator: "/")[0] })
    XCTAssertEqual(
      tops.subtracting(["Handout"]),
      [
        "Package.swift", "README.md", "README.ko.md", "LICENSE", "CollectSubmission.sh",
        "bundle.json", ".gitignore", "Sources", "Tests", "Assignments",
      ])
    XCTAssertEqual(
      Set(
        bundle.files.keys.filter { $0.hasPrefix("Tests/") }.map {
          $0.split(separator: "/")[1]
        }), ["PublicTests"])
    for path in location.stubPaths {
      let stub = try Data(contentsOf: URL(fileURLWithPath: "\(location.root)/\(path)"))
      XCTAssertEqual(bundle.files[path].map { Data($0) }, stub, path)
    }
    let package = String(decoding: bundle.files["Package.swift"] ?? [], as: UTF8.self)
    for word in ["Solution", "Grader", "grader", "GraderTests", "reference"] {
      XCTAssertFalse(package.contains(word), word)
    }
    let identity = try JSONDecoder().decode(
      BundleIdentity.self, from: Data(bundle.files["bundle.json"] ?? []))
    XCTAssertEqual(identity.assignment, "7")
    XCTAssertEqual(identity.content.count, 64)
    for name in ["README.md", "README.ko.md"] {
      let text = String(decoding: bundle.files[name] ?? [], as: UTF8.self)
      XCTAssertTrue(text.contains("- A course, A term\n"), name)
      XCTAssertFalse(text.contains(StudentBundle.courseMark), name)
    }
  }

  func testTheSameBytesEachTimeAndScriptsThatRun() throws {
    let archive = try bundle().archive()
    XCTAssertEqual(archive, try bundle().archive())
    let folder = try temporaryFolder()
    try writeFile(archive, to: "\(folder)/bundle.tar.gz")
    let unpacked = try runToEnd(
      ["tar", "-xzf", "bundle.tar.gz"], workingDirectory: folder, timeout: 60)
    XCTAssertTrue(unpacked.succeeded, unpacked.standardError.text)
    let top = "\(folder)/\(StudentBundle.folder)"
    XCTAssertEqual(namesInFolder(folder), ["bundle.tar.gz", StudentBundle.folder])
    XCTAssertTrue(FileManager.default.isExecutableFile(atPath: "\(top)/CollectSubmission.sh"))
    XCTAssertFalse(FileManager.default.isExecutableFile(atPath: "\(top)/README.md"))
    // The bytes say nothing of the day: gzip's time stamp is nil.
    XCTAssertEqual(Array(archive[4..<8]), [0, 0, 0, 0])
  }

  func testNothingHiddenIsInTheBundle() throws {
    let hidden = try HiddenMaterial(of: PackageLocation.find())
    XCTAssertEqual(hidden.leaks(in: try bundle()).map(\.description), [])
    // It looked for something: a line of each solved file, hundreds of numbers, each suite's tests.
    let sources = Set(hidden.solutionLines.values.map { $0.prefix { $0 != ":" } })
    XCTAssertEqual(sources.count, 13, "\(sources)")
    XCTAssertGreaterThan(hidden.numbers.count, 1000)
    XCTAssertTrue(
      hidden.names.isSuperset(of: ["HandsOnStep1Tests", "testStepsAgreeWithDiffusers"]))
  }

  /// Every line of every solution is found when it stands somewhere in the bundle alone, whatever its
  /// blanks are; so are numbers, names and files.
  func testPlantedMaterialIsFound() throws {
    let location = try PackageLocation.find()
    let hidden = try HiddenMaterial(of: location)
    let clean = try bundle()
    func leaks(_ text: String, at path: String = "Sources/Tensors/Planted.swift") -> [String] {
      var planted = clean
      planted.files = [path: Array(text.utf8)]
      return hidden.leaks(in: planted).map(\.description)
    }
    XCTAssertEqual(leaks("import Tensors\n\nlet a = 1\n"), [])

    let forward = "let noiseScale = alphaBars.map { (1 - $0).squareRoot() }.gathered(at: timesteps)"
    for (line, text) in [
      (2, "func f() {\n    \(forward)\n}"), (1, "// \(forward)"),
      (1, forward.filter { $0 != " " }), (3, "\n\n> ```\(forward)```"),
      (1, forward.replacingOccurrences(of: ".map", with: "\n  .map")),
    ] {
      let found = leaks(text)
      XCTAssertEqual(found.count, 1, text)
      XCTAssertTrue(
        found[0].hasPrefix("Sources/Tensors/Planted.swift:\(line): a line of the"), found[0])
    }
    for (line, source) in hidden.solutionLines {
      XCTAssertFalse(leaks("x\n  \(line)\n").isEmpty, "\(source): \(line)")
    }

    // steps.json begins with -0.3271713257, -0.2429287583.
    for number in ["-0.3271713257", "0.32717133", "3.271713257e-1", "0.3271_7132_57", "0.24292875"]
    {
      XCTAssertEqual(
        leaks("a\nlet x = [1, \(number)]\n"),
        ["Sources/Tensors/Planted.swift:2: a number of Grader/HiddenSuites/Fixtures/steps.json"],
        number)
    }
    XCTAssertEqual(leaks("0.3271714"), [], "seven digits may be chance")
    XCTAssertEqual(leaks("0x32717132, name32717132"), [], "no decimal numbers")

    for name in ["HandsOnStep1Tests", "testStepsAgreeWithDiffusers", "HiddenSuites"] {
      XCTAssertEqual(
        leaks("// see \(name)"),
        ["Sources/Tensors/Planted.swift:1: a name of the hidden suites, \(name)"])
    }
    XCTAssertEqual(leaks("", at: "Tests/HandsOnStep1Tests.swift").count, 1)
    XCTAssertEqual(leaks("see Grader/rubric.json").count, 1)
    XCTAssertEqual(leaks("see Solutions/").count, 1)

    for path in [
      "Solutions/results_epsilon_linear/samples.png", "Grader/clarity-classifier.safetensors",
      "Grader/rubric.json", "Solutions/results_sample_cosine/loss.csv",
    ] {
      var planted = clean
      let bytes = try Data(contentsOf: URL(fileURLWithPath: "\(location.root)/\(path)"))
      planted.files = ["Handout/picture.png": Array(bytes)]
      XCTAssertTrue(
        hidden.leaks(in: planted).map(\.description)
          .contains("Handout/picture.png: the same bytes as \(path)"), path)
    }
  }

  /// The command itself, on a checkout with a leak, with a stray file, and without.
  func testTheCommandRefusesToWrite() throws {
    let location = try PackageLocation.find()
    let folder = try temporaryFolder()
    let copy = "\(folder)/checkout"
    try makeFolder(copy)
    for name in namesInFolder(location.root) {
      try copyFile("\(location.root)/\(name)", to: "\(copy)/\(name)")
    }
    let output = "\(folder)/bundle.tar.gz"
    func release() throws -> Finished {
      try runToEnd(
        ["\(location.products)/grader", "release", "--output", output, "--package", copy],
        timeout: 120)
    }
    let planted = "\(copy)/Sources/Tensors/Planted.swift"
    try writeFile(
      "// let variance = (1 - previousAlphaBar) / (1 - alphaBar) * beta  // β̃_t\n", to: planted)
    var finished = try release()
    XCTAssertEqual(finished.status, .exited(1))
    XCTAssertTrue(
      finished.standardError.text.hasPrefix(
        "Sources/Tensors/Planted.swift:1: a line of the solution"),
      finished.standardError.text)
    XCTAssertFalse(isFile(output))

    try FileManager.default.removeItem(atPath: planted)
    try writeFile("x", to: "\(copy)/Sources/Tensors/Tensor.swift.orig")
    finished = try release()
    XCTAssertEqual(finished.status, .exited(2))
    XCTAssertEqual(
      finished.standardError.text,
      "grader: Sources/Tensors/Tensor.swift.orig: files of this kind do not go to students; move it "
        + "elsewhere or remove it\n")
    XCTAssertFalse(isFile(output))

    try FileManager.default.removeItem(atPath: "\(copy)/Sources/Tensors/Tensor.swift.orig")
    finished = try release()
    XCTAssertEqual(finished.status, .exited(0), finished.standardError.text)
    let first = try Data(contentsOf: URL(fileURLWithPath: output))
    // Another folder, other dates: the same bytes.
    let own = try StudentBundle(of: location, course: Course.read(nil, at: location)).archive()
    XCTAssertEqual(first, Data(own))

    // A stub that is not its solution's.
    let stub = "\(copy)/Assignments/HandsOn/Step1Alpha.swift"
    let text = try String(contentsOfFile: stub, encoding: .utf8)
    try writeFile(text + "\n", to: stub)
    finished = try release()
    XCTAssertEqual(finished.status, .exited(2))
    XCTAssertTrue(finished.standardError.text.contains("run grader check-stubs --write first"))
  }
}
