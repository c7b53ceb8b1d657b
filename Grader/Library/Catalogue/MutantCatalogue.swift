import SubmissionCatalogues

extension CatalogueCommand {
  /// Of the mutants that change what the code does, at least so many of a hundred lose points.
  static let leastKilled = 97.0

  /// The mutants of the solution: each loses points, or it is explained why it need not.
  static func mutantReport(_ session: Session) throws(GraderError) -> CatalogueReport {
    let runner = try VariantRunner(context: session.context)
    let mutants = Mutant.all(of: runner.solution).filter { session.isAskedFor($0.id) }
    let fates = inParallel(mutants, jobs: session.jobs) { mutant in
      let fate = runner.fate(of: mutant)
      session.report("\(fate.words)  \(mutant.id)")
      return fate
    }
    return mutantReport(
      zip(mutants, fates).map { ($0, $1) }, explained: ExplainedSurvivor.all,
      isWhole: session.only == nil)
  }

  /// - Parameter isWhole: All mutants are there, so that every explanation must have one.
  static func mutantReport(
    _ results: [(mutant: Mutant, fate: MutantFate)], explained: [ExplainedSurvivor], isWhole: Bool
  ) -> CatalogueReport {
    let reasons = Dictionary(explained.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
    let compiled = results.filter { $0.fate.kind != .notCompiled }
    var report = CatalogueReport(
      catalogue: "mutants",
      entries: compiled.map { mutant, fate in
        entry(of: mutant, fate, explained: reasons[mutant.id])
      })
    let survivors = compiled.filter { $0.fate.kind == .survived }
    let changing = survivors.count { reasons[$0.mutant.id]?.changesBehaviour ?? true }
    let killed = compiled.count { $0.fate.kind == .killed }
    let share = killed + changing == 0 ? 0 : 100 * Double(killed) / Double(killed + changing)
    if isWhole {
      if compiled.count < 200 {
        report.problems.append("only \(compiled.count) mutants compile; 200 are wanted")
      }
      if share < leastKilled {
        report.problems.append(
          "\(pointsText(share)) % of the mutants that change something lose points; "
            + "\(pointsText(leastKilled)) % should")
      }
      let surviving = Set(survivors.map(\.mutant.id))
      for stranger in explained where !surviving.contains(stranger.id) {
        report.problems.append("explained, and no survivor: \(stranger.id)")
      }
    }
    report.totals = [
      "\(results.count - compiled.count) of \(results.count) changes do not compile. Of the "
        + "\(compiled.count) others \(killed) lose points; \(survivors.count - changing) change "
        + "nothing that matters, for the reasons given; \(changing) change something unseen: "
        + "\(pointsText(share)) % of the changes that matter are seen"
    ]
    for (mutant, _) in survivors {
      guard let survivor = reasons[mutant.id] else { continue }
      report.totals.append("survives: \(mutant.id): \(survivor.reason)")
    }
    return report
  }
}

extension CatalogueCommand {
  private static func entry(
    of mutant: Mutant, _ fate: MutantFate, explained: ExplainedSurvivor?
  ) -> CatalogueEntry {
    var entry = CatalogueEntry(
      name: mutant.id, summary: "\(mutant.original) becomes \(mutant.replacement)",
      found: fate.words, seconds: fate.seconds)
    if let problem = fate.problem { entry.problems.append(problem) }
    if fate.kind == .survived {
      if explained != nil {
        entry.found = "survived, explained"
      } else {
        entry.problems.append(
          "no suite notices it: strengthen one, or explain why it is as right as the solution")
      }
    }
    return entry
  }
}

/// What became of a mutant.
struct MutantFate: Equatable, Sendable {
  enum Kind: Equatable { case killed, survived, notCompiled, noVerdict }
  var kind: Kind
  /// How many tests it lost.
  var lost = 0
  var problem: String?
  var seconds = 0.0

  var words: String {
    switch kind {
    case .killed: count(lost, "test") + " lost"
    case .survived: "survived"
    case .notCompiled: "does not compile"
    case .noVerdict: "no verdict"
    }
  }
}

extension VariantRunner {
  /// Asks the suites of the changed file first; only a survivor is shown to the others.
  func fate(of mutant: Mutant) -> MutantFate {
    let clock = ContinuousClock()
    let start = clock.now
    var files = solution
    files[mutant.file] = mutant.text
    var outcome = outcome(of: files, suites: VariantRunner.suites[mutant.file])
    if outcome.lost.isEmpty, outcome.fault == nil { outcome = self.outcome(of: files) }
    var fate = MutantFate(kind: .survived, lost: outcome.lost.count)
    if let fault = outcome.fault {
      fate.kind = .noVerdict
      fate.problem = fault
    } else if !outcome.notes.isEmpty {
      fate.kind = .notCompiled
    } else if !outcome.lost.isEmpty {
      fate.kind = .killed
    }
    fate.seconds = (clock.now - start) / .seconds(1)
    return fate
  }

  /// The suites that judge a file.
  private static let suites: [String: Set<String>] = [
    "HandsOn/Step1Alpha.swift": ["HandsOnStep1Tests"],
    "HandsOn/Step2Timesteps.swift": ["HandsOnStep2Tests"],
    "HandsOn/Step3ForwardProcess.swift": ["HandsOnStep3Tests"],
    "HandsOn/Step4TrainingStep.swift": ["HandsOnStep4Tests"],
    "HandsOn/Step5ReverseProcess.swift": ["HandsOnStep5Tests"],
    "ImageGeneration/Problem1Schedules.swift": [
      "Problem1aBetaScheduleTests", "Problem1bScheduleTablesTests",
    ],
    "ImageGeneration/Problem2Loss.swift": ["Problem2aLossTests"],
    "ImageGeneration/Problem2Sampling.swift": ["Problem2bSamplingTests"],
    "TextToImage/Problem1Guidance.swift": ["TextProblem1GuidanceTests"],
    "TextToImage/Problem2Denoising.swift": ["TextProblem2DenoisingTests"],
    "TextToImage/Problem3Latents.swift": ["TextProblem3LatentsTests"],
    "TextToImage/Problem4Contrastive.swift": ["TextProblem4ContrastiveTests"],
  ]
}
