import DiffusionCourse
import Foundation
import Tensors
import XCTest

@testable import DiffusionTool

/// The commands as a user meets them, in this process: what they print, and their exit codes.
final class ToolTests: XCTestCase {
  private final class Transcript {
    var output = ""
    var errors = ""
  }

  private func run(
    _ line: String, environment: [String: String] = [:]
  ) -> (code: Int32, output: String, errors: String) {
    let transcript = Transcript()
    let context = ToolContext(
      program: "diffusion", handsOn: UnwrittenHandsOn.self,
      imageGeneration: UnwrittenImageGeneration.self, environment: environment,
      console: Console(
        isTerminal: false, output: { transcript.output += $0 },
        error: { transcript.errors += $0 }))
    let code = Tool.run(line.split(separator: " ").map(String.init), context)
    return (code, transcript.output, transcript.errors)
  }

  func testMistakesGiveOneLineAndExitCode2() {
    let expected = [
      "trian": "diffusion: unknown command 'trian': did you mean 'train'?",
      "dance": "diffusion: unknown command 'dance'; --help lists the commands",
      "data": "diffusion: which one? 'data fetch' or 'data show'",
      "data fetsh": "diffusion: unknown command 'data fetsh': did you mean 'data fetch'?",
      "train":
        "diffusion train: --prediction is missing: epsilon or sample, with --schedule; or --all "
        + "for the four runs",
      "train --prediction epsilon":
        "diffusion train: --schedule is missing: linear or cosine; or --all for the four runs",
      "train --prediction noise --schedule cosine":
        "diffusion train: --prediction 'noise': epsilon or sample is needed",
      "train --all --schedule cosine":
        "diffusion train: --all and --schedule exclude each other: leave one out",
      "train --all --fresh --resume":
        "diffusion train: --fresh and --resume exclude each other: leave one out",
      "train --all --epoch 3":
        "diffusion train: unknown option '--epoch': did you mean '--epochs'?",
      "sample": "diffusion sample: RESULTS_DIR is missing; --help shows an example",
      "sample x --count 15": "diffusion sample: --count '15': a multiple of 10 is needed",
      "sample /nowhere":
        "diffusion sample: /nowhere: not the results of a finished run, without model.safetensors, "
        + "samples.npy, samples.png, reverse.gif, loss.csv, loss.png, run.json: `train` makes them",
      "schedules --beta1 0.1": "diffusion schedules: --beta2 '0.02': more than beta1 is needed",
      "forward --schedule quadratic":
        "diffusion forward: --schedule 'quadratic': linear or cosine is needed",
      "check step9":
        "diffusion check: PROBLEM 'step9': 'step 1' … 'step 5', 1a, 1b, 2a, 2b or 3 is needed",
      "compare":
        "diffusion compare: no finished run in this folder: `train` makes them, or name their folders",
      "train --all --grid-every -1":
        "diffusion train: --grid-every '-1': a whole number in 0…100000 is needed",
      "bench --features 12": "diffusion bench: --features '12': a multiple of 8 in 8…256 is needed",
    ]
    for (line, words) in expected {
      let result = run(line)
      XCTAssertEqual(result.errors, words + "\n", line)
      XCTAssertEqual(result.code, 2, line)
      XCTAssertEqual(result.output, "", line)
    }
  }

  func testHelpFits80ColumnsAndShowsAnExample() {
    for command in Tool.commands.map(\.specification) {
      let result = run("\(command.name) --help")
      XCTAssertEqual(result.code, 0)
      XCTAssertEqual(result.errors, "")
      for line in result.output.split(separator: "\n") {
        XCTAssertLessThanOrEqual(line.count, 80, String(line))
      }
      XCTAssertTrue(result.output.contains("Example"), command.name)
      XCTAssertTrue(result.output.contains("diffusion \(command.name)"), command.name)
      for option in command.options {
        XCTAssertTrue(result.output.contains(option.label), option.name)
      }
    }
  }

  func testOverviewListsTheCommands() {
    let help = run("--help")
    XCTAssertEqual(help.code, 0)
    for command in Tool.commands {
      XCTAssertTrue(help.output.contains("\n  " + command.specification.name))
    }
    for line in help.output.split(separator: "\n") { XCTAssertLessThanOrEqual(line.count, 80) }
    // Without a command the same, but as a mistake.
    let nothing = run("")
    XCTAssertEqual(nothing.code, 2)
    XCTAssertEqual(nothing.errors, help.output)
  }

  func testExamplesAreValidCommandLines() throws {
    for command in Tool.commands.map(\.specification) {
      for example in command.examples {
        let words = example.replacingOccurrences(of: "'step 3'", with: "step3")
          .split(separator: " ").map(String.init)
        let own = command.name.split(separator: " ").count
        XCTAssertNoThrow(try ParsedArguments(Array(words.dropFirst(own)), of: command), example)
      }
    }
  }

  func testDataShowNamesAFolderThatIsNotThere() {
    let result = run("data show --data /nowhere")
    XCTAssertEqual(result.code, 2)
    XCTAssertTrue(result.errors.contains("/nowhere"), result.errors)
    XCTAssertEqual(result.errors.split(separator: "\n").count, 1)
  }

  func testLastWords() {
    XCTAssertEqual(
      ChildProcess.lastWords(
        "loading\nHandsOn/Step3.swift:27: Fatal error: TODO 3: noiseImages(_:at:alphaBars:using:)\n"
      ),
      .notImplemented("TODO 3: noiseImages"))
    XCTAssertEqual(
      ChildProcess.lastWords("Swift/Array.swift:4: Fatal error: Index out of range\n"),
      .crashed("Index out of range"))
    XCTAssertEqual(
      ChildProcess.lastWords("a student's print"),
      .crashed("a trap: an index out of range, an overflow or an unexpected nil"))
  }

  func testVerdictLines() {
    typealias Verdict = CheckCommand.Verdict
    func line(_ verdict: Verdict) -> String { verdict.line(problem: "1b", title: "α = 1 − β") }
    XCTAssertEqual(line(.passed), "✓ 1b  α = 1 − β")
    XCTAssertEqual(
      line(.failed("α[1] is 1.1, not 0.9")), "✗ 1b  α = 1 − β: α[1] is 1.1, not 0.9")
    XCTAssertEqual(
      line(.notImplemented("TODO 1b: scheduleTables")),
      "✗ 1b  α = 1 − β: not implemented: TODO 1b")
    XCTAssertEqual(
      line(.crashed("Index out of range")), "✗ 1b  α = 1 − β: stops: Index out of range")
  }

  func testDifferencesNameTheFirstEntry() {
    XCTAssertEqual(difference("β", [0, 0.1], [0, 0.1, 0.2]), "β has 2 entries, not 3")
    XCTAssertEqual(difference("β", [0, 0.1, 0.3], [0, 0.1, 0.2]), "β[2] is 0.3, not 0.2")
    XCTAssertEqual(difference("β", [0, .nan], [0, 0.1]), "β[1] is nan, not 0.1")
    XCTAssertNil(difference("β", [9, 0.1], [0, 0.1], from: 1))
    let tensor = Tensor([1, 2, 3, 4, 5, 6], shape: [1, 2, 3])
    XCTAssertEqual(
      difference("x", tensor, [1, 2, 3, 4, 5, 7], shape: [1, 2, 3]), "x[0, 1, 2] is 6, not 7")
    XCTAssertEqual(
      difference("x", tensor, [], shape: [6]), "x has shape [1, 2, 3], not [6]")
  }
}
