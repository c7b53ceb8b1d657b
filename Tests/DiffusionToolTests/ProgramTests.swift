import Foundation
import Pictures
import XCTest

@testable import DiffusionTool

/// The built programs, run as a user runs them: `reference` has the solutions, `diffusion` the stubs.
final class ProgramTests: XCTestCase {
  private struct Result {
    var code: Int32
    var output: String
    var errors: String
  }

  private var programs: URL {
    #if canImport(Darwin)
      Bundle(for: Self.self).bundleURL.deletingLastPathComponent()
    #else
      Bundle.main.executableURL!.deletingLastPathComponent()
    #endif
  }

  private func folder() throws -> URL {
    let url = FileManager.default.temporaryDirectory.appendingPathComponent("tool-\(UUID())")
    try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
    addTeardownBlock { try? FileManager.default.removeItem(at: url) }
    return url
  }

  private func start(
    _ program: String, _ arguments: [String], in folder: URL, environment: [String: String] = [:]
  ) throws -> (process: Process, finish: () throws -> Result) {
    let process = Process()
    process.executableURL = programs.appendingPathComponent(program)
    process.arguments = arguments
    process.currentDirectoryURL = folder
    process.environment = environment.merging(
      ["PATH": "/usr/bin:/bin", "HOME": folder.path]
    ) { $1 }
    let (output, errors) = (
      folder.appendingPathComponent("output-\(UUID())"),
      folder.appendingPathComponent("errors-\(UUID())")
    )
    for url in [output, errors] { try Data().write(to: url) }
    process.standardOutput = try FileHandle(forWritingTo: output)
    process.standardError = try FileHandle(forWritingTo: errors)
    try process.run()
    return (
      process,
      {
        process.waitUntilExit()
        defer { for url in [output, errors] { try? FileManager.default.removeItem(at: url) } }
        return Result(
          code: process.terminationStatus,
          output: try String(contentsOf: output, encoding: .utf8),
          errors: try String(contentsOf: errors, encoding: .utf8))
      }
    )
  }

  private func run(
    _ program: String, _ line: String, in folder: URL, environment: [String: String] = [:]
  ) throws -> Result {
    try start(
      program, line.split(separator: " ").map(String.init), in: folder, environment: environment
    ).finish()
  }

  func testTheSolutionsPassTheirOwnCheck() throws {
    let result = try run("reference", "check", in: folder())
    XCTAssertEqual(result.code, 0, result.output)
    let lines = result.output.split(separator: "\n")
    let count = PublicTest.all().count
    XCTAssertEqual(lines.count { $0.hasPrefix("    ✓ ") }, count, result.output)
    XCTAssertTrue(result.output.contains("█  \(count) of \(count) done\n"), result.output)
    XCTAssertTrue(result.output.contains("swift run reference train --all\n"), result.output)
  }

  func testTheStubsFailEachTestWithTheirTODO() throws {
    let result = try run("diffusion", "check", in: folder())
    XCTAssertEqual(result.code, 1)
    XCTAssertEqual(result.errors, "")
    let lines = result.output.split(separator: "\n")
    let failed = lines.filter { $0.hasPrefix("    · ") }
    XCTAssertEqual(failed.count, PublicTest.all().count, result.output)
    for line in failed { XCTAssertTrue(line.hasSuffix(" not implemented"), String(line)) }
    for line in lines { XCTAssertLessThanOrEqual(columns(String(line)), 80) }
    XCTAssertEqual(
      lines.suffix(5).map(String.init),
      [
        "  \(String(repeating: "░", count: 40))  0 of \(failed.count) done",
        "  Next  step 1: write alphas", "        Assignments/HandsOn/Step1Alpha.swift",
        "        α_t = 1 − β_t", "        then  swift run diffusion check 'step 1'",
      ])
  }

  func testCheckAsJSON() throws {
    struct Report: Decodable {
      struct Test: Decodable { var outcome: String }
      var passed: Int
      var tests: [Test]
    }
    let result = try run("diffusion", "check 1a --json", in: folder())
    XCTAssertEqual(result.code, 1)
    let report = try JSONDecoder().decode(Report.self, from: Data(result.output.utf8))
    XCTAssertEqual(report.passed, 0)
    XCTAssertEqual(
      report.tests.map(\.outcome), Array(repeating: "notImplemented", count: 3))
  }

