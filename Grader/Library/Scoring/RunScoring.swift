import Foundation
import Pictures

extension Rubric.Line {
  /// Points for one trained run (kind `run`), part by part.
  func result(of run: RunFindings?) -> LineResult {
    guard let run else {
      return result(withoutRunning: .graderFault, because: ["this run was not looked at"])
    }
    guard run.isThere else {
      return result(
        withoutRunning: .failed, because: ["the folder \(folder ?? "") is not in the archive"])
    }
    let items = (parts ?? []).map { part -> ItemResult in
      guard let finding = RunPart(rawValue: part.name).flatMap({ run.findings[$0] }) else {
        return ItemResult(
          name: part.name, title: part.title, points: 0, possible: part.points,
          outcome: .graderFault, feedback: ["this part was not looked at"])
      }
      return ItemResult(
        name: part.name, title: part.title, points: roundedPoints(part.points * finding.share),
        possible: part.points,
        outcome: finding.share >= 1 ? .passed : finding.share > 0 ? .partly : .failed,
        feedback: finding.feedback)
    }
    return LineResult(id: id, title: title, possible: points, items: items)
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
