import Foundation
import Pictures
import Zlib

/// Generated digits that the classifier is measured on: the reference runs' samples, digits of one
/// run's checkpoints, and digits that a person labelled.
struct ClarityEvidence {
  struct Images {
    var name: String
    /// Values in −1…1, [n, 1, 28, 28].
    var images: [Float]
  }

  private struct CheckpointFile: Decodable {
    var epochs: [Double]
  }

  var runs: [Images] = []
  var checkpoints: [Images] = []
  var labelled: [LabelledDigits] = []
  /// What is not there.
  var notes: [String] = []

  init() {}

  /// What lies in the package.
  ///
  /// - Throws: `GraderError` for files that are there and cannot be used.
  init(in location: PackageLocation) throws(GraderError) {
    for name in ["epsilon_linear", "epsilon_cosine", "sample_linear", "sample_cosine"] {
      let path = "\(location.solutions)/results_\(name)/samples.npy"
      guard isFile(path) else {
        notes.append("\(path) is not there")
        continue
      }
      runs.append(
        Images(name: "reference run \(name)", images: try ClarityEvidence.images(path)))
    }
    let folder = "\(location.root)/Grader/Evidence"
    try readCheckpoints("\(folder)/checkpoints")
    try readLabelled("several runs", "\(folder)/labelled-digits")
    try readLabelled("the checkpoints", "\(folder)/labelled-checkpoints")
  }

  private mutating func readCheckpoints(_ path: String) throws(GraderError) {
    guard isFile("\(path).json") else {
      notes.append("\(path).json is not there: no checkpoints are counted")
      return
    }
    let file = try ClarityEvidence.json(CheckpointFile.self, "\(path).json")
    let images = try ClarityEvidence.images("\(path).npy")
    guard images.count == file.epochs.count * 78_400 else {
      throw .unreadable(
        path: "\(path).npy", reason: "\(images.count / 784) images; 100 an epoch are expected")
    }
    for (number, epoch) in file.epochs.enumerated() {
      checkpoints.append(
        Images(
          name: "epoch " + String(format: "%g", epoch),
          images: Array(images[number * 78_400..<(number + 1) * 78_400])))
    }
  }

  private mutating func readLabelled(_ name: String, _ path: String) throws(GraderError) {
    guard isFile("\(path).json") else {
      notes.append("\(path).json is not there: no agreement is measured")
      return
    }
    labelled.append(try LabelledDigits(name: name, path))
  }

  static func json<T: Decodable>(
    _ type: T.Type, _ path: String
  ) throws(GraderError) -> T {
    do {
      let bytes = try CappedFile.read(path, limit: 1 << 20)
      return try JSONDecoder().decode(type, from: Data(bytes))
    } catch {
      throw .unreadable(path: path, reason: "\(error)")
    }
  }

  /// [n, 1, 28, 28] of numbers in −1…1, or of bytes: 0 is −1 and 255 is 1.
  static func images(_ path: String) throws(GraderError) -> [Float] {
    let array: NPY.Array
    do { array = try NPY.read(path) } catch { throw .inOwnWords("\(error)") }
    guard array.shape.count == 4, array.shape[0] > 0, array.shape[1...] == [1, 28, 28] else {
      throw .inOwnWords(ClarityError.wrongShape(path: path, shape: array.shape).description)
    }
    let isBytes = array.values.contains { $0 > 2 }
    return isBytes ? array.values.map { $0 / 127.5 - 1 } : array.values
  }
}
