/// A submission made from the reference solution by a few changes, and what should become of it.
///
/// A wrong variant holds one realistic mistake; a right one differs and is as good.
public struct Variant: Equatable, Sendable {
  /// Short and unique, for `--only`: "forward-one-minus-root".
  public var name: String
  /// The mistake, or the difference, in a sentence.
  public var summary: String
  public var changes: [Change]
  /// Every test that must be lost, as "Suite/test", and no other may be. Empty for a variant that is
  /// right.
  public var losses: Set<String>
  /// Words that stand together in one line of a lost test's feedback: they name the mistake. Empty
  /// where nothing has to be named.
  public var naming: [String]

  public init(
    _ name: String, _ summary: String, _ changes: [Change], losses: Set<String> = [],
    naming: [String] = []
  ) {
    self.name = name
    self.summary = summary
    self.changes = changes
    self.losses = losses
    self.naming = naming
  }
}

/// A change to the solution's files. Files are named from the folder of the assignments:
/// "HandsOn/Step1Alpha.swift".
public enum Change: Equatable, Sendable {
  /// Puts `replacement` in the place of `text`, which must stand in the file exactly once.
  case replace(file: String, text: String, replacement: String)
  /// Adds a file that is not there.
  case add(file: String, text: String)
  /// Takes a file away.
  case remove(file: String)

  public var file: String {
    switch self {
    case .replace(let file, _, _), .add(let file, _), .remove(let file): file
    }
  }
}
