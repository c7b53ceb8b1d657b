import Foundation
import Pictures

/// `grader clarity`: how many samples are clear digits.
enum ClarityCommand {
  static let description = CommandDescription(
    name: "clarity", usage: "FILE.npy [--json]",
    summary: "Counts the clear digits among samples.",
    details: [
      "FILE holds images of shape [n, 1, 28, 28] with values in −1…1; image i was drawn for the "
        + "digit i mod 10."
    ],
    options: [
      .init(name: "--json", value: nil, help: "print one JSON object and nothing else"),
      .init(name: "--package", value: "DIR", help: "the package's folder, if it was moved"),
    ],
    example: "swift run grader clarity results_epsilon_linear/samples.npy")

  private struct Answer: Encodable {
    var file: String
    var images: Int
    var clear: Int
    var clearPerDigit: [Int]
  }

  static func run(_ arguments: ParsedCommand) throws(GraderError) -> Int32 {
    guard let path = arguments.operands.first else {
      throw .usage("no file is given", command: "clarity")
    }
    guard arguments.operands.count == 1 else {
      throw .usage("more than one file is given", command: "clarity")
    }
    let array: NPY.Array
    do { array = try NPY.read(path) } catch { throw .inOwnWords("\(error)") }
    let shape = array.shape
    guard shape.count == 4, Array(shape.dropFirst()) == [1, 28, 28], shape[0] > 0 else {
      throw .unreadable(path: path, reason: "has the shape \(shape), not [n, 1, 28, 28]")
    }
    let broken = array.values.count { !$0.isFinite }
    guard broken == 0 else {
      throw .unreadable(path: path, reason: "\(broken) values are infinite or undefined")
    }
    let location = try PackageLocation.find(root: arguments["--package"])
    let judge = try clarityJudge(at: location)
    let requested = (0..<shape[0]).map { $0 % 10 }
    let clear = judge.clear(images: array.values, count: shape[0], requested: requested)
    let answer = Answer(
      file: path, images: shape[0], clear: clear.count { $0 },
      clearPerDigit: (0..<10).map { digit in
        zip(clear, requested).count { $0 && $1 == digit }
      })
    if arguments.has("--json") {
      Console.print(String(json(answer, pretty: false).dropLast()))
    } else {
      Console.print("\(answer.clear) of \(answer.images) digits are clear")
      let perDigit = answer.clearPerDigit.enumerated().map { "\($0): \($1)" }
      Console.print("per digit  " + perDigit.joined(separator: "  "))
    }
    return 0
  }
}
