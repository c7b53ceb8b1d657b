import Foundation

/// What grading needs and every submission shares.
public struct GradingContext: Sendable {
  public var location: PackageLocation
  public var rubric: Rubric
  public var kit: Kit
  public var confinement: any Confining
  /// nil where the classifier cannot be used: clarity then has no verdict.
  public var clarity: (any ClarityJudging)?
  /// Unpacks an archive into a folder; throws an error whose description says why not.
  public var unpack: @Sendable (_ archive: String, _ folder: String) throws -> Void

  public init(
    location: PackageLocation, rubric: Rubric, kit: Kit, confinement: any Confining,
    clarity: (any ClarityJudging)?,
    unpack: @escaping @Sendable (_ archive: String, _ folder: String) throws -> Void
  ) {
    self.location = location
    self.rubric = rubric
    self.kit = kit
    self.confinement = confinement
    self.clarity = clarity
    self.unpack = unpack
  }
}
