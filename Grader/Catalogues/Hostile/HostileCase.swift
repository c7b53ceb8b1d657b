/// A submission that attacks the grader, and what must become of it.
public struct HostileCase: Sendable {
  /// What it attacks with; the table's sections.
  public enum Group: String, CaseIterable, Codable, Sendable {
    case stops, hangs, bombs, floods, forgery, reading, network, processes, module, compiler
    case sources, archives, answers, results, works, words
  }

  /// Short and unique, for `--only`.
  public var name: String
  public var group: Group
  /// What it attacks and how, in one sentence.
  public var attack: String
  public var submission: HostileSubmission
  public var outcome: HostileOutcome
  /// What of the rubric is graded: assignments ("hands-on") and lines ("hands-on/step-1").
  public var scope: [String]
  /// The archive's file name.
  public var archiveName: String
  /// Not to be run without walls: it would reach others on this machine.
  public var needsWalls: Bool

  public init(
    _ name: String, _ group: Group, _ attack: String, _ submission: HostileSubmission,
    _ outcome: HostileOutcome, scope: [String] = ["hands-on"],
    archiveName: String = "2000-00666.tar.gz", needsWalls: Bool = false
  ) {
    self.name = name
    self.group = group
    self.attack = attack
    self.submission = submission
    self.outcome = outcome
    self.scope = scope
    self.archiveName = archiveName
    self.needsWalls = needsWalls
  }

  /// The reference solution with changes.
  public init(
    _ name: String, _ group: Group, _ attack: String, code: [HostileEdit],
    _ outcome: HostileOutcome, scope: [String] = ["hands-on"], needsWalls: Bool = false
  ) {
    self.init(
      name, group, attack, .solution(code), outcome, scope: scope, needsWalls: needsWalls)
  }
}

/// How the archive is made.
public enum HostileSubmission: Sendable {
  /// The reference solution of the graded assignments, changed, with `HostileCode.tools` beside it.
  case solution([HostileEdit])
  /// An archive of the grader's own reader's worst dreams.
  case archive(HostileArchive)
}

/// A change of the reference solution. Names in double braces (`{{SECRET}}`, see `HostileBait`)
/// are replaced in all code.
public enum HostileEdit: Sendable {
  /// Replaces what a student writes in a function.
  case body(String, String)
  /// Puts code before that.
  case before(String, String)
  /// Adds declarations, in a file of their own.
  case declarations(String)
  /// Adds or replaces a file, by its path in the archive.
  case file(String, HostileContent)
  /// Takes a file away.
  case without(String)
  /// Every source with carriage returns before its line ends.
  case carriageReturns
  /// Every source with a mark of its byte order first.
  case byteOrderMarks
  /// Every file below a top folder of this name; empty is none.
  case topFolder(String)
}

/// What is in a file.
public enum HostileContent: Sendable {
  case text(String)
  case bytes([UInt8])
  /// That file of the reference solution, by its path in an archive.
  case reference(String)
  /// A text so many times.
  case repeated(String, Int)
  case archive(HostileArchive)
}

/// What must become of a submission. Besides, always: nothing escapes, nothing is left behind, and
/// a bystander in the same batch keeps every point.
public struct HostileOutcome: Sendable {
  public enum Verdict: Sendable, Equatable {
    case fullMarks
    /// Exactly these lines ("step-1") and tests or parts ("step-1/testAlphaIsOneMinusBeta") pay
    /// nothing or less; all others pay in full.
    case loses([String])
    /// These and no others may pay less: it depends on who comes first.
    case losesAtMost([String])
    /// Nothing of it is graded.
    case refused
  }

  public var verdict: Verdict
  /// Each must stand somewhere in what the student reads.
  public var says: [String]
  /// Why it is right so, where that is not plain.
  public var why: String?

  public static func fullMarks(says: [String] = [], why: String? = nil) -> HostileOutcome {
    HostileOutcome(verdict: .fullMarks, says: says, why: why)
  }

  public static func loses(
    _ items: [String], says: [String] = [], why: String? = nil
  ) -> HostileOutcome {
    HostileOutcome(verdict: .loses(items), says: says, why: why)
  }

  public static func losesAtMost(_ items: [String], why: String) -> HostileOutcome {
    HostileOutcome(verdict: .losesAtMost(items), says: [], why: why)
  }

  /// Refused, in these words.
  public static func refused(_ words: String, why: String? = nil) -> HostileOutcome {
    HostileOutcome(verdict: .refused, says: [words], why: why)
  }
}

/// An archive, described byte by byte where that matters.
public indirect enum HostileArchive: Sendable {
  case tar([HostileEntry])
  case gzippedTar([HostileEntry])
  case zip([HostileEntry])
  case raw([UInt8])
  /// Gzipped zeros, so many megabytes.
  case gzippedZeros(megabytes: Int)
  /// Only the first part of another, 0…1.
  case cut(HostileArchive, to: Double)
  /// Another in between.
  case wrapped(before: [UInt8], HostileArchive, after: [UInt8])
}

/// One entry of an archive.
public struct HostileEntry: Sendable {
  public enum Kind: Sendable {
    case file, folder, symbolicLink, hardLink, characterDevice, pipe, longName
    /// A zip entry whose content is the first entry's.
    case sharingTheFirst
  }

  public var name: [UInt8]
  public var content: HostileContent
  public var kind: Kind
  /// Where a link leads.
  public var target: String
  /// What the header says instead of the content's size.
  public var claimedSize: Int?
  /// So many of them, numbered behind the name.
  public var copies: Int

  public init(
    _ name: String, _ content: HostileContent = .text(""), kind: Kind = .file,
    target: String = "", claimedSize: Int? = nil, copies: Int = 1
  ) {
    self.init(
      bytes: Array(name.utf8), content, kind: kind, target: target, claimedSize: claimedSize,
      copies: copies)
  }

  public init(
    bytes: [UInt8], _ content: HostileContent = .text(""), kind: Kind = .file,
    target: String = "", claimedSize: Int? = nil, copies: Int = 1
  ) {
    name = bytes
    self.content = content
    self.kind = kind
    self.target = target
    self.claimedSize = claimedSize
    self.copies = copies
  }
}
