/// A table that a submission answered with, beside the one that was expected: what a report draws.
public struct AnswerCurve: Codable, Equatable, Sendable {
  /// "β, linear".
  public var name: String
  /// The last timestep; the points lie at equal distances from 0 to it.
  public var timesteps: Int
  /// At most `mostPoints`; nil is a value that is infinite or not a number, or missing.
  public var answer: [Double?]
  public var expected: [Double?]

  public static let mostPoints = 101

  /// - Parameters:
  ///   - answer: Indexed by t.
  ///   - expected: The same, T + 1 entries.
  public init(name: String, answer: [Double], expected: [Double]) {
    self.name = name
    timesteps = max(0, expected.count - 1)
    let count = min(AnswerCurve.mostPoints, expected.count)
    let last = expected.count - 1
    let places = (0..<count).map { count > 1 ? $0 * last / (count - 1) : 0 }
    func points(_ table: [Double]) -> [Double?] {
      places.map { $0 < table.count && table[$0].isFinite ? table[$0] : nil }
    }
    self.answer = points(answer)
    self.expected = points(expected)
  }
}