  func testUnwrittenFunctionsAreNamedBeforeTraining() throws {
    let folder = try folder()
    for (line, words) in [
      "schedules": "diffusion schedules: not implemented: TODO 1a: betaSchedule\n",
      "forward": "diffusion forward: not implemented: TODO 1a: betaSchedule\n",
      "train --all": "diffusion train: not implemented: TODO 3: settings\n",
    ] {
      let result = try run("diffusion", line, in: folder)
      XCTAssertEqual(result.errors, words)
      XCTAssertEqual(result.code, 1)
    }
    XCTAssertEqual(try FileManager.default.contentsOfDirectory(atPath: folder.path), [])
  }

  func testPictures() throws {
    let folder = try folder()
    for (line, file) in [
      "schedules --timesteps 50": "schedules.png", "forward --schedule cosine": "forward.png",
      "data show": "digits.png",
    ] {
      let result = try run("reference", line, in: folder)
      XCTAssertEqual(result.code, 0, result.errors)
      let bytes = try Data(contentsOf: folder.appendingPathComponent(file))
      XCTAssertEqual(Array(bytes.prefix(4)), [0x89, 0x50, 0x4E, 0x47])
    }
  }

  func testWrongSettingsAreRefusedInOneLine() throws {
    let result = try run(
      "reference", "train --prediction sample --schedule linear --features 20", in: folder())
    XCTAssertEqual(result.code, 2)
    XCTAssertEqual(
      result.errors,
      "reference train: features 20: a multiple of 8 in 8…256 is needed (group normalisation makes "
        + "8 groups)\n")
  }

  /// Ctrl-C, then the same command again, then new samples.
  func testCtrlCLeavesAStateToGoOnFrom() throws {
    let folder = try folder()
    try smallMNIST(in: folder, count: 64)
    let line =
      "train --prediction sample --schedule cosine --features 8 --timesteps 20 --batch 8 "
      + "--data \(folder.path)/mnist --epochs "
    let (process, finish) = try start(
      "reference", (line + "10000").split(separator: " ").map(String.init), in: folder)
    let checkpoint = folder.appendingPathComponent("results_sample_cosine/checkpoint.safetensors")
    while process.isRunning, !FileManager.default.fileExists(atPath: checkpoint.path) {
      usleep(20_000)
    }
    process.interrupt()
    let stopped = try finish()
    XCTAssertEqual(stopped.code, 130, stopped.errors)
    XCTAssertTrue(
      stopped.errors.hasSuffix("of 80,000 steps, checkpoint written: the same command goes on\n"),
      stopped.errors)

    let refused = try run("reference", line + "3", in: folder)
    XCTAssertEqual(refused.code, 2)
    XCTAssertTrue(refused.errors.contains("(epochs 10000, not 3)"), refused.errors)
    let fresh = try run("reference", line + "3 --fresh", in: folder)
    XCTAssertEqual(fresh.code, 0, fresh.errors)
    XCTAssertTrue(fresh.errors.contains("epoch 3/3: loss "), fresh.errors)
    let again = try run("reference", line + "3", in: folder)
    XCTAssertEqual(again.code, 0)
    XCTAssertTrue(again.errors.contains("already trained"), again.errors)
    let picture = folder.appendingPathComponent("results_sample_cosine/samples.png")
    let kept = try Data(contentsOf: picture)
    try FileManager.default.removeItem(at: picture)
    let incomplete = try run("reference", line + "3", in: folder)
    XCTAssertEqual(incomplete.code, 2)
    XCTAssertTrue(incomplete.errors.contains("that has lost samples.png"), incomplete.errors)
    try kept.write(to: picture)

    let sampled = try run(
      "reference", "sample results_sample_cosine --count 20 --seed 3", in: folder)
    XCTAssertEqual(sampled.code, 0, sampled.errors)
    XCTAssertEqual(
      sampled.output,
      "20 digits in samples_sample_cosine_seed3.png and samples_sample_cosine_seed3.npy\n")
    let reverse = try run(
      "reference", "sample results_sample_cosine --count 20 --output new.png --reverse", in: folder)
    XCTAssertEqual(
      reverse.output,
      "20 digits in new.png and new.npy\n"
        + "from noise to digits in new_reverse.gif and new_reverse.png\n")
    let strip = try PNG.read(folder.path + "/new_reverse.png")
    let gif = try Data(contentsOf: folder.appendingPathComponent("new_reverse.gif"))
    XCTAssertEqual(strip.height, 604, "a row for each of ten digits")
    XCTAssertTrue(gif.starts(with: Data("GIF89a".utf8)))
    let compared = try run("reference", "compare", in: folder)
    XCTAssertEqual(compared.code, 0, compared.errors)
    XCTAssertEqual(compared.output, "1 run in compare.html\n")
    XCTAssertEqual(
      compared.errors,
      ["results_epsilon_linear", "results_epsilon_cosine", "results_sample_linear"].map {
        "\($0): not trained yet\n"
      }.joined())
    let unwritten = try run("diffusion", "sample results_sample_cosine", in: folder)
    XCTAssertEqual(
      unwritten.errors, "diffusion sample: not implemented: TODO 1a: betaSchedule\n")
    XCTAssertEqual(unwritten.code, 1)
  }

