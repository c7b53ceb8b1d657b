extension Zlib.Failure: CustomStringConvertible {
  /// One clause, to follow the name of the file: "the compressed data is cut short".
  public var description: String {
    switch self {
    case .corrupt(let reason): "the compressed data is damaged (\(reason))"
    case .truncated: "the compressed data is cut short"
    case .tooLarge(let limit): "more than \(limit) bytes come out of the compressed data"
    }
  }
}
