import DiffusionCourse
import Foundation
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
}
