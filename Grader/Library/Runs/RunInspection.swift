import DiffusionCourse
import Foundation
import NeuralNetworks
import SubmissionProtocol

/// What looking at one results folder found.
struct RunInspection {
  /// The folder's name, `results_epsilon_linear` for example.
  var name: String
  var isThere: Bool
  var findings: [RunPart: Finding]
  /// What run.json says, where it can be read.
  var record: RunRecord?
  /// The samples, [100, 1, 28, 28], in −1…1 and white on black, where they are usable.
  var samples: [Float]?
  /// Images with values that are not numbers.
  var broken: Set<Int> = []

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
    let network: ContextUnet?
    (network, findings[.model]) = RunInspection.model(of: folder, record: record)
    findings[.denoising] = RunInspection.denoising(of: network, record: record)
    findings[.loss] = RunInspection.loss(of: folder, record: record)
    let found = RunInspection.samples(of: folder)
    (samples, broken, findings[.samples]) = (found.images, found.broken, found.finding)
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
