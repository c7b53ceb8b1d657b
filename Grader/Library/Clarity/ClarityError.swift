import NeuralNetworks
import Pictures

/// Why digits cannot be judged.
public enum ClarityError: Error, Equatable, Sendable {
  /// The weights file cannot be read or written.
  case weights(SafeTensorsError)
  /// The weights are those of another network.
  case otherNetwork(path: String, StateDictionaryError)
  case brokenWeights(path: String, reason: String)
  /// The samples file cannot be read.
  case samples(PictureFileError)
  case wrongShape(path: String, shape: [Int])
  case notFinite(path: String, image: Int)
}

extension ClarityError: CustomStringConvertible {
  public var description: String {
    switch self {
    case .weights(let error): "\(error)"
    case .otherNetwork(let path, let error): "\(path): \(error)"
    case .brokenWeights(let path, let reason):
      "\(path): \(reason); make it anew with grader train-classifier"
    case .samples(let error): "\(error)"
    case .wrongShape(let path, let shape):
      "\(path): an array of shape \(shape); [n, 1, 28, 28] is expected, n at least 1"
    case .notFinite(let path, let image):
      "\(path): image \(image) has values that are infinite or not numbers"
    }
  }
}
