/// What an archive may hold. The defaults fit a submission with its four runs many times over.
public struct ArchiveLimits: Equatable, Sendable {
  /// The archive file itself, in bytes.
  public var archiveBytes = 256 << 20
  /// Entries of any kind, ignored ones and long-name headers included.
  public var entries = 20_000
  /// One file, in bytes.
  public var fileBytes = 128 << 20
  /// All files together, in bytes.
  public var totalBytes = 512 << 20
  /// A path, in bytes.
  public var pathBytes = 512
  /// Folders in each other, the file itself included.
  public var depth = 16

  public init() {}
}
