/// A mutant that no suite notices, and why.
public struct ExplainedSurvivor: Equatable, Sendable {
  /// The mutant's `id`.
  public let id: String
  /// Why what the code does is the same, or as right.
  public let reason: String
  /// True where it is wrong, and a suite should have noticed it.
  public let changesBehaviour: Bool

  public init(_ id: String, _ reason: String, changesBehaviour: Bool = false) {
    self.id = id
    self.reason = reason
    self.changesBehaviour = changesBehaviour
  }
}

extension ExplainedSurvivor {
  public static let all: [ExplainedSurvivor] = []
}
