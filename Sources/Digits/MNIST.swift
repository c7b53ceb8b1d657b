import Foundation

/// The MNIST database of handwritten digits (LeCun, Cortes, Burges; CC BY-SA 3.0): 60,000 images
/// to train on and 10,000 to test with.
public enum MNIST {
  /// Which of the two parts.
  public enum Split: String, CaseIterable, Sendable {
    case train
    case test

    /// MNIST's own file names, without `.gz`.
    var imagesName: String { "\(prefix)-images-idx3-ubyte" }
    var labelsName: String { "\(prefix)-labels-idx1-ubyte" }
    private var prefix: String { self == .train ? "train" : "t10k" }
  }

  /// Reads one split from a folder that holds MNIST's files, gzip or plain.
  ///
  /// - Throws: `DigitFolderError` with all the names that are missing, or `DigitFileError` for a
  ///   damaged file, counts that disagree, images that are not 28 × 28, or labels above 9.
  public static func load(_ split: Split, from directory: String) throws -> DigitSet {
    var isDirectory: ObjCBool = false
    guard FileManager.default.fileExists(atPath: directory, isDirectory: &isDirectory),
      isDirectory.boolValue
    else {
      throw FileManager.default.fileExists(atPath: directory)
        ? DigitFolderError.notAFolder(directory) : .noFolder(directory)
    }
    let names = [split.imagesName, split.labelsName]
    let paths = names.map { path(of: $0, in: directory) }
    guard let imagesPath = paths[0], let labelsPath = paths[1] else {
      let missing = zip(names, paths).filter { $0.1 == nil }.map(\.0)
      throw DigitFolderError.missing(missing, folder: directory)
    }

    let images = try IDX.readImages(imagesPath)
    guard images.rows == DigitSet.side, images.columns == DigitSet.side else {
      throw DigitFileError(
        path: imagesPath, cause: .notDigitSize(rows: images.rows, columns: images.columns))
    }
    guard images.count > 0 else { throw DigitFileError(path: imagesPath, cause: .noImages) }
    let labels = try IDX.readLabels(labelsPath)
    guard labels.count == images.count else {
      throw DigitFileError(
        path: labelsPath, cause: .countsDiffer(images: images.count, labels: labels.count))
    }
    if let index = labels.firstIndex(where: { $0 > 9 }) {
      throw DigitFileError(
        path: labelsPath, cause: .badLabel(Int(labels[index]), index: index))
    }
    return DigitSet(
      pixels: images.bytes, labels: labels,
      source: "MNIST, \(grouped(images.count)) \(split.rawValue) images from \(directory)")
  }

  /// Whether a folder holds any of MNIST's files.
  static func isPresent(in directory: String) -> Bool {
    Split.allCases.contains {
      path(of: $0.imagesName, in: directory) != nil || path(of: $0.labelsName, in: directory) != nil
    }
  }

  /// The file of that name in a folder, packed or plain.
  private static func path(of name: String, in directory: String) -> String? {
    // Some archives write "train-images.idx3-ubyte".
    let dotted = name.replacingOccurrences(of: "-idx", with: ".idx")
    return ["\(name).gz", name, "\(dotted).gz", dotted].map { "\(directory)/\($0)" }
      .first { FileManager.default.fileExists(atPath: $0) }
  }

  /// 18000 → "18,000".
  private static func grouped(_ number: Int) -> String {
    number < 1000
      ? "\(number)" : "\(number / 1000)," + String("\(1000 + number % 1000)".dropFirst())
  }
}
