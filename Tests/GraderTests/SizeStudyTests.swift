import Foundation
import Pictures
import Processes
import XCTest

@testable import GraderLibrary

/// The figures are invented.
final class SizeStudyTests: XCTestCase {
  // MARK: - Reading

  func testReadsWhatWasMeasured() throws {
    let read = try SizeMeasurement.all(in: file([line(features: 16, epochs: 5)]))
    XCTAssertEqual(
      read,
      [
        SizeMeasurement(
          data: "MNIST", prediction: "epsilon", schedule: "linear", seed: 1, features: 16,
          epochs: 5, images: 18000, threads: 2, parameters: 100, seconds: 90.5, loss: 0.03,
          samples: 300, clear: 150)
      ])
    // As an editor on Windows leaves it.
    let other = file([line(features: 16, epochs: 5)]).replacingOccurrences(of: "\n", with: "\r\n")
    XCTAssertEqual(try SizeMeasurement.all(in: other), read)
  }

  func testSaysWhatIsWrong() {
    let good = line(features: 16, epochs: 5)
    func changed(_ old: String, _ new: String) -> [String] {
      [good, line(features: 8, epochs: 5).replacingOccurrences(of: old, with: new)]
    }
    let cases: [(String, String)] = [
      ("", "the first line is not \(SizeMeasurement.header)"),
      (good, "the first line is not \(SizeMeasurement.header)"),
      (file([]), "no measurement below the first line"),
      (file([good, "MNIST,epsilon"]), "line 3: 2 fields, not 13"),
      (file([good, "", line(features: 8, epochs: 5)]), "line 3: 1 fields, not 13"),
      (file(changed("MNIST", "CIFAR")), "line 3: data 'CIFAR': MNIST or drawn digits is needed"),
      (file(changed("linear", "square")), "line 3: schedule 'square': linear or cosine is needed"),
      (file(changed(",8,", ",-8,")), "line 3: features '-8': 8…256 is needed"),
      (
        file(changed("18000", String(repeating: "9", count: 99))),
        "line 3: images '99999999999999999999…': 1…1000000000 is needed"
      ),
      (file(changed("90.5", "nan")), "line 3: seconds 'nan': 0.001…1000000000.0 is needed"),
      (file(changed("90.5", "0")), "line 3: seconds '0': 0.001…1000000000.0 is needed"),
      (file(changed("0.03", "inf")), "line 3: loss 'inf': 0.0…1000000000.0 is needed"),
      (file(changed("150", "301")), "line 3: clear '301': 0…300 is needed"),
      (
        file(changed("epsilon", "sample")),
        "line 3: prediction sample after epsilon; a file holds one setting: keep them apart"
      ),
      (
        file(changed(",2,", ",1,")),
        "line 3: threads 1 after 2; a file holds one setting: keep them apart"
      ),
      (file([good, good]), "line 3: 16 features, 5 epochs and seed 1 are there a second time"),
    ]
    for (text, expected) in cases {
      XCTAssertThrowsError(try SizeMeasurement.all(in: text), expected) {
        XCTAssertEqual("\($0)", expected)
      }
    }
  }

  // MARK: - Tables

  func testRunsThatDifferInTheirSeedAreOnePoint() throws {
    let points = SizePoint.all(
      of: try SizeMeasurement.all(
        in: file([
          line(features: 16, epochs: 2, seconds: 60, clear: 200),
          line(features: 16, epochs: 2, seed: 2, seconds: 180, samples: 100, clear: 40),
          line(features: 8, epochs: 20),
        ])))
    XCTAssertEqual(points.map(\.features), [8, 16])
    XCTAssertEqual(points[1].minutes, 2)
    XCTAssertEqual(points[1].imagesPerSecond, 300)
    XCTAssertEqual(points[1].samples, 400)
    XCTAssertEqual(points[1].clear, 60)
  }

