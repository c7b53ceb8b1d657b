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
  /// The table heads: assignments and lines with their points.
  public var assignments: [Heading]
  public var submissions: [SubmissionResult]

  public init(
    version: Int = 1, language: Language = .english, gradedAt: String, sandbox: String,
    warning: String? = nil,
    assignments: [Heading], submissions: [SubmissionResult]
  ) {
    self.version = version
    self.language = language
    self.gradedAt = gradedAt
    self.sandbox = sandbox
    self.warning = warning
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

  /// Whether every submission has a full verdict.
  public var isComplete: Bool { submissions.allSatisfy(\.isComplete) }
}

/// What one submission earned.
public struct SubmissionResult: Codable, Equatable, Sendable {
  /// The student's number, or the archive's name where that holds none.
  public var student: String
  /// The folder of this submission's reports, safe as a file name.
  public var folder: String
  /// The archive's file name.
  public var archive: String
  /// Why nothing of it could be graded; nil for a graded submission.
  public var failure: String?
  /// What the reader should know before the scores: older archives set aside, odd layouts.
  public var notes: [String]
  public var assignments: [AssignmentResult]
  public var pictures: [RunPicture]
  public var seconds: Double

  public init(
    student: String, folder: String, archive: String, failure: String? = nil, notes: [String] = [],
    assignments: [AssignmentResult] = [], pictures: [RunPicture] = [], seconds: Double = 0
  ) {
    self.student = student
    self.folder = folder
    self.archive = archive
    self.failure = failure
    self.notes = notes
    self.assignments = assignments
    self.pictures = pictures
    self.seconds = seconds
  }

  public var points: Double { roundedPoints(assignments.reduce(0) { $0 + $1.points }) }
  public var possible: Double { assignments.reduce(0) { $0 + $1.possible } }

  /// Whether every line has a verdict.
  public var isComplete: Bool {
    failure == nil && assignments.allSatisfy { $0.lines.allSatisfy(\.isGraded) }
  }
}

/// The samples of one run as a picture.
public struct RunPicture: Codable, Equatable, Sendable {
  public var folder: String
  /// A PNG, base 64.
  public var png: String

  public init(folder: String, png: String) {
    self.folder = folder
    self.png = png
  }
}
