extension GradingContext {
  /// Makes ready what every submission needs: rubric, sandbox, kit, hidden suites, classifier.
  ///
  /// - Parameter report: Gets lines for whoever waits.
  public static func prepare(
    at location: PackageLocation, sandbox choice: Sandbox.Choice,
    report: @Sendable (String) -> Void
  ) throws(GraderError) -> GradingContext {
    let rubric = try Rubric.read(location.rubric)
    let sandbox: Sandbox
    do { sandbox = try Sandbox.choose(choice) } catch { throw .inOwnWords("\(error)") }
    if let notice = sandbox.notice { report(notice) }
    let kit = try Kit.prepare(at: location, toolchain: sandbox.toolchain, report: report)
    try location.prepareHiddenSuites(report: report)
    // Without the classifier all else is graded; clarity then has no verdict.
    let clarity: ClarityClassifier?
    do {
      clarity = try ClarityClassifier(weightsAt: location.classifier)
    } catch {
      report("clarity cannot be judged: \(error)")
      clarity = nil
    }
    return GradingContext(
      location: location, rubric: rubric, kit: kit, sandbox: sandbox, clarity: clarity)
  }
}
