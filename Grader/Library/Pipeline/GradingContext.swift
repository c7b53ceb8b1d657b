import Foundation

/// What grading needs and every submission shares.
public struct GradingContext: Sendable {
  public var location: PackageLocation
  public var rubric: Rubric
  public var kit: Kit
  public var sandbox: Sandbox
  /// nil where the classifier cannot be used: clarity then has no verdict.
  public var clarity: (any ClarityJudging)?
  /// Unpacks an archive into a folder; throws an error whose description says why not.
  public var unpack: @Sendable (_ archive: String, _ folder: String) throws -> Void

  public init(
    location: PackageLocation, rubric: Rubric, kit: Kit, sandbox: Sandbox,
    clarity: (any ClarityJudging)?,
    unpack: @escaping @Sendable (_ archive: String, _ folder: String) throws -> Void
  ) {
    self.location = location
    self.rubric = rubric
    self.kit = kit
    self.sandbox = sandbox
    self.clarity = clarity
    self.unpack = unpack
  }
}
