import DiffusionCourse
import Foundation
import SubmissionProtocol

extension RunInspection {
  /// Below this share of its start, the loss was reduced; above the other, it was not.
  static let (reduced, notReduced) = (0.7, 0.95)

  /// Whether `loss.csv` shows that training reduced the loss, from its first step to its last.
  static func loss(of folder: ResultsFolder, record: RunRecord?) -> Finding {
    switch readCapped(folder.path(of: .loss), limit: 1 << 20) {
    case .failure(let problem): return .none(problem.sentence("loss.csv"))
    case .success(let data):
      return loss(in: String(decoding: data, as: UTF8.self), steps: record?.run.steps)
    }
  }

  /// The same of the text of `loss.csv`.
  ///
  /// The end is the median of the last tenth, so that one lucky or unlucky stretch decides nothing.
  /// The start is the mean of the first fiftieth: the loss falls fastest there.
  ///
  /// - Parameter steps: How many steps `run.json` claims; nil where it is not usable.
  static func loss(in text: String, steps: Int?) -> Finding {
    let log: LossLog
    switch LossLog.read(text) {
    case .failure(let problem): return .none(problem.sentence)
    case .success(let read): log = read
    }
    let losses = log.losses
    let first = losses.prefix(max(1, losses.count / 50))
    let start = first.reduce(0, +) / Double(first.count)
    let tail = losses.suffix(max(1, losses.count / 10)).sorted()
    let end = tail[tail.count / 2]
    let (from, to) = (fourDigits(start), fourDigits(end))
    var finding: Finding
    if start > 0, end < reduced * start {
      finding = .full(
        say(
          "the loss went from \(from) to \(to)", korean: "손실이 \(from)에서 \(to)(으)로 줄었습니다"))
    } else if start > 0, end < notReduced * start {
      finding = Finding(
        share: 0.5,
        feedback: [
          say(
            """
            the loss went from \(from) to \(to) only; training should bring it well below its start, so \
            train longer or with another learning rate
            """,
            korean: """
              손실이 \(from)에서 \(to)까지만 줄었습니다. 학습하면 처음보다 뚜렷이 작아져야 하므로, \
              더 오래 또는 다른 학습률로 학습하십시오
              """)
        ])
    } else {
      return .none(
        say(
          "the loss went from \(from) to \(to); training should bring it well below its start",
          korean: "손실이 \(from)에서 \(to)(으)로 바뀌었습니다. 학습하면 처음보다 뚜렷이 작아져야 합니다"))
    }
    if let doubt = log.doubt(steps: steps) {
      finding.share = min(finding.share, 0.5)
      finding.feedback.append(doubt)
    }
    return finding
  }

  static func fourDigits(_ value: Double) -> String { String(format: "%.4f", value) }
}

/// What `loss.csv` holds.
struct LossLog {
  var losses: [Double]
  /// The steps made by each entry; nil without such a column.
  var steps: [Int]?

  enum Problem: Error {
    case noColumn
    case notFinite(line: Int)
    case tooShort(Int)
  }

  static func read(_ text: String) -> Result<LossLog, Problem> {
    let rows = text.split(whereSeparator: \.isNewline)
    let heads =
      rows.first?.split(separator: ",", omittingEmptySubsequences: false).map {
        $0.trimmingCharacters(in: .whitespaces).lowercased()
      } ?? []
    guard let column = heads.firstIndex(of: "loss") else { return .failure(.noColumn) }
    let stepColumn = heads.firstIndex(of: "step")
    var losses: [Double] = []
    var steps: [Int] = []
    for (index, row) in rows.enumerated().dropFirst() {
      let cells = row.split(separator: ",", omittingEmptySubsequences: false)
      func cell(_ column: Int) -> String? {
        column < cells.count ? cells[column].trimmingCharacters(in: .whitespaces) : nil
      }
      guard let loss = cell(column).flatMap(Double.init), loss.isFinite else {
        return .failure(.notFinite(line: index + 1))
      }
      losses.append(loss)
      if let step = stepColumn.flatMap(cell).flatMap({ Int($0) }) { steps.append(step) }
    }
    guard losses.count >= 5 else { return .failure(.tooShort(losses.count)) }
    return .success(LossLog(losses: losses, steps: steps.count == losses.count ? steps : nil))
  }

  /// Why the log may not be that of the whole run; nil if nothing speaks against it.
  func doubt(steps expected: Int?) -> Sentence? {
    guard let steps, let last = steps.last else {
      return say(
        "loss.csv has no whole numbers in a column named step: how long was trained cannot be seen",
        korean: "loss.csv: step 열에 정수가 없어 얼마나 학습했는지 알 수 없습니다")
    }
    guard zip(steps, steps.dropFirst()).allSatisfy({ $0 < $1 }) else {
      return say(
        "loss.csv: the steps do not rise from line to line", korean: "loss.csv: step이 줄마다 커지지 않습니다")
    }
    guard let expected, last != expected else { return nil }
    return say(
      "loss.csv ends at step \(last), the run of run.json has \(expected)",
      korean: "loss.csv가 \(last)스텝에서 끝납니다. run.json의 학습은 \(expected)스텝입니다")
  }
}

extension LossLog.Problem {
  var sentence: Sentence {
    switch self {
    case .noColumn:
      say(
        "loss.csv has no column named loss in its first line",
        korean: "loss.csv: 첫 줄에 loss라는 열이 없습니다")
    case .notFinite(let line):
      say(
        "loss.csv: line \(line) holds no finite loss",
        korean: "loss.csv: \(line)번째 줄에 유한한 손실 값이 없습니다")
    case .tooShort(let count):
      say(
        "loss.csv has \(count) entries; a training leaves at least 5",
        korean: "loss.csv: 값이 \(count)개입니다. 학습하면 적어도 5개가 남습니다")
    }
  }
}
