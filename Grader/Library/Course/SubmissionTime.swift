import SubmissionProtocol

/// When something was submitted, and who says so.
public struct SubmissionTime: Codable, Equatable, Sendable {
  public enum Source: String, Codable, Sendable {
    /// The file that `--submitted` named.
    case list
    /// Gradescope's `submission_metadata.json` beside the archive.
    case gradescope
    /// The time stamp in the archive's name.
    case name
    /// The date of the archive file.
    case fileDate
  }

  public var moment: Moment
  public var source: Source

  public init(_ moment: Moment, from source: Source) {
    self.moment = moment
    self.source = source
  }
}

extension SubmissionTime.Source {
  var sentence: Sentence {
    switch self {
    case .list: say("by the list of submission times", korean: "제출 시각 목록 기준")
    case .gradescope: say("by Gradescope", korean: "Gradescope 기준")
    case .name: say("by the time in the archive's name", korean: "파일 이름의 시각 기준")
    case .fileDate: say("by the archive file's date", korean: "파일의 날짜 기준")
    }
  }
}
