import Foundation
import SubmissionProtocol

/// What grading needs and every submission shares.
public struct GradingContext: Sendable {
  public var location: PackageLocation
  public var rubric: Rubric
  public var kit: Kit
  public var sandbox: Sandbox
  /// What people decided against the grader.
  public var overrides = GradingOverrides()
  /// What the reports are written in.
  public var language = Language.english
  /// nil where the classifier cannot be used: clarity then has no verdict.
  public var clarity: (any ClarityJudging)?
  /// nil where the painter's weights cannot be used: works then have no verdict.
  public var works: (any WorkJudging)?
  /// Version, due date and late policy; nil asks for none of it.
  var terms: Terms?
  /// How long a submission may keep the grader waiting.
  public var patience = Patience()
  /// How much of the runs is drawn again.
  public var verification = Verification.off
  /// The training data that samples are compared with; nil compares with none.
  public var training: TrainingCopies?
  /// Whether a run that is one of the reference runs is flagged: not where those are graded.
  public var comparesWithReference = true
  /// Where the folders of submissions being graded are; nil is the system's temporary folder.
  public var temporaryFolder: String?
  /// What whoever grades should look into, found while getting ready.
  var remarks: [String] = []
  /// What is known from before; in memory alone unless a batch says otherwise.
  var cache = FindingsCache(folder: nil)
  /// Whether only one submission is graded at a time: its assignments are examined side by side.
  public var isAlone = false

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

/// How long a submission may keep the grader waiting. The catalogues shorten it: an endless loop is
/// as endless after two seconds.
public struct Patience: Equatable, Sendable {
  /// For one call of the compiler.
  public var compilerSeconds = 180.0
  /// For one answer, where the suites would wait longer; nil leaves it to them.
  public var answerSeconds: Double?

  public init() {}
}
