import DiffusionCourse
import Foundation
import SubmissionProtocol

/// What looking at one results folder found.
struct RunInspection {
  /// The folder's name, `results_epsilon_linear` for example.
  var name: String
  var isThere: Bool
  var findings: [RunPart: Finding]
  /// What run.json says, where it can be read.
  var record: RunRecord?
  /// The samples, [100, 1, 28, 28], where they are usable.
  var samples: [Float]?

  /// The verdict on one part.
  struct Finding: Codable, Equatable, Sendable {
    /// 0…1 of the part's points.
    var share: Double
    var feedback: [Sentence]

    static func full(_ feedback: Sentence) -> Finding { Finding(share: 1, feedback: [feedback]) }
    static func none(_ feedback: Sentence...) -> Finding { Finding(share: 0, feedback: feedback) }
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
    (record, findings[.settings]) = RunInspection.settings(of: folder, named: name)
    findings[.model] = RunInspection.model(of: folder, record: record)
    findings[.loss] = RunInspection.loss(of: folder)
    (samples, findings[.samples]) = RunInspection.samples(of: folder)
  }

  private static func files(of folder: ResultsFolder) -> Finding {
    let all = ResultsFolder.File.allCases
    let missing = all.filter { !isFile(folder.path(of: $0)) || fileSize(folder.path(of: $0)) == 0 }
    if missing.isEmpty {
      return .full(
        say("all \(all.count) files are there", korean: "파일 \(all.count)개가 모두 있습니다"))
    }
    let names = missing.map(\.rawValue).joined(separator: ", ")
    return Finding(
      share: Double(all.count - missing.count) / Double(all.count),
      feedback: [say("missing or empty: \(names)", korean: "없거나 비어 있는 파일: \(names)")])
  }

  private static func settings(
    of folder: ResultsFolder, named name: String
  ) -> (RunRecord?, Finding) {
    switch readCapped(folder.path(of: .record), limit: 1 << 20) {
    case .failure(let problem): return (nil, .none(problem.sentence("run.json")))
    case .success(let data): return settings(in: data, named: name)
    }
  }

  /// What the bytes of `run.json` say.
  static func settings(in data: Data, named name: String) -> (RunRecord?, Finding) {
    let record: RunRecord
    do {
      record = try JSONDecoder().decode(RunRecord.self, fromOutside: data)
    } catch {
      let problem = decodingProblem(error)
      return (
        nil,
        .none(
          say(
            "run.json is not the record that training writes: \(problem)",
            korean: "run.json: 학습이 남기는 기록이 아닙니다. \(problem)"))
      )
    }
    let run = record.run
    do {
      try run.settings.validate(schedule: run.schedule)
    } catch {
      return (
        nil,
        .none(
          say(
            "run.json: \(error)", korean: "run.json: 학습할 수 없는 설정입니다. 검사 프로그램의 메시지: \(error)"))
      )
    }
    let expected = ResultsFolder.name(prediction: run.prediction, schedule: run.schedule)
    guard expected == name else {
      return (
        record,
        .none(
          say(
            "run.json is of another run: \(expected)",
            korean: "run.json: 다른 학습 결과의 기록입니다. \(expected)에 해당합니다"))
      )
    }
    let settings = run.settings
    return (
      record,
      .full(
        say(
          """
          features \(settings.features), T = \(settings.timesteps), \(settings.epochs) epochs, batch \
          \(settings.batchSize), seed \(run.seed)
          """,
          korean: """
            features \(settings.features), T = \(settings.timesteps), 에폭 \(settings.epochs), 배치 \
            \(settings.batchSize), 시드 \(run.seed)
            """))
    )
  }
}

/// Why a file was not read.
enum ReadProblem: Error, Equatable {
  case missing
  case tooLarge(limit: Int)
  case unreadable

  /// About the file `name`.
  func sentence(_ name: String) -> Sentence {
    switch self {
    case .missing: say("\(name) is missing", korean: "\(name): 파일이 없습니다")
    case .tooLarge(let limit):
      say("\(name) is larger than \(limit >> 20) MiB", korean: "\(name): \(limit >> 20) MiB보다 큽니다")
    case .unreadable: say("\(name) cannot be read", korean: "\(name): 읽을 수 없습니다")
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
