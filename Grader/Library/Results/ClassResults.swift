import Foundation
import SubmissionProtocol

/// Everything that one `grade` found out, in the order of the students. All reports are rendered
/// from this alone.
public struct ClassResults: Codable, Equatable, Sendable {
  /// The form of this record.
  public var version: Int
  /// What everything in it that a student reads is written in.
  public var language: Language
  /// When grading began, ISO 8601.
  public var gradedAt: String
  /// How submitted code was kept apart ("bubblewrap", "none"…).
  public var sandbox: String
  /// Set when submitted code was not kept apart; every report shows it.
  public var warning: String?
  /// What whoever grades should look into: tests and rubric that do not fit each other.
  public var remarks: [String]
  /// The table heads: assignments and lines with their points.
  public var assignments: [Heading]
  public var submissions: [SubmissionResult]

  public init(
    version: Int = 1, language: Language = .english, gradedAt: String, sandbox: String,
    warning: String? = nil, remarks: [String] = [], assignments: [Heading],
    submissions: [SubmissionResult]
  ) {
    self.version = version
    self.language = language
    self.gradedAt = gradedAt
    self.sandbox = sandbox
    self.warning = warning
    self.remarks = remarks
    self.assignments = assignments
    self.submissions = submissions
  }

  /// An assignment or a line of it: what the columns of the class tables are made of.
  public struct Heading: Codable, Equatable, Sendable {
    public var id: String
    public var title: String
    public var points: Double
    public var lines: [Heading]

    public init(id: String, title: String, points: Double, lines: [Heading] = []) {
      self.id = id
      self.title = title
      self.points = points
      self.lines = lines
    }
  }

  /// The headings of a rubric.
  public static func headings(of rubric: Rubric, in language: Language) -> [Heading] {
    rubric.assignments.map { assignment in
      Heading(
        id: assignment.id, title: assignment.title[language], points: assignment.points,
        lines: assignment.lines.map {
          Heading(id: $0.id, title: $0.title[language], points: $0.points)
        })
    }
  }

  /// Whether every submission got a full verdict this time.
  public var isComplete: Bool { submissions.allSatisfy { $0.isComplete && $0.kept == nil } }
}

/// What one submission earned.
public struct SubmissionResult: Codable, Equatable, Sendable {
  /// The student's number, or the archive's name where that holds none.
  public var student: String
  /// The folder of this submission's reports, safe as a file name.
  public var folder: String
  /// The archive's file name.
  public var archive: String
  /// When, ISO 8601; nil is when the class was.
  public var gradedAt: String?
  /// When it was submitted; nil where that was not asked or is not known.
  public var submitted: SubmissionTime?
  /// Why nothing of it could be graded; nil for a graded submission.
  public var failure: String?
  /// Whether `failure` is the grader's, not the submission's.
  public var failedByGrader: Bool
  /// Set where grading failed this time, and all else here is of an earlier time.
  public var kept: KeptVerdict?
  /// Other archives of the same student, and why each does not count; a line each.
  public var setAside: [String]
  /// What the reader should know before the scores: odd layouts and the like.
  public var notes: [String]
  /// What whoever grades should look into; not for the student.
  public var remarks: [String]
  /// Doubts about where the runs come from, with evidence; not for the student, and never points.
  public var flags: [Flag]
  /// What came of drawing images again, a line each; not for the student.
  public var verification: [String]
  public var assignments: [AssignmentResult]
  public var pictures: [RunPicture]
  /// By name; nil is none.
  public var works: [WorkResult]?
  public var seconds: Double

  public init(
    student: String, folder: String, archive: String, gradedAt: String? = nil,
    submitted: SubmissionTime? = nil,
    failure: String? = nil, failedByGrader: Bool = false, kept: KeptVerdict? = nil,
    setAside: [String] = [], notes: [String] = [], remarks: [String] = [], flags: [Flag] = [],
    verification: [String] = [], assignments: [AssignmentResult] = [], pictures: [RunPicture] = [],
    seconds: Double = 0
  ) {
    self.student = student
    self.folder = folder
    self.archive = archive
    self.gradedAt = gradedAt
    self.submitted = submitted
    self.failure = failure
    self.failedByGrader = failedByGrader
    self.kept = kept
    self.setAside = setAside
    self.notes = notes
    self.remarks = remarks
    self.flags = flags
    self.verification = verification
    self.assignments = assignments
    self.pictures = pictures
    self.seconds = seconds
  }

  public var points: Double { roundedPoints(assignments.reduce(0) { $0 + $1.points }) }
  public var possible: Double { boundedNumber(assignments.reduce(0) { $0 + $1.possible }) }

  /// What parts of one assignment earned together, where there are several.
  public var sums: [(title: String, points: Double, possible: Double)] {
    var titles: [String] = []
    for case let title? in assignments.map(\.partOf) where !titles.contains(title) {
      titles.append(title)
    }
    return titles.compactMap { title in
      let parts = assignments.filter { $0.partOf == title }
      guard parts.count > 1 else { return nil }
      return (
        title, roundedPoints(parts.reduce(0) { $0 + $1.points }),
        boundedNumber(parts.reduce(0) { $0 + $1.possible })
      )
    }
  }

  /// Whether every line has a verdict.
  public var isComplete: Bool {
    failure == nil && assignments.allSatisfy { $0.lines.allSatisfy(\.isGraded) }
  }
}

/// Why an earlier verdict stands: a fault of the grader's overwrites no good result.
public struct KeptVerdict: Codable, Equatable, Sendable {
  /// Why there is no new one.
  public var reason: String
  /// When the earlier one was made, ISO 8601.
  public var gradedAt: String
  /// The archive that counts now, where the verdict is of another.
  public var newerArchive: String?

  public init(reason: String, gradedAt: String, newerArchive: String? = nil) {
    self.reason = reason
    self.gradedAt = gradedAt
    self.newerArchive = newerArchive
  }
}

extension KeptVerdict {
  /// For reports.
  var sentence: Sentence {
    guard let newerArchive else {
      return say(
        "this is the verdict of \(gradedAt), kept because grading failed this time: \(reason)",
        korean: "이번 채점에 문제가 있어 \(gradedAt)의 결과를 그대로 둡니다: \(reason)")
    }
    return say(
      """
      this is the verdict of \(gradedAt) on an earlier archive; the newer one, \(newerArchive), \
      could not be graded this time: \(reason)
      """,
      korean: """
        이것은 \(gradedAt)에 이전 파일을 채점한 결과입니다. \
        새 파일 \(newerArchive)은(는) 이번에 채점하지 못했습니다: \(reason)
        """)
  }
}

extension SubmissionResult {
  /// Whether the verdict was kept, and which archives were set aside; a line each.
  func standing(in language: Language) -> [String] {
    (kept.map { [$0.sentence[language]] } ?? []) + setAside
  }
}
