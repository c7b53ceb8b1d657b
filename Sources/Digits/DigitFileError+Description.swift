extension DigitFileError: CustomStringConvertible {
  /// One line that names the file, says what is wrong and what to do.
  public var description: String {
    switch cause {
    case .file(let failure):
      "\(path): \(failure)"
    case .idx(let failure):
      "\(path): \(failure)"
    case .notDigitSize(let rows, let columns):
      "\(path): images of \(rows) × \(columns) where MNIST has 28 × 28; use MNIST's files"
    case .badLabel(let label, let index):
      "\(path): label \(label) of image \(index) is not a digit 0…9; use MNIST's files"
    case .noImages:
      "\(path): no images in it; use MNIST's files"
    case .countsDiffer(let images, let labels):
      "\(path): \(labels) labels for \(images) images; take both files from the same place"
    }
  }
}

extension IDX.Failure: CustomStringConvertible {
  /// One clause, to follow the name of the file.
  public var description: String {
    switch self {
    case .badData(let failure):
      "\(failure); download it again"
    case .truncatedHeader:
      "ends inside its header; download it again"
    case .wrongMagic(let expected, let actual):
      "not an IDX file of \(expected == 2051 ? "images" : "labels") (it starts with \(actual), "
        + "not \(expected)); use MNIST's files"
    case .badSize(let rows, let columns):
      "images of \(rows) × \(columns) cannot be read; use MNIST's files"
    case .wrongLength(let expected, let actual):
      "\(actual) bytes of values where the header says \(expected); download it again"
    }
  }
}

extension DigitFolderError: CustomStringConvertible {
  /// One line that names the folder, says what is wrong and what to do.
  public var description: String {
    switch self {
    case .noFolder(let folder):
      "\(folder): no such folder; name the folder that holds MNIST's files"
    case .notAFolder(let path):
      "\(path): not a folder; name the folder that holds MNIST's files"
    case .missing(let files, let folder):
      "\(folder): \(files.joined(separator: " and ")) missing (with or without .gz); "
        + "download with: swift run diffusion data fetch"
    case .noMirrorWorked(let file, let folder, let reasons):
      "\(file) could not be downloaded into \(folder): \(reasons.joined(separator: "; ")); try again later, "
        + "or go on without: the program then draws digits itself"
    case .notWritable(let folder, let reason):
      "\(folder): cannot be written (\(reason)); choose another folder"
    }
  }
}
