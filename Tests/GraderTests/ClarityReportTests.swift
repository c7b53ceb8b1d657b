import Digits
import Pictures
import XCTest

@testable import GraderLibrary

final class ClarityReportTests: XCTestCase {
  func testSentences() {
    func reason(_ predicted: Int?, _ probability: Double) -> String {
      ClarityVerdict(
        requested: 3, predicted: predicted, probability: probability, threshold: 0.9
      ).reason
    }
    XCTAssertEqual(reason(3, 0.95), "reads as 3 (95 %)")
    XCTAssertEqual(reason(3, 0.8999), "reads as 3, but with 89 % where 90 % are needed")
    XCTAssertEqual(reason(8, 0.95), "reads as 8 (95 %), asked for was 3")
    XCTAssertEqual(reason(nil, 0.6), "shows no clear digit (60 %)")
  }

  private func report(of values: [Float], shape: [Int]) throws -> ClarityReport {
    let path = try temporaryFolder() + "/samples.npy"
    try NPY.write(shape: shape, values: values, to: path)
    return try ClarityReport(samplesAt: path, by: committedClassifier())
  }

  /// Twenty drawn digits, sorted as samples are; the second nine is blank.
  private func samples() -> [Float] {
    let digits = DrawnDigits.generate(count: 400, seed: 93)
    var byLabel = (0..<10).map { label in (0..<400).filter { digits.labels[$0] == UInt8(label) } }
    var values: [Float] = []
    for index in 0..<19 { values += digits.images([byLabel[index % 10].removeFirst()]) }
    return values + [Float](repeating: -1, count: 784)
  }

  func testCountsByClass() throws {
    let report = try report(of: samples(), shape: [20, 1, 28, 28])
    XCTAssertEqual(report.count, 20)
    XCTAssertEqual(report.classes.map(\.count), [Int](repeating: 2, count: 10))
    XCTAssertEqual(report.classes.reduce(0) { $0 + $1.clear }, report.clear)
    XCTAssertGreaterThanOrEqual(report.clear, 17)
    XCTAssertLessThanOrEqual(report.classes[9].clear, 1)
    XCTAssertEqual(report.verdicts[19].requested, 9)
    XCTAssertNil(report.verdicts[19].predicted)
    XCTAssertEqual(report.notes, [])
    XCTAssertEqual(report.clampedValues, 0)
    let lines = report.lines
    XCTAssertTrue(lines[0].hasSuffix("samples.npy: \(report.clear) of 20 digits are clear"))
    XCTAssertEqual(
      lines[2], "digit       0     1     2     3     4     5     6     7     8     9")
    XCTAssertTrue(lines.dropFirst().allSatisfy { $0.count <= 80 })
    XCTAssertTrue(lines.contains { $0.hasPrefix("image 19 shows no clear digit (") })
  }

  func testIsCodable() throws {
    let report = try report(of: samples(), shape: [20, 1, 28, 28])
    let data = try JSONEncoder().encode(report)
    XCTAssertEqual(try JSONDecoder().decode(ClarityReport.self, from: data), report)
    XCTAssertTrue(String(decoding: data, as: UTF8.self).contains("\"predicted\":null"))
  }

  func testSaysWhatIsUnusual() throws {
    var values = samples()
    values[0] = -2
    values[1] = 3
    XCTAssertEqual(
      try report(of: values, shape: [20, 1, 28, 28]).notes,
      ["2 of 15680 values are beyond −1…1 and were held within"])
    XCTAssertEqual(
      try report(of: samples().map { ($0 + 1) / 2 }, shape: [20, 1, 28, 28]).notes,
      ["the values are in 0…1, not in −1…1; they were taken as 2 · value − 1 for judging"])
  }

  func testFilesThatCannotBeJudged() throws {
    func words(_ body: () throws -> ClarityReport) -> String {
      do {
        _ = try body()
        return "judged"
      } catch { return "\(error)" }
    }
    for shape in [[784], [1, 784], [1, 28, 28, 1], [0, 1, 28, 28], [1, 1, 28, 14]] {
      let values = [Float](repeating: 0, count: shape.reduce(1, *))
      let text = words { try report(of: values, shape: shape) }
      let end = ": an array of shape \(shape); [n, 1, 28, 28] is expected, n at least 1"
      XCTAssertTrue(text.hasSuffix(end), text)
    }
    var values = [Float](repeating: 0, count: 1568)
    values[784] = .nan
    let text = words { try report(of: values, shape: [2, 1, 28, 28]) }
    XCTAssertTrue(
      text.hasSuffix("samples.npy: image 1 has values that are infinite or not numbers"), text)
    let missing = words {
      try ClarityReport(samplesAt: "/no/samples.npy", by: committedClassifier())
    }
    XCTAssertTrue(missing.hasPrefix("/no/samples.npy: "), missing)
    let path = try temporaryFolder() + "/samples.npy"
    try Data("PK not an array".utf8).write(to: URL(fileURLWithPath: path))
    let garbage = words { try ClarityReport(samplesAt: path, by: committedClassifier()) }
    XCTAssertTrue(garbage.hasPrefix("\(path): "), garbage)
  }
}
