import DiffusionCourse
import Foundation
import SubmissionProtocol

extension GradingOverrides: Codable {
  /// A key that the form does not have would be a decision without effect, so it is refused.
  private struct AnyKey: CodingKey {
    var stringValue: String
    var intValue: Int?
    init(_ name: String) { stringValue = name }
    init?(stringValue: String) { self.stringValue = stringValue }
    init?(intValue: Int) { nil }
  }

  private static let imageKeys: Set = ["student", "run", "image", "clear", "reason", "by"]
  private static let adjustmentKeys: Set = [
    "student", "assignment", "line", "item", "points", "reason", "by",
  ]

  public init(from decoder: any Decoder) throws {
    let file = try decoder.container(keyedBy: AnyKey.self)
    try GradingOverrides.refuse(file, keysBeyond: ["version", "images", "adjustments"])
    let version = try file.decode(Int.self, forKey: AnyKey("version"))
    guard version == 1 else {
      throw OverridesProblem("form \(version); this grader reads form 1")
    }
    images = try GradingOverrides.list("images", of: file, keys: GradingOverrides.imageKeys)
    adjustments = try GradingOverrides.list(
      "adjustments", of: file, keys: GradingOverrides.adjustmentKeys)
  }

  private static func list<Entry: Decodable>(
    _ name: String, of file: KeyedDecodingContainer<AnyKey>, keys: Set<String>
  ) throws -> [Entry] {
    let key = AnyKey(name)
    guard file.contains(key) else { return [] }
    var list = try file.nestedUnkeyedContainer(forKey: key)
    var names = try file.nestedUnkeyedContainer(forKey: key)
    var entries: [Entry] = []
    while !list.isAtEnd {
      try refuse(try names.nestedContainer(keyedBy: AnyKey.self), keysBeyond: keys)
      entries.append(try list.decode(Entry.self))
    }
    return entries
  }

  private static func refuse(
    _ container: KeyedDecodingContainer<AnyKey>, keysBeyond known: Set<String>
  ) throws {
    let stranger = container.allKeys.map(\.stringValue).filter { !known.contains($0) }.min()
    guard let stranger else { return }
    let place = container.codingPath.map { $0.intValue.map { "\($0 + 1)" } ?? $0.stringValue }
      .joined(separator: " ")
    throw OverridesProblem(
      "\(place.isEmpty ? "" : "\(place): ")unknown key \(nameInError(stranger)); there are "
        + known.sorted().joined(separator: ", "))
  }

  public func encode(to encoder: any Encoder) throws {
    var file = encoder.container(keyedBy: AnyKey.self)
    try file.encode(1, forKey: AnyKey("version"))
    try file.encode(images, forKey: AnyKey("images"))
    try file.encode(adjustments, forKey: AnyKey("adjustments"))
  }
}

/// Why a file of overrides cannot be used, in words.
struct OverridesProblem: Error {
  var reason: String
  init(_ reason: String) { self.reason = reason }
}

extension GradingOverrides {
  /// Reads a file; what it decides is not compared with anything yet.
  ///
  /// - Throws: `GraderError.unreadable`, `badOverrides`.
  public static func read(_ path: String) throws(GraderError) -> GradingOverrides {
    switch readCapped(path, limit: 16 << 20) {
    case .failure(let problem):
      throw .unreadable(
        path: path,
        reason: problem == .missing ? "no such file" : problem.sentence("it")[.english])
    case .success(let data): return try decode(data, path: path)
    }
  }

  /// What a file's bytes say; `path` is for the error.
  static func decode(_ data: Data, path: String) throws(GraderError) -> GradingOverrides {
    do {
      return try JSONDecoder().decode(GradingOverrides.self, fromOutside: data)
    } catch let problem as OverridesProblem {
      throw .badOverrides(path: path, reason: problem.reason)
    } catch {
      throw .badOverrides(path: path, reason: decodingProblem(error)[.english])
    }
  }

