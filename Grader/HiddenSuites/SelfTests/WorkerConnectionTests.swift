import Foundation
import Processes
import SubmissionProtocol
import WorkerClient
import XCTest

/// What becomes of workers that do not answer as they should. They are shell scripts here, which
/// greet by the right frame and then misbehave.
final class WorkerConnectionTests: XCTestCase {
  private let question = AssignmentCall.alphas(betas: DoubleTable([0, 0.5]))

  /// A command for a worker that greets and then runs `script`.
  private func worker(_ script: String) throws -> [String] {
    try command("\(frame(.ready(protocolVersion: WorkerProtocol.version), number: 0)); \(script)")
  }

  private func command(_ script: String) throws -> [String] {
    ["/bin/sh", "-c", script]
  }

  /// A `printf` that writes an answer's frame to descriptor 4.
  private func frame(_ result: CallResult, number: Int) throws -> String {
    let answer = WorkerAnswer(
      number: number, result: result, calls: [], normals: TensorValue(shape: [0], values: []))
    let json = try JSONEncoder().encode(answer)
    let length = (0..<4).map { UInt8(truncatingIfNeeded: json.count >> (8 * $0)) }
    let octal = (length + json).map { String(format: "\\%03o", $0) }.joined()
    return "printf '\(octal)' >&4"
  }

  private func stop(
    _ command: [String], seconds: Double = 5, file: StaticString = #filePath, line: UInt = #line
  ) -> SubmissionStop? {
    do {
      _ = try WorkerConnection(command: command).ask(question, seconds: seconds)
      XCTFail("an answer came", file: file, line: line)
      return nil
    } catch {
      return error
    }
  }

  /// Reads a little of the request, so that a script does not end before it is sent.
  private let awaitRequest = "head -c 4 <&3 >/dev/null"

  func testAnswersArriveAsTheyAre() throws {
    let answer = try frame(.table(DoubleTable([1, .nan, -.infinity])), number: 1)
    let connection = try WorkerConnection(command: worker("\(awaitRequest); \(answer); cat <&3"))
    guard case .table(let table) = try connection.ask(question, seconds: 5).result else {
      return XCTFail("another answer")
    }
    XCTAssertEqual(table.values.count, 3)
    XCTAssertTrue(table.values[1].isNaN)
    XCTAssertEqual(table.values[2], -.infinity)
    XCTAssertTrue(connection.isRunning)
  }

  func testAWorkerThatDoesNotStartIsTheGradersFault() throws {
    for command in [["/nonexistent/worker"], try command("exit 3"), try command("kill -KILL $$")] {
      guard case .graderFault = stop(command) else { return XCTFail("\(command)") }
    }
    let version = try frame(.ready(protocolVersion: 99), number: 0)
    guard case .graderFault(let sentence) = stop(try command(version)) else { return XCTFail() }
    XCTAssertTrue(sentence.contains("another version"), sentence)
  }

  func testAnUnfinishedFunctionIsNotACrash() throws {
    let words = "HandsOn/Step1.swift:9: Fatal error: TODO 1: alphas(betas:)"
    let found = stop(try worker("\(awaitRequest); echo '\(words)' >&2; kill -ILL $$"))
    XCTAssertEqual(found, .notImplemented("TODO 1: alphas(betas:)"))
    XCTAssertEqual(found?.lines.map(\.english), ["not implemented: TODO 1: alphas(betas:)"])
  }

  func testATrapSpeaksInItsOwnWords() throws {
    let found = stop(
      try worker(
        "\(awaitRequest); echo noise >&2; echo 'a.swift:1: Fatal error: shapes differ' >&2; "
          + "kill -ILL $$"))
    XCTAssertEqual(
      found, .ended(.signalled(4), lastWords: ["a.swift:1: Fatal error: shapes differ"]))
    XCTAssertEqual(
      found?.lines.map(\.english),
      ["your code stopped the program, in these words:", "a.swift:1: Fatal error: shapes differ"])
  }

  func testExitIsNoAnswer() throws {
    XCTAssertEqual(
      stop(try worker("\(awaitRequest); exit 0"))?.lines.map(\.english),
      ["your code ended the whole program with exit code 0 instead of returning"])
  }

  /// Bubblewrap reports its child's signal as exit code 128 + n.
  func testASignalIsSeenThroughAWrapper() throws {
    XCTAssertEqual(
      stop(try worker("\(awaitRequest); exit 139")), .ended(.signalled(11), lastWords: []))
  }

  func testAnEndlessLoopEndsAtTheDeadline() throws {
    XCTAssertEqual(
      stop(try worker("exec sleep 600"), seconds: 1), .timedOut(seconds: 1, lastWords: []))
  }

  func testWhatIsNoAnswerIsRefused() throws {
    let wrongNumber = try frame(.table(DoubleTable([1])), number: 7)
    for script in [
      wrongNumber, "printf '\\005\\000\\000\\000hello' >&4", "printf '\\377\\377\\377\\377' >&4",
    ] {
      guard case .garbled = stop(try worker("\(script); cat <&3")) else {
        return XCTFail(script)
      }
    }
  }

  func testATalkativeWorkerDoesNotBlock() throws {
    let answer = try frame(.table(DoubleTable([1])), number: 1)
    let connection = try WorkerConnection(
      command: worker("head -c 3000000 /dev/zero >&2; \(answer); cat <&3"))
    XCTAssertNoThrow(try connection.ask(question, seconds: 20))
  }

  func testLastWordsAreFitForAReport() {
    let long = String(repeating: "x", count: 1000)
    let words = LastWords(standardError: "\u{1B}[31mred\u{7}\n\(long)\nthree\nfour\nfive\nsix")
    XCTAssertNil(words.fatalError)
    XCTAssertEqual(words.lines.count, 5)
    XCTAssertEqual(words.lines[0].count, 400)
    XCTAssertEqual(words.lines.last, "six")
    XCTAssertEqual(LastWords(standardError: "\u{1B}[31mred").lines.last, "·[31mred")
    XCTAssertEqual(LastWords(standardError: "").lines, [])
  }

  func testCommandsComeFromTheEnvironment() throws {
    let variable = "GRADER_WORKER_HANDS_ON"
    XCTAssertEqual(
      try Assignment.handsOn.command(environment: [variable: #"["bwrap","--","/w"]"#]),
      ["bwrap", "--", "/w"])
    XCTAssertThrowsError(try Assignment.handsOn.command(environment: [variable: "/w"]))
    XCTAssertThrowsError(try Assignment.handsOn.command(environment: [variable: "[]"]))
    let reference = try Assignment.imageGeneration.command(environment: [:])
    XCTAssertTrue(reference[0].hasSuffix("/reference-worker"), reference[0])
    XCTAssertEqual(reference[1], "image-generation")
  }

  func testTensorsRefuseShapesThatDoNotFit() throws {
    let tensor = TensorValue(shape: [2, 1], values: [.nan, 1])
    let json = String(decoding: try JSONEncoder().encode(tensor), as: UTF8.self)
    let back = try JSONDecoder().decode(TensorValue.self, from: Data(json.utf8))
    XCTAssertEqual(back.shape, [2, 1])
    XCTAssertTrue(back.values[0].isNaN)
    for shape in ["[3,1]", "[-2,-1]", "[4611686018427387904,4]", "[]"] {
      let forged = json.replacingOccurrences(of: "[2,1]", with: shape)
      XCTAssertThrowsError(
        try JSONDecoder().decode(TensorValue.self, from: Data(forged.utf8)), shape)
    }
  }
}
