import Foundation
import SubmissionProtocol
import Zlib

/// What changes from term to term, as `Grader/course.json` says it.
public struct Course: Codable, Equatable, Sendable {
  /// The course's name.
  public var course: String
  public var term: String
  /// The version of the assignment: in the bundle, in what students pack, and compared when grading.
  public var assignment: String
  /// nil: nothing is late.
  public var due: Moment?
  /// nil: being late costs nothing.
  public var late: LatePolicy?

  public init(
    course: String, term: String, assignment: String, due: Moment? = nil, late: LatePolicy? = nil
  ) {
    self.course = course
    self.term = term
    self.assignment = assignment
    self.due = due
    self.late = late
  }

  /// Reads and checks a course file.
  ///
  /// - Parameter path: nil is `Grader/course.json`.
  /// - Throws: `GraderError.badCourse` with what is wrong.
  static func read(_ path: String?, at location: PackageLocation) throws(GraderError) -> Course {
    let path = path ?? location.course
    let bytes: [UInt8]
    do {
      bytes = try CappedFile.read(path, limit: 1 << 20)
    } catch {
      throw .badCourse(path: path, reason: error.description)
    }
    return try decode(Data(bytes), path: path)
  }

  static func decode(_ data: Data, path: String) throws(GraderError) -> Course {
    let course: Course
    do {
      // A word that is not known is a slip: `persentADay` would cost nothing for a whole term.
      if let stranger = try JSONDecoder().decode(KeyCheck.self, fromOutside: data).stranger {
        throw GraderError.badCourse(
          path: path,
          reason: "“\(escapedForTerminal(String(stranger.prefix(40))))” is no word of it")
      }
      course = try JSONDecoder().decode(Course.self, fromOutside: data)
    } catch let error as GraderError {
      throw error
    } catch {
      throw .badCourse(path: path, reason: problem(error))
    }
    if let reason = course.inconsistency { throw .badCourse(path: path, reason: reason) }
    return course
  }

  private static func problem(_ error: any Error) -> String {
    if case DecodingError.dataCorrupted(let context) = error, let key = context.codingPath.last,
      key.stringValue == "due"
    {
      return "due: \(context.debugDescription)"
    }
    return decodingProblem(error)[.english]
  }

  private var inconsistency: String? {
    for (name, text) in [("course", course), ("term", term), ("assignment", assignment)] {
      let isLine = !text.isEmpty && text.count <= 80 && escapedForTerminal(text) == text
      guard isLine, !text.contains(where: \.isNewline) else {
        return "\(name) is to be one line of 1 to 80 characters"
      }
    }
    if late != nil, due == nil { return "late needs a due date: due" }
    return late?.inconsistency
  }
}

/// The words of a course file, to notice those that nobody reads.
private struct KeyCheck: Decodable {
  var stranger: String?

  private struct Key: CodingKey {
    var stringValue: String
    var intValue: Int? { nil }
    init(stringValue: String) { self.stringValue = stringValue }
    init?(intValue: Int) { nil }
  }

  init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: Key.self)
    let known: Set = ["course", "term", "assignment", "due", "late"]
    stranger = container.allKeys.map(\.stringValue).filter { !known.contains($0) }.min()
    let late = Key(stringValue: "late")
    guard stranger == nil, container.contains(late),
      let inner = try? container.nestedContainer(keyedBy: Key.self, forKey: late)
    else { return }
    let knownOfLate: Set = ["graceMinutes", "pointsADay", "percentADay", "most", "latestDays"]
    stranger =
      inner.allKeys.map(\.stringValue).filter { !knownOfLate.contains($0) }.min().map {
        "late.\($0)"
      }
  }
}

extension Course {
  /// What students read about term and due date, as Markdown.
  func facts(in language: Language) -> String {
    var rows = [
      say("\(course), \(term)", korean: "\(course), \(term)"),
      say("Assignment version: \(assignment)", korean: "과제 버전: \(assignment)"),
    ]
    if let due {
      rows.append(say("Due: **\(due.text)**", korean: "마감: **\(due.text)**"))
      rows.append(
        late?.sentence
          ?? say("Late submissions lose nothing.", korean: "늦게 제출해도 감점이 없습니다."))
    }
    return rows.map { "- \($0[language])" }.joined(separator: "\n")
  }
}

extension LatePolicy {
  /// The policy in a sentence or three.
  var sentence: Sentence {
    var parts: [Sentence] = []
    if let graceMinutes, graceMinutes > 0 {
      parts.append(
        say(
          "\(graceMinutes) minutes after the due date cost nothing.",
          korean: "마감 후 \(graceMinutes)분까지는 감점이 없습니다."))
    }
    let most = most.map { " " + pointsText($0) } ?? ""
    if let percentADay {
      let amount = pointsText(percentADay)
      parts.append(
        most.isEmpty
          ? say(
            "Each day begun costs \(amount) % of the points.",
            korean: "하루가 시작될 때마다 점수의 \(amount)%가 감점됩니다.")
          : say(
            "Each day begun costs \(amount) % of the points, at most\(most) %.",
            korean: "하루가 시작될 때마다 점수의 \(amount)%가 감점되며, 최대\(most)%입니다."))
    } else if let pointsADay {
      let amount = pointsText(pointsADay)
      parts.append(
        most.isEmpty
          ? say(
            "Each day begun costs \(amount) points.", korean: "하루가 시작될 때마다 \(amount)점이 감점됩니다.")
          : say(
            "Each day begun costs \(amount) points, at most\(most).",
            korean: "하루가 시작될 때마다 \(amount)점이 감점되며, 최대\(most)점입니다."))
    }
    if let latestDays {
      parts.append(
        say(
          "After \(latestDays) days nothing counts any more.",
          korean: "\(latestDays)일이 지나면 점수가 없습니다."))
    }
    return parts.joined()
  }
}
