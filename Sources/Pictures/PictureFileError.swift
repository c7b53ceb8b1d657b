import Zlib

/// A picture or array file that could not be read or written: which one, and why.
public struct PictureFileError: Error, Equatable, Sendable {
  /// What went wrong.
  public enum Cause: Equatable, Sendable {
    case file(CappedFile.Failure)
    case png(PNG.Failure)
    case npy(NPY.Failure)
  }

  public let path: String
  public let cause: Cause
}

extension PNG {
  /// What is wrong with the bytes of a PNG file.
  public enum Failure: Error, Equatable, Sendable {
    case notPNG
    case truncated
    case badChunkName
    case wrongChecksum(chunk: String)
    case wrongOrder(chunk: String)
    case wrongLength(chunk: String, Int)
    case unknownCriticalChunk(String)
    case unsupportedFormat(depth: Int, colourType: Int)
    case unknownMethod(compression: Int, filter: Int, interlace: Int)
    case emptyImage(width: Int, height: Int)
    case tooManyPixels(width: Int, height: Int, limit: Int)
    case missing(chunk: String)
    case badData(Zlib.Failure)
    case tooFewRows(expectedBytes: Int, actualBytes: Int)
    case tooManyRows(expectedBytes: Int)
    case unknownFilter(Int)
    case noSuchColour(index: Int, colours: Int)
  }
}

extension NPY {
  /// What is wrong with the bytes of an NPY file.
  public enum Failure: Error, Equatable, Sendable {
    case notNPY
    case truncatedHeader
    case unknownVersion(Int, Int)
    case badHeader(String)
    case unsupportedType(String)
    case tooLarge(shape: [Int])
    case wrongSize(shape: [Int], expectedBytes: Int, actualBytes: Int)
  }
}
