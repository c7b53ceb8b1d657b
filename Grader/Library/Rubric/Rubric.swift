import DiffusionCourse
import Foundation
import SubmissionProtocol

/// What is graded and for how many points, as `Grader/rubric.json` says it.
public struct Rubric: Codable, Equatable, Sendable {
  /// The form of the file; this code reads form 1.
  public var version: Int
  public var assignments: [Assignment]

  public init(version: Int = 1, assignments: [Assignment]) {
    self.version = version
    self.assignments = assignments
  }

  /// One assignment: a folder of student files and the lines that it is scored by.
  public struct Assignment: Codable, Equatable, Sendable {
    public var id: String
    public var title: Sentence
    /// The folder under `Assignments`, which is also the module's and the type's name.
    public var folder: String
    /// What its points are added up under, with the other parts of the same: "Assignment 2".
    public var partOf: Sentence?
    public var lines: [Line]

    public init(id: String, title: Sentence, folder: String, lines: [Line]) {
      self.id = id
      self.title = title
      self.folder = folder
      self.lines = lines
    }

    /// The sum of the lines' points.
    public var points: Double { lines.reduce(0) { $0 + $1.points } }
  }

  /// How a line is scored.
  public enum Kind: String, Codable, Sendable {
    /// By the tests of one hidden suite.
    case tests
    /// By one results folder of a trained run.
    case run
    /// By the share of clear digits among the samples of all runs.
    case clarity
    /// By one of the works, a picture and its settings.
    case work
  }

  /// One line of the score table.
  public struct Line: Codable, Equatable, Sendable {
    public var id: String
    public var title: Sentence
    public var points: Double
    public var kind: Kind
    /// The XCTestCase class (kind `tests`).
    public var suite: String?
    /// The functions that the suite asks for, shown in the report where points were lost.
    public var functions: [String]?
    /// Every test of the suite (kind `tests`); their points add up to the line's.
    public var tests: [Item]?
    /// The results folder (kind `run`).
    public var folder: String?
    /// What is looked at (kinds `run` and `work`); their points add up to the line's.
    public var parts: [Item]?
    /// The mean count of clear digits, of 100, that earns all points (kind `clarity`).
    public var fullMarksFrom: Double?
    /// Which of the works, in the order of their names, from 1 (kind `work`).
    public var place: Int?
    /// The CLIP score of picture and prompt that earns the points for it (kind `work`).
    public var agreementFrom: Double?

    public init(
      id: String, title: Sentence, points: Double, kind: Kind, suite: String? = nil,
      tests: [Item]? = nil, folder: String? = nil, parts: [Item]? = nil,
      fullMarksFrom: Double? = nil, place: Int? = nil, agreementFrom: Double? = nil
    ) {
      self.id = id
      self.title = title
      self.points = points
      self.kind = kind
      self.suite = suite
      self.tests = tests
      self.folder = folder
      self.parts = parts
      self.fullMarksFrom = fullMarksFrom
      self.place = place
      self.agreementFrom = agreementFrom
    }
  }

  /// A test, or a part of a run: the smallest thing that has points.
  public struct Item: Codable, Equatable, Sendable {
    public var name: String
    /// What the student reads.
    public var title: Sentence
    public var points: Double

    public init(name: String, title: Sentence, points: Double) {
      self.name = name
      self.title = title
      self.points = points
    }
  }
}

extension Rubric {
  /// Reads and checks a rubric.
  ///
  /// - Throws: `GraderError.badRubric` with the file's name and what is wrong.
  public static func read(_ path: String) throws(GraderError) -> Rubric {
    let data: Data
    do {
      data = try Data(contentsOf: URL(fileURLWithPath: path))
    } catch {
      throw .unreadable(path: path, reason: systemReason(of: error))
    }
    return try decode(data, path: path)
  }

  /// The rubric in a file's bytes; `path` is for the error.
  static func decode(_ data: Data, path: String) throws(GraderError) -> Rubric {
    let rubric: Rubric
    do {
      rubric = try JSONDecoder().decode(Rubric.self, fromOutside: data)
    } catch {
      throw .badRubric(path: path, reason: decodingProblem(error)[.english])
    }
    if let reason = rubric.inconsistency {
      throw .badRubric(path: path, reason: reason)
    }
    return rubric
  }

  /// The first thing that does not add up, or nil.
  var inconsistency: String? {
    if version != 1 { return "form \(version); this grader reads form 1" }
    var ids: Set<String> = []
    for assignment in assignments {
      guard assignment.title.isComplete, assignment.partOf?.isComplete != false else {
        return "the title of \(nameInError(assignment.id)) has an empty wording"
      }
      for line in assignment.lines {
        let titles = [line.title] + (line.tests ?? line.parts ?? []).map(\.title)
        guard titles.allSatisfy(\.isComplete) else {
          return "a title of the line \(nameInError(line.id)) has an empty wording"
        }
        guard ids.insert("\(assignment.id)/\(line.id)").inserted else {
          return "the line \(nameInError(line.id)) appears twice"
        }
        if let reason = line.inconsistency { return "the line \(nameInError(line.id)) \(reason)" }
      }
    }
    return nil
  }
}

extension Rubric.Line {
  fileprivate var inconsistency: String? {
    guard points.isFinite, points >= 0 else { return "has impossible points" }
    let items: [Rubric.Item]
    switch kind {
    case .tests:
      guard suite != nil, let tests, !tests.isEmpty else { return "names no suite or no tests" }
      items = tests
    case .run:
      guard folder != nil, let parts, !parts.isEmpty else { return "names no folder or no parts" }
      let known = Set(RunPart.allCases.map(\.rawValue))
      if let stranger = parts.first(where: { !known.contains($0.name) }) {
        return "has an unknown part, \(nameInError(stranger.name))"
      }
      items = parts
    case .work:
      guard let place, (1...WorkFiles.mostWorks).contains(place) else {
        return "needs its place, 1 to \(WorkFiles.mostWorks)"
      }
      guard let agreementFrom, (-1...1).contains(agreementFrom) else {
        return "needs agreementFrom, −1 to 1"
      }
      guard let parts, !parts.isEmpty else { return "names no parts" }
      let known = Set(WorkPart.allCases.map(\.rawValue))
      if let stranger = parts.first(where: { !known.contains($0.name) }) {
        return "has an unknown part, \(nameInError(stranger.name))"
      }
      items = parts
    case .clarity:
      guard let fullMarksFrom, (1...100).contains(fullMarksFrom) else {
        return "needs fullMarksFrom, 1 to 100"
      }
      return nil
    }
    guard Set(items.map(\.name)).count == items.count else { return "names an item twice" }
    let sum = items.reduce(0) { $0 + $1.points }
    guard items.allSatisfy({ $0.points.isFinite && $0.points >= 0 }), abs(sum - points) < 1e-9
    else {
      return "has \(points) points, its items add up to \(sum)"
    }
    return nil
  }
}

/// As much of a name as an error shows, on one line.
func nameInError(_ name: String) -> String {
  let line = name.split(whereSeparator: \.isNewline).joined(separator: " ")
  return line.count > 80 ? line.prefix(80) + "…" : line
}
