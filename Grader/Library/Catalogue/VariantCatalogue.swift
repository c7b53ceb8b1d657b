import SubmissionCatalogues

extension VariantRunner {
  /// Runs variants and compares what they lost with what they should have lost.
  ///
  /// - Parameter report: Gets a line for each variant as it ends.
  func entries(
    of variants: [Variant], jobs: Int, report: @Sendable (String) -> Void
  ) -> [CatalogueEntry] {
    inParallel(variants, jobs: jobs) { variant in
      let entry = entry(of: variant)
      report((entry.isAsExpected ? "ok     " : "WRONG  ") + entry.name)
      return entry
    }
  }

  private func entry(of variant: Variant) -> CatalogueEntry {
    let clock = ContinuousClock()
    let start = clock.now
    var entry = CatalogueEntry(name: variant.name, summary: variant.summary, found: "")
    do {
      let files = try variant.applied(to: solution)
      compare(outcome(of: files), with: variant, in: &entry)
    } catch {
      entry.found = "not run"
      entry.problems = ["\(error)"]
    }
    entry.seconds = (clock.now - start) / .seconds(1)
    return entry
  }

  private func compare(_ outcome: Outcome, with variant: Variant, in entry: inout CatalogueEntry) {
    if let fault = outcome.fault {
      entry.found = "no verdict"
      entry.problems = ["the grader is at fault: \(fault)"]
      return
    }
    entry.problems += outcome.feedbackProblems
    let lost = Set(outcome.lost.keys)
    entry.found = lost.isEmpty ? "nothing lost" : count(lost.count, "test") + " lost"
    if !outcome.notes.isEmpty, !lost.isEmpty || variant.losses.isEmpty {
      entry.problems.append("it is no whole submission: " + outcome.notes.joined(separator: "; "))
    }
    for test in variant.losses.subtracting(lost).sorted() {
      entry.problems.append("should lose \(test), and passes it")
    }
    for test in lost.subtracting(variant.losses).sorted() {
      let feedback = outcome.lost[test]?.feedback.joined(separator: " ") ?? ""
      entry.problems.append("should not lose \(test): \(feedback)")
    }
    if !variant.naming.isEmpty {
      let lines = outcome.lost.values.flatMap(\.feedback)
      entry.isNamed = lines.contains { line in variant.naming.allSatisfy(line.contains) }
      if entry.isNamed == false {
        entry.problems.append(
          "no line of the feedback holds “\(variant.naming.joined(separator: "” and “"))”; it reads: "
            + lines.joined(separator: " "))
      }
    }
  }
}
