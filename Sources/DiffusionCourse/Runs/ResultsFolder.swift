import Foundation

/// The folder that a run leaves behind, `results_{epsilon|sample}_{linear|cosine}`.
///
/// `run.json` is written last: a folder without it is unfinished.
public struct ResultsFolder: Equatable, Sendable {
  /// The files of a finished run.
  public enum File: String, CaseIterable, Sendable {
    /// The weights that the samples came from, 16-bit.
    case model = "model.safetensors"
    /// 100 images, [100, 1, 28, 28], values in −1…1; image i shows the digit i mod 10.
    case samples = "samples.npy"
    /// The same as a picture, 10 × 10, one class a column.
    case samplesPicture = "samples.png"
    /// From noise to digits.
    case reverse = "reverse.gif"
    case loss = "loss.csv"
    case lossPicture = "loss.png"
    case record = "run.json"
  }

  public let path: String

  public init(path: String) {
    self.path = path
  }

  /// "results_epsilon_linear".
  public static func name(prediction: PredictionType, schedule: NoiseSchedule) -> String {
    "results_\(prediction.rawValue)_\(schedule.rawValue)"
  }

  public func path(of file: File) -> String { path + "/" + file.rawValue }

  /// The files of a finished run that are not there.
  public var missingFiles: [File] {
    File.allCases.filter { !FileManager.default.fileExists(atPath: path(of: $0)) }
  }

  /// Whether a run was completed here.
  public var isFinished: Bool { missingFiles.isEmpty }

  /// Whether a run was completed here, even if files have gone since.
  public var hasRecord: Bool {
    FileManager.default.fileExists(atPath: path(of: .record))
  }

  /// How the results came about.
  public func record() throws(RunError) -> RunRecord {
    guard FileManager.default.fileExists(atPath: path) else { throw .noResultsFolder(path: path) }
    let missing = missingFiles
    guard missing.isEmpty else {
      throw .missingResults(path: path, names: missing.map(\.rawValue))
    }
    let file = path(of: .record)
    let limit = 1 << 20
    guard let handle = FileHandle(forReadingAtPath: file) else {
      throw .brokenRecord(path: file, reason: "it cannot be read")
    }
    defer { try? handle.close() }
    guard let data = try? handle.read(upToCount: limit + 1), data.count <= limit else {
      throw .brokenRecord(path: file, reason: "it is larger than 1 MB")
    }
    return try RunRecord.decode(data, path: file)
  }

  /// Makes the folder, and takes away the results of an earlier run: they would look like those of
  /// the run that begins.
  func clear() throws(RunError) {
    try makeFolder(at: path)
    let manager = FileManager.default
    do {
      for file in File.allCases where manager.fileExists(atPath: path(of: file)) {
        try manager.removeItem(atPath: path(of: file))
      }
    } catch {
      throw .cannotWrite(path: path, reason: systemReason(of: error))
    }
  }

  /// Writes bytes so that the file is either the old or the new one, whatever happens meanwhile.
  func write(_ bytes: some Sequence<UInt8>, to file: File) throws(RunError) {
    try writeFile(bytes, to: path(of: file))
  }
}
