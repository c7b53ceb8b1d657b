import Foundation
import Pictures
import SubmissionProtocol

extension Rubric.Line {
  /// Points for one trained run (kind `run`), part by part.
  func result(of run: RunFindings?, in language: Language) -> LineResult {
    let notLookedAt = say("this was not looked at", korean: "이 부분은 검사되지 않았습니다")
    guard let run else {
      return result(withoutRunning: .graderFault, because: [notLookedAt], in: language)
    }
    guard run.isThere else {
      let folder = folder ?? ""
      return result(
        withoutRunning: .failed,
        because: [
          say(
            "the folder \(folder) is not in the archive", korean: "압축 파일에 폴더 \(folder)이(가) 없습니다")
        ], in: language)
    }
    let items = (parts ?? []).map { part -> ItemResult in
      guard let finding = RunPart(rawValue: part.name).flatMap({ run.findings[$0] }) else {
        return ItemResult(
          name: part.name, title: part.title[language], points: 0, possible: part.points,
          outcome: .graderFault, feedback: [notLookedAt[language]])
      }
      // Findings may come from a file, which can claim anything.
      let share = min(max(finding.share, 0), 1)
      return ItemResult(
        name: part.name, title: part.title[language],
        points: roundedPoints(part.points * share), possible: part.points,
        outcome: share >= 1 ? .passed : share > 0 ? .partly : .failed,
        feedback: finding.feedback.map { $0[language] })
    }
    return LineResult(id: id, title: title[language], possible: points, items: items)
  }
}

extension RunInspection {
  /// The samples as a picture: ten by ten, one class a column.
  ///
  /// - Returns: A PNG, base 64; nil without usable samples.
  var picture: String? {
    guard let samples else { return nil }
    let grid = imageGrid(
      samples, count: 100, channels: 1, height: 28, width: 28, columns: 10, padding: 2, scale: 1)
    return Data(PNG.encode(grid)).base64EncodedString()
  }
}
