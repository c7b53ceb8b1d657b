import Foundation
import SubmissionCatalogues

extension CatalogueCommand {
  /// The attacks: each has the outcome that it must have, and nothing escapes.
  static func hostileReport(_ session: Session) throws(GraderError) -> CatalogueReport {
    let folder = try TemporaryFolder(named: "grader-hostile")
    defer { folder.remove() }
    let baits = try HostileBaits()
    defer { baits.remove() }
    let runner = HostileRunner(context: session.context, baits: baits, folder: folder.path)
    let before = session.context.fingerprint
    let cases = HostileCatalogue.cases.filter {
      session.isAskedFor($0.name) || session.isAskedFor($0.group.rawValue)
    }
    let entries = inParallel(cases, jobs: session.jobs) { hostile in
      guard !hostile.needsWalls || session.context.sandbox.level != .none else {
        return CatalogueEntry(
          name: hostile.name, summary: hostile.attack, found: "not run",
          problems: ["without walls it would reach other programs of this machine"])
      }
      let entry = runner.entry(of: hostile)
      session.report((entry.isAsExpected ? "ok     " : "WRONG  ") + entry.name)
      return entry
    }
    var report = CatalogueReport(catalogue: "hostile", entries: entries)
    if session.context.fingerprint != before {
      report.problems.append("the kit, the rubric or the suites were changed")
    }
    report.totals = [
      "\(entries.count { $0.isAsExpected }) of \(count(entries.count, "attack")) contained, with the "
        + "expected outcome and a bystander that keeps every point "
        + "(sandbox: \(session.context.sandbox.level.rawValue))"
    ]
    return report
  }
}

extension GradingContext {
  /// Changes if the files change that all submissions share.
  fileprivate var fingerprint: [String] {
    var paths = [location.rubric, location.testBundle, location.classifier]
    paths += (FileManager.default.subpaths(atPath: kit.folder) ?? []).sorted()
      .map { "\(kit.folder)/\($0)" }
    return paths.map { path in
      let attributes = try? FileManager.default.attributesOfItem(atPath: path)
      let date = attributes?[.modificationDate] as? Date
      return "\(path) \(fileSize(path)) \(date?.timeIntervalSince1970 ?? 0)"
    }
  }
}
