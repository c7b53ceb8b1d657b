import Foundation
import Pictures

/// The training loss, averaged over stretches of steps.
public struct LossHistory: Codable, Equatable, Sendable {
  public struct Entry: Codable, Equatable, Sendable {
    /// The epoch that the stretch ends in; the first is 1.
    public var epoch: Int
    /// The number of steps made by its end.
    public var step: Int
    /// The mean loss over the stretch.
    public var loss: Double
    /// The learning rate of its last step.
    public var learningRate: Double
    /// The time spent on training by its end.
    public var seconds: Double
  }

  /// Steps in a stretch; the run's last one may be shorter.
  public static let stretch = 20

  public private(set) var entries: [Entry] = []
  private var sum = 0.0
  private var count = 0

  public init() {}

  /// A curve that was completed earlier.
  init(entries: [Entry]) { self.entries = entries }

  /// Takes up the loss of one step.
  ///
  /// - Parameter ending: Whether the run ends with this step.
  mutating func append(
    loss: Double, epoch: Int, step: Int, learningRate: Double, seconds: Double, ending: Bool
  ) {
    sum += loss
    count += 1
    guard ending || count == Self.stretch else { return }
    entries.append(
      Entry(
        epoch: epoch, step: step, loss: sum / Double(count), learningRate: learningRate,
        seconds: seconds))
    (sum, count) = (0, 0)
  }

  /// The mean loss of the newest steps, or nil before the first.
  var recent: Double? {
    let last = entries.last?.loss
    guard count > 0 else { return last }
    // A few steps alone jump about: the stretch before steadies them.
    let weight = Double(count) / Double(Self.stretch)
    return last.map { $0 * (1 - weight) + sum / Double(count) * weight } ?? sum / Double(count)
  }

  /// Whether what was read from a file can be gone on with.
  var isPossible: Bool { (0..<Self.stretch).contains(count) && sum.isFinite }

  static let csvHeader = "epoch,step,loss,learning_rate,seconds"

  /// `loss.csv`: a line a stretch under the header.
  public var csv: String {
    var lines = [Self.csvHeader]
    for entry in entries {
      lines.append(
        [
          "\(entry.epoch)", "\(entry.step)", String(format: "%.6f", entry.loss),
          String(format: "%.3e", entry.learningRate), String(format: "%.1f", entry.seconds),
        ].joined(separator: ","))
    }
    return lines.joined(separator: "\n") + "\n"
  }
}
