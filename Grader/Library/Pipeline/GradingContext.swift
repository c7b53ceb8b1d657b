import Foundation

/// What grading needs and every submission shares.
public struct GradingContext: Sendable {
  public var location: PackageLocation
  public var rubric: Rubric
  public var kit: Kit
  public var sandbox: Sandbox
  /// nil where the classifier cannot be used: clarity then has no verdict.
  public var clarity: (any ClarityJudging)?

  public init(
    location: PackageLocation, rubric: Rubric, kit: Kit, sandbox: Sandbox,
    clarity: (any ClarityJudging)?
  ) {
    self.location = location
    self.rubric = rubric
    self.kit = kit
    self.sandbox = sandbox
    self.clarity = clarity
  }
}