  /// Refuses what would have no effect: decisions on students, runs, images, lines and items that are
  /// not there, decisions without a reason or a name, two on one thing.
  ///
  /// - Parameter students: Of each submission, the student and the folder of the report.
  /// - Throws: `GraderError.badOverrides`.
  func check(
    students: [(student: String, folder: String)], rubric: Rubric, path: String
  ) throws(GraderError) {
    func refuse(_ place: String, _ reason: String) -> GraderError {
      .badOverrides(path: path, reason: "\(place): \(reason)")
    }
    func student(_ name: String, _ place: String, _ reason: String, _ by: String)
      throws(GraderError)
    {
      let found = students.filter { $0.student == name || $0.folder == name }
      guard !found.isEmpty else {
        throw refuse(place, "no archive of a student \(nameInError(name)) is among those graded")
      }
      guard found.count == 1 else {
        let folders = found.map(\.folder).joined(separator: ", ")
        throw refuse(
          place,
          "\(found.count) archives are called \(nameInError(name)); name a folder: \(folders)")
      }
      for (key, text) in [("reason", reason), ("by", by)]
      where text.allSatisfy(\.isWhitespace) {
        throw refuse(place, "\(key) is empty; whoever reads the report should know")
      }
    }
    // A student may be named by number or by folder.
    func folder(of name: String) -> String? {
      students.first { $0.student == name || $0.folder == name }?.folder
    }
    let runs = rubric.assignments.flatMap(\.lines).compactMap(\.folder)
    for (index, one) in images.enumerated() {
      let place = "images \(index + 1)"
      try student(one.student, place, one.reason, one.by)
      guard runs.contains(one.run) else {
        throw refuse(
          place, "no run \(nameInError(one.run)); there are \(runs.joined(separator: ", "))")
      }
      guard (0..<RunInspection.sampleCount).contains(one.image) else {
        throw refuse(place, "no image \(one.image); they count from 0 to 99")
      }
      let same = images[..<index].firstIndex {
        folder(of: $0.student) == folder(of: one.student) && $0.run == one.run
          && $0.image == one.image
      }
      if let same { throw refuse(place, "images \(same + 1) decides on the same image") }
    }
    for (index, one) in adjustments.enumerated() {
      let place = "adjustments \(index + 1)"
      try student(one.student, place, one.reason, one.by)
      if let reason = one.misfit(rubric) { throw refuse(place, reason) }
      let same = adjustments[..<index].firstIndex {
        folder(of: $0.student) == folder(of: one.student) && $0.assignment == one.assignment
          && $0.line == one.line && $0.item == one.item
      }
      if let same { throw refuse(place, "adjustments \(same + 1) decides on the same points") }
    }
  }
}

extension PointsOverride {
  /// Why it does not fit a rubric; nil if it does.
  fileprivate func misfit(_ rubric: Rubric) -> String? {
    guard let assignment = rubric.assignments.first(where: { $0.id == self.assignment }) else {
      let known = rubric.assignments.map(\.id).joined(separator: ", ")
      return "no assignment \(nameInError(self.assignment)); there are \(known)"
    }
    guard let line = assignment.lines.first(where: { $0.id == self.line }) else {
      let known = assignment.lines.map(\.id).joined(separator: ", ")
      return "no line \(nameInError(self.line)) in \(assignment.id); there are \(known)"
    }
    var possible = line.points
    if let item {
      let items = line.tests ?? line.parts ?? []
      guard let found = items.first(where: { $0.name == item }) else {
        let known = items.map(\.name).joined(separator: ", ")
        return items.isEmpty
          ? "the line \(line.id) has no items; leave out item"
          : "no item \(nameInError(item)) in \(line.id); there are \(known)"
      }
      possible = found.points
    }
    guard points >= 0, points <= possible else {
      return "points \(pointsText(points)); 0 to \(pointsText(possible)) are possible"
    }
    return nil
  }
}
