import DiffusionCourse
import Foundation

/// What looking at one results folder found.
struct RunInspection {
  /// The folder's name, `results_epsilon_linear` for example.
  var name: String
  var isThere: Bool
  var findings: [RunPart: Finding]
  /// The samples, [100, 1, 28, 28], where they are usable.
  var samples: [Float]?

  /// The verdict on one part.
  struct Finding: Codable, Equatable, Sendable {
    /// 0…1 of the part's points.
    var share: Double
    var feedback: [String]

    static func full(_ feedback: String) -> Finding { Finding(share: 1, feedback: [feedback]) }
    static func none(_ feedback: String...) -> Finding { Finding(share: 0, feedback: feedback) }
  }

  /// Looks at the folder `name` in the submission's `root`. Nothing in it is trusted: every file is
  /// read with a limit, by readers that throw.
  init(_ name: String, in root: String) {
    self.name = name
    let folder = ResultsFolder(path: "\(root)/\(name)")
    isThere = isFolder(folder.path)
    findings = [:]
    guard isThere else { return }
    findings[.files] = RunInspection.files(of: folder)
    let record: RunRecord?
    (record, findings[.settings]) = RunInspection.settings(of: folder, named: name)
    findings[.model] = RunInspection.model(of: folder, record: record)
    findings[.loss] = RunInspection.loss(of: folder)
    (samples, findings[.samples]) = RunInspection.samples(of: folder)
  }

  private static func files(of folder: ResultsFolder) -> Finding {
    let all = ResultsFolder.File.allCases
    let missing = all.filter { !isFile(folder.path(of: $0)) || fileSize(folder.path(of: $0)) == 0 }
    if missing.isEmpty { return .full("all \(all.count) files are there") }
    return Finding(
      share: Double(all.count - missing.count) / Double(all.count),
      feedback: ["missing or empty: \(missing.map(\.rawValue).joined(separator: ", "))"])
  }

  private static func settings(
    of folder: ResultsFolder, named name: String
  ) -> (RunRecord?, Finding) {
    let record: RunRecord
    switch readCapped(folder.path(of: .record), limit: 1 << 20) {
    case .failure(let problem): return (nil, .none("run.json \(problem.words)"))
    case .success(let data):
      do {
        record = try JSONDecoder().decode(RunRecord.self, from: data)
      } catch {
        return (
          nil, .none("run.json is not the record that training writes: \(summary(of: error))")
        )
      }
    }
    let run = record.run
    do {
      try run.settings.validate(schedule: run.schedule)
    } catch {
      return (nil, .none("run.json: \(error)"))
    }
    let expected = ResultsFolder.name(prediction: run.prediction, schedule: run.schedule)
    guard expected == name else {
      return (
        record,
        .none("run.json is of a run with \(run.prediction) and \(run.schedule): \(expected)")
      )
    }
    let settings = run.settings
    return (
      record,
      .full(
        "features \(settings.features), T = \(settings.timesteps), \(settings.epochs) epochs, "
          + "batch \(settings.batchSize), seed \(run.seed)")
    )
  }

  private static func summary(of error: any Error) -> String {
    switch error {
    case DecodingError.keyNotFound(let key, _): "\(key.stringValue) is missing"
    case DecodingError.typeMismatch(_, let context), DecodingError.valueNotFound(_, let context):
      "\(context.codingPath.map(\.stringValue).joined(separator: ".")) has another type"
    case DecodingError.dataCorrupted(let context) where !context.codingPath.isEmpty:
      "\(context.codingPath.map(\.stringValue).joined(separator: ".")) has an unknown value"
    default: "it is not JSON"
    }
  }
}

/// Why a file was not read.
enum ReadProblem: Error, Equatable {
  case missing
  case tooLarge(limit: Int)
  case unreadable

  /// To follow the file's name.
  var words: String {
    switch self {
    case .missing: "is missing"
    case .tooLarge(let limit): "is larger than \(limit >> 20) MiB"
    case .unreadable: "cannot be read"
    }
  }
}

/// A file from a submission, unless it is larger than `limit`.
func readCapped(_ path: String, limit: Int) -> Result<Data, ReadProblem> {
  guard isFile(path) else { return .failure(.missing) }
  guard fileSize(path) <= limit else { return .failure(.tooLarge(limit: limit)) }
  guard let data = FileManager.default.contents(atPath: path) else { return .failure(.unreadable) }
  return .success(data)
}
