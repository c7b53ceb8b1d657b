import Pictures

/// Why digits cannot be judged.
public enum ClarityError: Error, Equatable, Sendable {
  /// The samples file cannot be read.
  case samples(PictureFileError)
  case wrongShape(path: String, shape: [Int])
  case notFinite(path: String, image: Int)
}

extension ClarityError: CustomStringConvertible {
  public var description: String {
    switch self {
    case .samples(let error): "\(error)"
    case .wrongShape(let path, let shape):
      "\(path): an array of shape \(shape); [n, 1, 28, 28] is expected, n at least 1"
    case .notFinite(let path, let image):
      "\(path): image \(image) has values that are infinite or not numbers"
    }
  }
}
