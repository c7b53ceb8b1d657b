import Digits
import Foundation
import XCTest

@testable import GraderLibrary

/// The package's folder.
let packageRoot = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
  .deletingLastPathComponent().deletingLastPathComponent().path

/// The classifier with the committed weights.
func committedClassifier() throws -> ClarityClassifier {
  try ClarityClassifier(weightsAt: "\(packageRoot)/Grader/clarity-classifier.safetensors")
}

extension DigitSet {
  /// All images, values in −1…1.
  var allImages: [Float] { images(Array(0..<count)) }
  var allLabels: [Int] { labels.map(Int.init) }
}

/// A set as MNIST's files, not packed.
func writeMNIST(_ digits: DigitSet, as prefix: String, in folder: String) throws {
  func word(_ value: Int) -> [UInt8] { (0..<4).map { UInt8(value >> (24 - 8 * $0) & 255) } }
  let images = [0, 0, 8, 3] + word(digits.count) + word(28) + word(28) + digits.pixels
  let labels = [0, 0, 8, 1] + word(digits.count) + digits.labels
  let url = URL(fileURLWithPath: folder)
  try Data(images).write(to: url.appendingPathComponent("\(prefix)-images-idx3-ubyte"))
  try Data(labels).write(to: url.appendingPathComponent("\(prefix)-labels-idx1-ubyte"))
}
