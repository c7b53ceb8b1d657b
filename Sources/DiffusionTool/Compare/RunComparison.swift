import DiffusionCourse
import Foundation

/// Runs set side by side on one page.
public struct RunComparison {
  /// The page, one HTML file.
  public var html: String
  /// How many runs it shows.
  public var count: Int
  /// Those of the four runs that are not in a folder where others are.
  public var missing: [String]

  /// Reads runs and makes the page.
  ///
  /// - Parameters:
  ///   - paths: Results folders, or folders that hold some of the four.
  ///   - clearDigits: Counts the clear digits in a `samples.npy`; nil where nothing can.
  /// - Throws: What is wrong with one of them, in one line that names the file.
  public init(of paths: [String], clearDigits: ((_ samples: String) throws -> Int)? = nil) throws {
    var runs: [ComparedRun] = []
    missing = []
    for path in paths {
      let folder = ResultsFolder(path: path)
      let four = Self.four(in: path)
      guard !folder.hasRecord, four.contains(where: \.hasRecord) else {
        if path == ".", !folder.hasRecord { throw CompareError.nothingTrained }
        runs.append(try ComparedRun(folder))
        continue
      }
      // One that has lost other files is an error, not a run that was never made.
      runs += try four.filter(\.hasRecord).map { try ComparedRun($0) }
      missing += four.filter { !$0.hasRecord }.map(\.path)
    }
    if let clearDigits {
      for index in runs.indices {
        runs[index].clearDigits = try clearDigits(
          ResultsFolder(path: runs[index].path).path(of: .samples))
      }
    }
    count = runs.count
    html = ComparePage(runs: runs, missing: missing).html
  }

  private static func four(in path: String) -> [ResultsFolder] {
    PredictionType.allCases.flatMap { prediction in
      NoiseSchedule.allCases.map {
        ResultsFolder(
          path: joined(path, ResultsFolder.name(prediction: prediction, schedule: $0)))
      }
    }
  }
}

/// Why there is nothing to compare.
enum CompareError: Error, Equatable, CustomStringConvertible {
  case nothingTrained

  var description: String {
    switch self {
    case .nothingTrained:
      "no finished run in this folder: `train` makes them, or name their folders"
    }
  }
}
