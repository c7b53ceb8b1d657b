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
      imageGeneration: UnwrittenImageGeneration.self,
      textToImage: UnwrittenTextToImage.self, environment: environment,
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
        "diffusion sample: /nowhere: no such folder; name the results folder of a finished run: `train` makes "
        + "them",
      "schedules --beta1 0.1": "diffusion schedules: --beta2 '0.02': more than beta1 is needed",
      "forward --schedule quadratic":
        "diffusion forward: --schedule 'quadratic': linear or cosine is needed",
      "check step9":
        "diffusion check: PROBLEM 'step9': 'step 1' … 'step 5', 1a, 1b, 2a, 2b, 3 or 2-2-1 … 2-2-4 is needed",
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
        // As a shell takes it apart: what is quoted is one word.
        let parts = example.split(
          omittingEmptySubsequences: false, whereSeparator: { "'\"".contains($0) })
        let words = parts.enumerated().flatMap { index, part in
          index.isMultiple(of: 2) ? part.split(separator: " ").map(String.init) : [String(part)]
        }
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

  private func report(_ language: Language = .english) -> CheckReport {
    CheckReport(
      language: language, style: TerminalStyle(hasColours: false), program: "diffusion",
      line: { _ in 12 })
  }

  func testTheReportSaysWhatCameAndWhatToDoNext() throws {
    let tests = PublicTest.all().filter { $0.problem == "step 1" }
    let wrong = Verdict.wrong(differs("ᾱ[3]", 0.72, 0.432))
    let results = zip(tests, [.passed, wrong, .notImplemented]).map(CheckReport.Result.init)
    XCTAssertEqual(
      report().lines(of: results) + report().summary(of: results, isComplete: false),
      """
        step 1  Assignments/HandsOn/Step1Alpha.swift                              1/3
          ✓ α_t = 1 − β_t
          ✗ ᾱ_t = α_1 · α_2 · … · α_t                                           wrong
              ᾱ[3] is 0.72, expected 0.432
              alphaBars, Assignments/HandsOn/Step1Alpha.swift:12
          · equal α: ᾱ_t = α^t                                        not implemented
        █████████████░░░░░░░░░░░░░░░░░░░░░░░░░░░  1 of 3 done

        Next  step 1: mend alphaBars
              Assignments/HandsOn/Step1Alpha.swift:12
              ᾱ_t = α_1 · α_2 · … · α_t
              then  swift run diffusion check 'step 1'
      """.split(separator: "\n", omittingEmptySubsequences: false).map(String.init))
    let all = tests.map { CheckReport.Result(test: $0, verdict: .passed) }
    XCTAssertEqual(
      report().summary(of: all, isComplete: false).suffix(2),
      ["  Next  see what is left to do", "        swift run diffusion check"])
    XCTAssertEqual(
      report().summary(of: all, isComplete: true).suffix(3),
      [
        "        swift run diffusion train --all",
        "        swift run diffusion paint \"a red heart on a black background\"",
        "        ./CollectSubmission.sh 2000-00000",
      ])
  }

  func testEveryLineFits80ColumnsInBothLanguages() {
    let long = String(repeating: "x_t[0, 0, 1, 1] is 0.12345, expected 0.54321; ", count: 9)
    let verdicts: [Verdict] = [
      .passed, .wrong(Bilingual(long, korean: String(repeating: "기대한 값 ", count: 40))),
      .notImplemented, .waiting(for: "sampleTimesteps"), .crashed(long), .endless(seconds: 20),
    ]
    for language in Language.allCases {
      for test in PublicTest.all() {
        XCTAssertLessThanOrEqual(columns(test.title[language]), 54, "no room for the verdict")
        for verdict in verdicts {
          let results = [CheckReport.Result(test: test, verdict: verdict)]
          let report = report(language)
          for line in report.lines(of: results)
            + report.summary(of: results, isComplete: true)
          {
            XCTAssertLessThanOrEqual(columns(line), 80, line)
          }
        }
      }
    }
  }

  func testATODOElsewhereIsWaitedFor() throws {
    let step4 = try XCTUnwrap(PublicTest.all().first { $0.problem == "step 4" })
    XCTAssertEqual(step4.verdict(stoppedAt: "TODO 4: trainingLoss"), .notImplemented)
    XCTAssertEqual(step4.verdict(stoppedAt: "TODO 2: sampleTimesteps"), .waiting(for: "step 2"))
    let sampling = try XCTUnwrap(PublicTest.all().first { $0.function == "sampleImages" })
    XCTAssertEqual(sampling.verdict(stoppedAt: "TODO 5: ddpmStep"), .waiting(for: "ddpmStep"))
    let loss = try XCTUnwrap(PublicTest.all().first { $0.problem == "2a" })
    XCTAssertEqual(loss.verdict(stoppedAt: "TODO 1b: scheduleTables"), .waiting(for: "1b"))
    XCTAssertEqual(loss.verdict(stoppedAt: "TODO of my own"), .notImplemented)
  }

  func testTheLineToWriteIsFound() throws {
    let test = try XCTUnwrap(PublicTest.all().first { $0.name == "alphaBar" })
    let stub = "func alphas(\n) {\n  fatalError(\"TODO 1\")\n}\nfunc alphaBars(\n) {\n"
    XCTAssertEqual(test.line(in: stub + "  // TODO 1\n  fatalError(\"TODO 1: x\")\n}"), 8)
    XCTAssertEqual(test.line(in: stub + "  return []\n}"), 5)
    XCTAssertNil(test.line(in: "nothing"))
  }

  func testDifferencesNameTheFirstEntry() {
    func words(_ found: Bilingual?) -> String? { found?.english }
    XCTAssertEqual(
      words(difference("β", [0, 0.1], [0, 0.1, 0.2])), "entries of β: 2, expected 3")
    XCTAssertEqual(
      words(difference("β", [0, 0.1, 0.3], [0, 0.1, 0.2])), "β[2] is 0.3, expected 0.2")
    XCTAssertEqual(words(difference("β", [0, .nan], [0, 0.1])), "β[1] is nan, expected 0.1")
    XCTAssertEqual(
      words(difference("β", [0.100004], [0.100001])), "β[0] is 0.100004, expected 0.100001")
    XCTAssertNil(difference("β", [9, 0.1], [0, 0.1], from: 1))
    let tensor = Tensor([1, 2, 3, 4, 5, 6], shape: [1, 2, 3])
    XCTAssertEqual(
      words(difference("x", tensor, [1, 2, 3, 4, 5, 7], shape: [1, 2, 3], timesteps: [4])),
      "x[0, 1, 2] is 6, expected 7 (t = 4)")
    XCTAssertEqual(
      words(difference("x", tensor, [], shape: [6])), "the shape of x: [1, 2, 3], expected [6]")
  }
}
