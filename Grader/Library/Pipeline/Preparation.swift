extension GradingContext {
  /// Makes ready what every submission needs: rubric, sandbox, kit, hidden suites, classifier.
  ///
  /// - Parameters:
  ///   - paths: The archives and the folder of the reports: like the package, submissions must not be
  ///     able to read them.
  ///   - report: Gets lines for whoever waits.
  public static func prepare(
    at location: PackageLocation, sandbox choice: Sandbox.Choice, closing paths: [String] = [],
    report: @Sendable (String) -> Void
  ) throws(GraderError) -> GradingContext {
    let rubric = try Rubric.read(location.rubric)
    var sandbox: Sandbox
    do { sandbox = try Sandbox.choose(choice) } catch { throw .inOwnWords("\(error)") }
    sandbox = try sandbox.closing(
      [location.root] + paths, isDemanded: choice == .user, report: report)
    report(sandbox.notice ?? "sandbox: \(sandbox.level.rawValue)")
    let kit = try Kit.prepare(
      at: location, in: sandbox.kitsFolder, toolchain: sandbox.toolchain, report: report)
    try location.prepareHiddenSuites(report: report)
    // Without the classifier all else is graded; clarity then has no verdict.
    let clarity: ClarityClassifier?
    do {
      clarity = try ClarityClassifier(weightsAt: location.classifier)
    } catch {
      report("clarity cannot be judged: \(error)")
      clarity = nil
    }
    var context = GradingContext(
      location: location, rubric: rubric, kit: kit, sandbox: sandbox, clarity: clarity)
    do {
      context.works = try ReferenceWorkJudge()
    } catch {
      report("works cannot be judged: \(error)")
    }
    context.remarks = rubric.remarks(onSuites: location.testsInBundle()) { suite in
      isFile("\(location.root)/Grader/HiddenSuites/SelfTests/\(suite).swift")
    }
    for remark in context.remarks { report(remark) }
    return context
  }
}