  func testTablesNameTheClearestRunThatFits() throws {
    let study = SizeStudy(
      try SizeMeasurement.all(
        in: file([
          line(features: 32, epochs: 1, parameters: 414_529, seconds: 66, clear: 210),
          line(features: 32, epochs: 10, parameters: 414_529, seconds: 660, clear: 297),
          line(features: 8, epochs: 1, seconds: 24, clear: 30),
          line(features: 8, epochs: 10, seconds: 240, clear: 180),
        ])))
    XCTAssertEqual(
      study.markdown,
      """
      With so many minutes the clearest digits came from:

      | minutes | features | epochs | took | clear of 100 |
      |---:|---:|---:|---:|---:|
      | 0.5 | 8 | 1 | 0.4 | 10.0 |
      | 2.0 | 32 | 1 | 1.1 | 70.0 |
      | 20 | 32 | 10 | 11 | 99.0 |

      All that was measured, clear digits of 100 and minutes:

      | epochs | 8 features | 32 features |
      |---:|---:|---:|
      | 1 | 10.0 in 0.4 | 70.0 in 1.1 |
      | 10 | 60.0 in 4.0 | 99.0 in 11 |
      | parameters | 100 | 414,529 |
      | images/s | 750 | 273 |

      MNIST, 18,000 images an epoch, epsilon prediction, linear schedule, 2 threads. Each number \
      stands on a run of its own and 300 new digits; chance in drawing them moves it by 2.9 or less (one \
      standard deviation). Minutes on another machine go by its images/s.
      """)
  }

  func testMissingRunsLeaveAGap() throws {
    let study = SizeStudy(
      try SizeMeasurement.all(
        in: file([
          line(features: 16, epochs: 1), line(features: 8, epochs: 2, samples: 100, clear: 7),
        ])))
    XCTAssertTrue(study.markdown.contains("| 1 | – | 50.0 in 1.5 |\n| 2 | 7 in 1.5 | – |"))
    XCTAssertTrue(study.markdown.contains("100 or more new digits"), study.markdown)
  }

  // MARK: - The command

  func testTheCommandDrawsAndPrints() throws {
    let folder = try temporaryFolder()
    let (table, picture) = ("\(folder)/sizes.csv", "\(folder)/sizes.png")
    try writeFile(file([line(features: 16, epochs: 5), line(features: 8, epochs: 5)]), to: table)
    let finished = try chartSizes(table, picture)
    XCTAssertEqual(finished.status, .exited(0), finished.standardError.text)
    XCTAssertTrue(finished.standardOutput.text.contains("| 5 | 50.0 in 1.5 | 50.0 in 1.5 |"))
    let image = try PNG.decode([UInt8](Data(contentsOf: URL(fileURLWithPath: picture))))
    XCTAssertEqual([image.width, image.height], [800, 500])
  }

  func testTheCommandRefusesInOneLine() throws {
    let folder = try temporaryFolder()
    let (table, picture) = ("\(folder)/sizes.csv", "\(folder)/sizes.png")
    try writeFile(file([line(features: 16, epochs: 5), "\u{1B}[2J,"]), to: table)
    let cases: [([String], String)] = [
      ([], "FILE.csv and PICTURE.png are needed; see grader chart-sizes --help"),
      ([table, table], "\(table) does not end in .png; see grader chart-sizes --help"),
      ([folder, picture], "\(folder): not a regular file"),
      (["\(folder)/none.csv", picture], "\(folder)/none.csv: no such file or folder"),
      ([table, picture], "\(table): line 3: 2 fields, not 13"),
    ]
    for (words, line) in cases {
      let finished = try chartSizes(words)
      XCTAssertEqual(finished.status, .exited(2))
      XCTAssertEqual(finished.standardError.text, "grader: \(line)\n")
      XCTAssertEqual(finished.standardOutput.text, "")
      XCTAssertFalse(isFile(picture))
    }
  }

  // MARK: - Helpers

  private func chartSizes(_ words: String...) throws -> Finished { try chartSizes(words) }

  private func chartSizes(_ words: [String]) throws -> Finished {
    let program = try PackageLocation.find().products + "/grader"
    return try runToEnd([program, "chart-sizes"] + words, timeout: 120)
  }

  private func file(_ lines: [String]) -> String {
    ([SizeMeasurement.header] + lines).joined(separator: "\n") + "\n"
  }

  private func line(
    features: Int, epochs: Int, seed: Int = 1, parameters: Int = 100, seconds: Double = 90.5,
    samples: Int = 300, clear: Int = 150
  ) -> String {
    "MNIST,epsilon,linear,\(seed),\(features),\(epochs),18000,2,\(parameters),\(seconds),0.03,"
      + "\(samples),\(clear)"
  }
}
