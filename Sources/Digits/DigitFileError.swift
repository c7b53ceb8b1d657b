import Zlib

/// A file of digits that could not be read: which one, and why.
public struct DigitFileError: Error, Equatable, Sendable {
  /// What went wrong.
  public enum Cause: Equatable, Sendable {
    case file(CappedFile.Failure)
    case idx(IDX.Failure)
    /// Digits are 28 × 28 here.
    case notDigitSize(rows: Int, columns: Int)
    /// A label above 9.
    case badLabel(Int, index: Int)
    /// No images at all.
    case noImages
    /// As many labels as images are needed.
    case countsDiffer(images: Int, labels: Int)
  }

  public let path: String
  public let cause: Cause
}

extension IDX {
  /// What is wrong with the bytes of an IDX file.
  public enum Failure: Error, Equatable, Sendable {
    case badData(Zlib.Failure)
    case truncatedHeader
    case wrongMagic(expected: Int, actual: Int)
    case badSize(rows: Int, columns: Int)
    case wrongLength(expectedBytes: Int, actualBytes: Int)
  }
}

/// A folder of digits that could not be used, or filled.
public enum DigitFolderError: Error, Equatable, Sendable {
  /// There is no such folder.
  case noFolder(String)
  /// A file was named.
  case notAFolder(String)
  /// Files that are not there.
  case missing([String], folder: String)
  /// No mirror gave the file; each with its reason.
  case noMirrorWorked(file: String, folder: String, reasons: [String])
  /// The folder cannot be made or written.
  case notWritable(folder: String, reason: String)
}
