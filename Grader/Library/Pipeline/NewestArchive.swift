import Foundation
import SubmissionProtocol

/// Which of several archives of one student counts.
///
/// The newest, by the first of these that tells them apart:
///
/// 1. The time stamps in their names (`…_attempt_2026-11-20-23-59-01_…`), if each has one: the platform
///    wrote them when it got the archive, and no copying changes them.
/// 2. The marks and counters in their names (`LATE`, `attempt_2`, `-1` or ` (2)` at the end), if the
///    names are the same otherwise. Late comes after in time; no counter is the first.
/// 3. The dates of the files, unless all lie within two seconds: then a download or a copy set them.
/// 4. Nothing: the last by name counts, and that is said, unless they hold the same bytes.
struct NewestArchive {
  var path: String
  /// A line for each of the others: its name, and why it does not count.
  var setAside: [Sentence]

  /// nil without paths.
  init?(of paths: [String]) {
    var candidates = paths.map(Candidate.init)
    if !candidates.allSatisfy({ $0.timeStamp != nil }) {
      for index in candidates.indices { candidates[index].timeStamp = nil }
    }
    if Set(candidates.map(\.family)).count > 1 {
      for index in candidates.indices {
        (candidates[index].isLate, candidates[index].attempt) = (false, 0)
      }
    }
    let dates = candidates.map(\.date)
    let datesTell = (dates.max() ?? 0) - (dates.min() ?? 0) > 2
    let ordered = candidates.sorted { $1.isOlder(than: $0, datesTell: datesTell) }
    guard let newest = ordered.first else { return nil }
    path = newest.path
    setAside = ordered.dropFirst().map { $0.reason(against: newest, datesTell: datesTell) }
  }
}

extension NewestArchive {
  /// Year, month, day, hour, minute, second in the name of an archive, as platforms write them there;
  /// nil without one, or without hours and minutes.
  static func timeStamp(inNameOf path: String) -> [Int]? {
    let candidate = Candidate(path)
    return candidate.hasTime ? candidate.timeStamp : nil
  }
}

private struct Candidate {
  var path: String
  /// Year, month, day, hour, minute, second, as far as the name tells.
  var timeStamp: [Int]?
  /// Whether it has hours.
  var hasTime = false
  var isLate = false
  /// 0 without a counter.
  var attempt = 0
  /// The letters of the name, without those of counters and marks.
  var family: String
  /// Seconds since 1970; −infinity where the file cannot be asked.
  var date: Double

  init(_ path: String) {
    self.path = path
    var name = SubmissionArchive.stem(of: path)
    // Not a date, though it looks like the beginning of one.
    name.replace(#/[0-9]{4}-[0-9]{5}(?![0-9])/#, with: "#")
    if let match = name.firstMatch(of: Candidate.timeStampPattern) {
      timeStamp = match.output[1...].map { Int($0.substring ?? "0") ?? 0 }
      hasTime = match.output[4].substring != nil
      name.removeSubrange(match.range)
    }
    let late = #/(?i)(?:^|[^A-Z])LATE(?![A-Z])/#
    isLate = name.contains(late)
    name.replace(late, with: "_")
    if let match = name.firstMatch(of: #/(?:\(|-)([0-9]{1,3})\)?\s*$/#) {
      attempt = Int(match.output.1) ?? 0
    } else if let match = name.firstMatch(of: #/(?i)attempt[-_ ]?([0-9]{1,3})(?![0-9])/#) {
      attempt = Int(match.output.1) ?? 0
    }
    name.replace(#/(?i)attempt|\.tar/#, with: "")
    family = name.lowercased().filter(\.isLetter)
    let attributes = try? FileManager.default.attributesOfItem(atPath: path)
    date = (attributes?[.modificationDate] as? Date)?.timeIntervalSince1970 ?? -.infinity
  }

  /// `2026-11-20-23-59-01`, `20261120T235901`, `2026-11-20`, not within a longer number.
  private static var timeStampPattern: Regex<AnyRegexOutput> {
    let date = "(20[0-9]{2})[-_.]?(0[1-9]|1[0-2])[-_.]?([0-3][0-9])"
    let time = "(?:[-_ T.]?([0-2][0-9])[-_:.h]?([0-5][0-9])(?:[-_:.m]?([0-5][0-9]))?)?"
    return try! Regex("(?:^|[^0-9])" + date + time + "(?![0-9])")
  }

  func isOlder(than other: Candidate, datesTell: Bool) -> Bool {
    let (mine, theirs) = (timeStamp ?? [], other.timeStamp ?? [])
    if mine != theirs { return mine.lexicographicallyPrecedes(theirs) }
    if isLate != other.isLate { return other.isLate }
    if attempt != other.attempt { return attempt < other.attempt }
    if datesTell, date != other.date { return date < other.date }
    return (name, path) < (other.name, other.path)
  }

  private var name: String { URL(fileURLWithPath: path).lastPathComponent }

  /// Why this one does not count beside the newest.
  func reason(against newest: Candidate, datesTell: Bool) -> Sentence {
    if timeStamp == newest.timeStamp, isLate == newest.isLate, attempt == newest.attempt {
      if datesTell, date != newest.date {
        return say(
          """
          an older archive was set aside: \(name) (of \(text(date)); the one that counts is of \
          \(text(newest.date)))
          """,
          korean: """
            더 오래된 파일은 채점하지 않았습니다: \(name) (\(text(date)), 채점한 파일은 \
            \(text(newest.date)))
            """)
      }
      if let bytes = try? Archive.bytes(of: path), bytes == (try? Archive.bytes(of: newest.path)) {
        return say(
          "another archive was set aside: \(name) (it holds the same)",
          korean: "다른 파일은 채점하지 않았습니다: \(name) (내용이 같습니다)")
      }
      return say(
        """
        another archive was set aside: \(name) (nothing tells which is newer, so the last by \
        name counts: please check)
        """,
        korean: """
          다른 파일은 채점하지 않았습니다: \(name) (어느 것이 새 파일인지 알 수 없어 이름순으로 마지막 \
          파일을 채점했습니다. 확인하십시오)
          """)
    }
    if datesTell, date > newest.date {
      return say(
        """
        an older archive was set aside: \(name) (by the time or attempt in its name; its file is \
        the newer one, though: please check)
        """,
        korean: """
          더 오래된 파일은 채점하지 않았습니다: \(name) (이름에 있는 시각이나 횟수로 판단했으나 파일 \
          날짜는 더 새롭습니다. 확인하십시오)
          """)
    }
    return say(
      "an older archive was set aside: \(name) (by the time or attempt in its name)",
      korean: "더 오래된 파일은 채점하지 않았습니다: \(name) (이름에 있는 시각이나 횟수로 판단)")
  }

  /// Of a file's date, in UTC.
  private func text(_ date: Double) -> String {
    guard date.isFinite else { return "?" }
    return Date(timeIntervalSince1970: date).formatted(.iso8601)
  }
}
