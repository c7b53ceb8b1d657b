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
    let clarity: (any ClarityJudging)?
    do {
      clarity = try clarityJudge(at: location)
    } catch {
      report("clarity cannot be judged: \(error)")
      clarity = nil
    }
    return GradingContext(
      location: location, rubric: rubric, kit: kit, sandbox: sandbox, clarity: clarity)
  }
}

/// The classifier with the weights of this package.
func clarityJudge(at location: PackageLocation) throws(GraderError) -> any ClarityJudging {
  throw .notAvailable("the classifier of clear digits")
}
