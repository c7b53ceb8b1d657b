import Foundation
import SubmissionProtocol
import Zlib

/// Where the times of submissions come from.
///
/// Only what a platform wrote is believed by itself: a list that whoever grades names, or the metadata
/// that Gradescope puts beside a submission. Names of files are often the students' own, and dates of
/// files are often those of a download, so those count only if asked for.
enum SubmissionTimes: Equatable, Sendable {
  /// Gradescope's metadata, where it is.
  case platform
  /// By student.
  case list([String: Moment], path: String)
  case names
  case fileDates

  /// What `--submitted` says: `names`, `dates` or a CSV file.
  ///
  /// - Throws: `GraderError` for a list that cannot be read.
  init(_ word: String?) throws(GraderError) {
    switch word {
    case nil: self = .platform
    case "names": self = .names
    case "dates": self = .fileDates
    case let path?: self = .list(try Self.read(path), path: path)
    }
  }

  /// - Parameters:
  ///   - isAlone: Whether nothing else is graded: then metadata beside the archive are its own.
  ///   - zoneMinutes: The zone of times that name none.
  /// - Returns: nil where nothing is known.
  func time(
    of submission: SubmissionArchive, isAlone: Bool, zoneMinutes: Int
  ) -> SubmissionTime? {
    switch self {
    case .platform:
      guard isAlone else { return nil }
      return gradescopeTime(beside: submission.path)
    case .list(let times, _):
      let moment = times[submission.student] ?? times[submission.folder]
      return moment.map { SubmissionTime($0, from: .list) }
    case .names:
      guard let parts = NewestArchive.timeStamp(inNameOf: submission.path) else { return nil }
      func two(_ index: Int) -> String { (parts[index] < 10 ? "0" : "") + "\(parts[index])" }
      let text = "\(parts[0])-\(two(1))-\(two(2))T\(two(3)):\(two(4)):\(two(5))"
      return Moment(text, zoneMinutes: zoneMinutes).map { SubmissionTime($0, from: .name) }
    case .fileDates:
      return lastWritten(submission.path).map {
        SubmissionTime(Moment(seconds: Int($0), zoneMinutes: zoneMinutes), from: .fileDate)
      }
    }
  }

  private func gradescopeTime(beside archive: String) -> SubmissionTime? {
    struct Metadata: Decodable { var createdAt: String }
    let decoder = JSONDecoder()
    decoder.keyDecodingStrategy = .convertFromSnakeCase
    var folder = URL(fileURLWithPath: archive).deletingLastPathComponent()
    // Gradescope puts it beside the folder that holds what was submitted.
    for _ in 0..<2 {
      let path = folder.appendingPathComponent("submission_metadata.json").path
      if let bytes = try? CappedFile.read(path, limit: 4 << 20),
        let metadata = try? decoder.decode(Metadata.self, fromOutside: Data(bytes)),
        let moment = Moment(metadata.createdAt)
      {
        return SubmissionTime(moment, from: .gradescope)
      }
      folder.deleteLastPathComponent()
    }
    return nil
  }

  private static let studentHeads: Set = ["student", "student number", "student id", "sid"]
  private static let timeHeads: Set = [
    "submitted", "submitted at", "submission time", "submission time stamp", "timestamp",
  ]

  /// A CSV file with a head: a column of students and one of times; others are passed over, and so are
  /// lines without a time.
  static func read(_ path: String) throws(GraderError) -> [String: Moment] {
    let bytes: [UInt8]
    do {
      bytes = try CappedFile.read(path, limit: 16 << 20)
    } catch {
      throw .unreadable(path: path, reason: error.description)
    }
    guard let text = String(validating: bytes, as: UTF8.self) else {
      throw .unreadable(path: path, reason: "it is not UTF-8 text; save it as CSV UTF-8")
    }
    let rows = csvRows(of: text)
    let heads = (rows.first?.cells ?? []).map {
      $0.lowercased().filter { $0 != "\u{FEFF}" }.trimmingCharacters(in: .whitespaces)
    }
    guard let student = heads.firstIndex(where: studentHeads.contains),
      let time = heads.firstIndex(where: timeHeads.contains)
    else {
      throw .unreadable(
        path: path, reason: "its first line is to name the columns student and submitted")
    }
    var times: [String: Moment] = [:]
    for row in rows.dropFirst() where row.cells.count > max(student, time) {
      let name = row.cells[student].trimmingCharacters(in: .whitespaces)
      let text = row.cells[time].trimmingCharacters(in: .whitespaces)
      if name.isEmpty || text.isEmpty { continue }
      guard let moment = Moment(text) else {
        throw .unreadable(
          path: path,
          reason:
            "line \(row.line): \(escapedForTerminal(String(text.prefix(40)))) is no time with "
            + "its zone, such as 2026-12-10T23:59:00+09:00")
      }
      guard times.updateValue(moment, forKey: name) == nil else {
        throw .unreadable(
          path: path,
          reason: "line \(row.line): \(escapedForTerminal(String(name.prefix(40)))) is there twice")
      }
    }
    return times
  }
}

/// The cells of a CSV text, quoted ones unquoted, and the line that each row begins in.
func csvRows(of text: String) -> [(line: Int, cells: [String])] {
  var rows: [(line: Int, cells: [String])] = []
  var (cells, cell) = ([String](), String.UnicodeScalarView())
  var (line, start) = (1, 1)
  var isQuoted = false
  var after: Unicode.Scalar?
  func endCell() {
    cells.append(String(cell))
    cell = String.UnicodeScalarView()
  }
  func endRow() {
    endCell()
    if cells != [""] { rows.append((start, cells)) }
    cells = []
    start = line
  }
  for scalar in text.unicodeScalars {
    if scalar == "\n" { line += 1 }
    switch scalar {
    case "\"" where isQuoted: isQuoted = false
    case "\"" where after == "\"" && !cell.isEmpty:
      // Twice within quotes is one that is meant.
      cell.append(scalar)
      isQuoted = true
    case "\"": isQuoted = true
    case ",", ";", "\t":
      if isQuoted { cell.append(scalar) } else { endCell() }
    case "\n":
      if isQuoted { cell.append(scalar) } else { endRow() }
    case "\r" where !isQuoted: break
    default: cell.append(scalar)
    }
    after = scalar
  }
  endRow()
  return rows
}
