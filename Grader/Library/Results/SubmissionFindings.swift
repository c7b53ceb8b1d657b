import SubmissionProtocol

/// What was found out about one submission, before any points: the rubric makes those of it, so
/// another rubric needs no other run.
struct SubmissionFindings: Codable, Equatable, Sendable {
  /// What the reader of the report should know about the archive.
  var notes: [Sentence] = []
  /// Which bundle it says that it was made in; nil where that was not asked.
  var bundle: BundleClaim?
  /// By the assignment's folder, `HandsOn`.
  var code: [String: CodeFindings] = [:]
  /// By the results folder, `results_epsilon_linear`.
  var runs: [String: RunFindings] = [:]
  /// By name; nil where nobody looked.
  var works: [WorkFindings]?
  /// What came of drawing images again, by the results folder; empty with `--verify off`.
  var verifications: [String: RunVerification] = [:]

  /// By the results folder.
  var fingerprints: [String: RunFingerprint] { runs.compactMapValues(\.fingerprint) }
}

/// What became of the code of one assignment.
struct CodeFindings: Codable, Equatable, Sendable {
  /// Why no test ran.
  enum Obstacle: Codable, Equatable, Sendable {
    /// Nothing of the submission could be compiled; the notes say why.
    case notCompiled
    /// The fault was not the submission's.
    case graderFault(String)
  }

  /// About the whole assignment: missing files, compiler errors.
  var notes: [Sentence] = []
  /// Why stubs stand in for files.
  var standIns: [Sentence] = []
  var obstacle: Obstacle?
  /// What the suites recorded.
  var records: [TestRecord] = []
  /// The functions that the rubric's lines are about, as the student wrote them.
  var excerpts: [CodeExcerpt] = []
}

/// What looking at one results folder found, without its images.
struct RunFindings: Codable, Equatable, Sendable {
  var isThere: Bool
  var findings: [RunPart: RunInspection.Finding] = [:]
  /// The samples as a PNG, base 64; nil where they are not usable.
  var picture: String?
  /// One for each of the 100 samples; nil where they are not usable, or were not judged.
  var verdicts: [ImageVerdict]?
  /// What the files alone raise.
  var flags: [FoundFlag] = []
  /// For comparing the class.
  var fingerprint: RunFingerprint?

  /// How many of the samples the classifier calls clear.
  var clear: Int? { verdicts?.count(where: \.isClear) }

  /// Whether there are samples that no classifier has looked at.
  var lacksClarity: Bool { picture != nil && verdicts == nil }

  init(
    isThere: Bool, findings: [RunPart: RunInspection.Finding] = [:], picture: String? = nil,
    verdicts: [ImageVerdict]? = nil, flags: [FoundFlag] = [], fingerprint: RunFingerprint? = nil
  ) {
    self.isThere = isThere
    self.findings = findings
    self.picture = picture
    self.verdicts = verdicts
    self.flags = flags
    self.fingerprint = fingerprint
  }

  init(_ run: RunInspection, judge: (any ClarityJudging)?) {
    isThere = run.isThere
    findings = run.findings
    picture = run.picture
    guard let samples = run.samples, let judge else { return }
    let requested = (0..<RunInspection.sampleCount).map { $0 % 10 }
    verdicts = zip(
      judge.verdicts(images: samples, count: requested.count, requested: requested), 0...
    ).map { verdict, image in
      ImageVerdict(
        verdict, image: samples[image * 784..<(image + 1) * 784],
        isBroken: run.broken.contains(image))
    }
  }
}

extension CodeFindings {
  /// Whether every test of the rubric has a verdict, so that nothing has to run again.
  func isComplete(for assignment: Rubric.Assignment) -> Bool {
    let result = assignment.result(
      of: SubmissionFindings(code: [assignment.folder: self]), in: .english)
    return zip(assignment.lines, result.lines).allSatisfy { $0.kind != .tests || $1.isGraded }
  }
}
