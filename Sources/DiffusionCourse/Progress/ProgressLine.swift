import Foundation

/// The words and the bar that show progress. Pure functions: the tool decides where they go.
public enum ProgressLine {
  /// One line for a terminal, at most `columns` characters:
  ///
  ///     epoch  3/30 ━━━━━━╸             24 %  loss 0.0312  412 images/s  5 min 12 s left
  public static func bar(
    _ progress: TrainingProgress, secondsLeft: Double, columns: Int = 80
  ) -> String {
    let total = "\(progress.epochs)"
    let start = "epoch \(padded("\(progress.epoch)", to: total.count))/\(total) "
    let end =
      " \(padded("\(percent(progress.step, of: progress.steps))", to: 3)) %  "
      + "loss \(loss(progress.loss))  \(rate(progress.imagesPerSecond))  "
      + "\(duration(secondsLeft)) left"
    let width = columns - 1 - start.count - end.count
    return start + bar(Double(progress.step) / Double(max(1, progress.steps)), width: width) + end
  }

  /// One line for a log, once an epoch.
  public static func plain(_ progress: TrainingProgress, secondsLeft: Double) -> String {
    "epoch \(progress.epoch)/\(progress.epochs): loss \(loss(progress.loss)), "
      + "\(rate(progress.imagesPerSecond)), \(duration(secondsLeft)) left"
  }

  /// One line for a terminal while samples are drawn.
  public static func sampling(step: Int, steps: Int, columns: Int = 80) -> String {
    let start = "sampling "
    let end = " \(padded("\(percent(step, of: steps))", to: 3)) %"
    // As wide as training's bar usually is.
    let width = min(30, columns - 1 - start.count - end.count)
    return start + bar(Double(step) / Double(max(1, steps)), width: width) + end
  }

  /// "45 s", "5 min 12 s", "2 h 03 min".
  public static func duration(_ seconds: Double) -> String {
    guard seconds.isFinite, seconds < 1e9 else { return "? s" }
    let whole = max(0, Int(seconds.rounded()))
    let (hours, minutes, rest) = (whole / 3600, whole / 60 % 60, whole % 60)
    if hours > 0 { return "\(hours) h \(twoDigits(minutes)) min" }
    return minutes > 0 ? "\(minutes) min \(twoDigits(rest)) s" : "\(rest) s"
  }

  private static func bar(_ fraction: Double, width: Int) -> String {
    guard width >= 4 else { return "" }
    let halves = Int(Double(width * 2) * min(1, max(0, fraction)))
    let full = String(repeating: "━", count: halves / 2) + (halves % 2 == 1 ? "╸" : "")
    return full + String(repeating: " ", count: width - full.count)
  }

  private static func percent(_ part: Int, of whole: Int) -> Int { 100 * part / max(1, whole) }

  private static func loss(_ value: Double) -> String { String(format: "%.4f", value) }

  private static func rate(_ imagesPerSecond: Double) -> String {
    guard imagesPerSecond.isFinite, imagesPerSecond < 1e9 else { return "? images/s" }
    return "\(Int(imagesPerSecond.rounded())) images/s"
  }

  private static func padded(_ text: String, to width: Int) -> String {
    String(repeating: " ", count: max(0, width - text.count)) + text
  }

  private static func twoDigits(_ value: Int) -> String { (value < 10 ? "0" : "") + "\(value)" }
}
