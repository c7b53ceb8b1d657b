import XCTest

@testable import DiffusionTool

final class ArgumentTests: XCTestCase {
  private let command = CommandSpecification(
    name: "paint", summary: "paint a wall", operands: ["WALL"],
    options: [
      .option("--colour", "NAME", "which colour"), .option("--coats", "N", "how often"),
      .option("--rate", "R", "how fast"), .option("--seed", "N", "seed"),
      .flag("--dry", "only say what would be done"),
    ],
    examples: ["paint kitchen --colour blue"])

  private func parse(_ line: String) throws -> ParsedArguments {
    try ParsedArguments(line.split(separator: " ").map(String.init), of: command)
  }

  private func sentence(_ body: () throws -> some Any) -> String {
    do {
      _ = try body()
      return "accepted"
    } catch {
      return "\(error)"
    }
  }

  func testOptionsFlagsAndOperandsInAnyOrder() throws {
    for line in [
      "kitchen --colour blue --dry --coats 2", "--dry --coats=2 --colour=blue kitchen",
      "--colour blue kitchen --coats 2 --dry",
    ] {
      let parsed = try parse(line)
      XCTAssertEqual(parsed.operands, ["kitchen"], line)
      XCTAssertEqual(parsed["--colour"], "blue", line)
      XCTAssertEqual(try parsed.integer("--coats", in: 1...3), 2, line)
      XCTAssertTrue(parsed.contains("--dry"), line)
      XCTAssertNil(parsed["--rate"], line)
    }
    XCTAssertEqual(try parse("kitchen --colour=a=b")["--colour"], "a=b")
  }

  func testHelpWinsOverMistakes() throws {
    XCTAssertTrue(try parse("--nonsense --help").wantsHelp)
    XCTAssertTrue(try parse("-h").wantsHelp)
  }

  func testMistakesInWords() {
    let expected = [
      "kitchen --color blue": "unknown option '--color': did you mean '--colour'?",
      "kitchen --coast 1": "unknown option '--coast': did you mean '--coats'?",
      "kitchen --upside-down": "unknown option '--upside-down'; --help lists the options",
      "kitchen --colour": "--colour needs a value: --colour NAME",
      "kitchen --colour --dry": "--colour needs a value: --colour NAME",
      "kitchen --colour=": "--colour needs a value: --colour NAME",
      "kitchen --dry=yes": "--dry takes no value",
      "kitchen --dry --dry": "--dry is given twice: leave one out",
      "--dry": "WALL is missing; --help shows an example",
      "kitchen hall": "unexpected argument 'hall'; --help shows an example",
    ]
    for (line, words) in expected {
      XCTAssertEqual(sentence { try parse(line) }, words)
    }
  }

  func testValuesInWords() {
    XCTAssertEqual(
      sentence { try parse("a --coats 4").integer("--coats", in: 1...3) },
      "--coats '4': a whole number in 1…3 is needed")
    XCTAssertEqual(
      sentence { try parse("a --coats 99999999999999999999").integer("--coats", in: 1 ... .max) },
      "--coats '99999999999999999999': a whole number from 1 is needed")
    XCTAssertEqual(
      sentence { try parse("a --seed -1").seed() },
      "--seed '-1': a whole number from 0 is needed")
    XCTAssertEqual(
      try parse("a --seed 18446744073709551615").seed(), UInt64.max)
    for text in ["0", "-1", "nan", "inf", "2", "x"] {
      XCTAssertEqual(
        sentence { try parse("a --rate \(text)").positive("--rate", upTo: 1) },
        "--rate '\(text)': a number above 0 and up to 1.0 is needed")
    }
  }

  func testEditDistance() {
    XCTAssertEqual(editDistance("kitten", "sitting"), 3)
    XCTAssertEqual(editDistance("", "abc"), 3)
    XCTAssertEqual(editDistance("same", "same"), 0)
    XCTAssertEqual(suggestion(for: "trian", among: ["train", "sample"]), "train")
    XCTAssertNil(suggestion(for: "zzz", among: ["train", "sample"]))
  }
}