  /// One laptop has two processors, another twelve: the same run gives the same weights, bit for bit.
  func testTheNumberOfThreadsChangesNothing() throws {
    var weights: Set<Data> = []
    for threads in ["1", "2", "5"] {
      let folder = try folder()
      try smallMNIST(in: folder, count: 64)
      let result = try run(
        "reference",
        "train --prediction epsilon --schedule linear --features 8 --timesteps 10 --batch 32 "
          + "--epochs 2 --data \(folder.path)/mnist", in: folder,
        environment: ["DIFFUSION_THREADS": threads])
      XCTAssertEqual(result.code, 0, result.errors)
      for file in ["model.safetensors", "samples.npy"] {
        weights.insert(
          try Data(contentsOf: folder.appendingPathComponent("results_epsilon_linear/\(file)")))
      }
    }
    XCTAssertEqual(weights.count, 2, "one file of weights, one of samples")
  }

  func testBenchAsJSON() throws {
    let result = try run("reference", "bench --features 8 --batch 2 --runs 1 --json", in: folder())
    let object = try JSONSerialization.jsonObject(with: Data(result.output.utf8))
    let numbers = try XCTUnwrap(object as? [String: Any])
    XCTAssertEqual(numbers["features"] as? Int, 8)
    XCTAssertGreaterThan(try XCTUnwrap(numbers["trainingImagesPerSecond"] as? Double), 0)
    XCTAssertGreaterThan(try XCTUnwrap(numbers["forwardImagesPerSecond"] as? Double), 0)
    XCTAssertEqual(result.output.filter { $0 == "\n" }.count, 1)
  }

  func testTheTableOfLayers() throws {
    let line = "bench --layers --features 8 --batch 2 --runs 1"
    let result = try run("reference", line, in: folder())
    XCTAssertEqual(result.code, 0, result.errors)
    let lines = result.output.split(separator: "\n")
    for line in lines { XCTAssertLessThanOrEqual(line.count, 80, String(line)) }
    for layer in ["conv 3×3 8→8 28×28", "transp. 7×7 16→16 1×1", "batch norm", "max pool", "Adam"] {
      XCTAssertTrue(lines.contains { $0.dropFirst(3).hasPrefix(layer) }, result.output)
    }

    struct Table: Decodable {
      struct Layer: Decodable {
        var layer: String
        var pass: String
        var milliseconds: Double
        var limit: String
      }
      var features: Int
      var peakGigaflops: Double
      var layers: [Layer]
    }
    let json = try run("reference", line + " --json", in: folder())
    XCTAssertEqual(json.output.filter { $0 == "\n" }.count, 1)
    let table = try JSONDecoder().decode(Table.self, from: Data(json.output.utf8))
    XCTAssertEqual(table.features, 8)
    XCTAssertGreaterThan(table.peakGigaflops, 0)
    XCTAssertEqual(Set(table.layers.map { $0.layer + $0.pass }).count, table.layers.count)
    XCTAssertTrue(table.layers.allSatisfy { ["arithmetic", "memory"].contains($0.limit) })
  }

  /// MNIST's two training files with `count` grey images, uncompressed.
  private func smallMNIST(in folder: URL, count: Int) throws {
    let mnist = folder.appendingPathComponent("mnist")
    try FileManager.default.createDirectory(at: mnist, withIntermediateDirectories: true)
    func bigEndian(_ value: Int) -> [UInt8] {
      [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: value >> $0) }
    }
    let pixels = (0..<count * 784).map { UInt8(truncatingIfNeeded: $0 / 7) }
    let images = [2051, count, 28, 28].flatMap(bigEndian) + pixels
    let labels = [2049, count].flatMap(bigEndian) + (0..<count).map { UInt8($0 % 10) }
    try Data(images).write(to: mnist.appendingPathComponent("train-images-idx3-ubyte"))
    try Data(labels).write(to: mnist.appendingPathComponent("train-labels-idx1-ubyte"))
  }
}
