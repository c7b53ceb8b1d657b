import Foundation
import SubmissionCatalogues

/// `grader catalogue`: submissions whose outcome is known, graded and compared.
enum CatalogueCommand {
  static let description = CommandDescription(
    name: "catalogue", usage: "[hostile|wrong|different|mutants] [options]",
    summary: "Grades submissions whose outcome is known, and compares.",
    details: [
      "hostile: attacks, each with what it may at most do. wrong: one mistake each, which must cost "
        + "its tests and no others and be named in the feedback. different: right in other ways, "
        + "which must cost nothing. mutants: mechanical changes of the solution, which must cost "
        + "something. Without a word: all four.",
      "Exit code 0: all as expected; 1: not; 2: wrong use.",
    ],
    options: [
      .init(name: "--only", value: "NAME", help: "only entries whose name contains NAME"),
      .init(
        name: "--jobs", value: "N", help: "submissions at a time (default: the processor's cores)"),
      .init(
        name: "--sandbox", value: "KIND",
        help: "auto, bubblewrap, user or none: how submitted code is kept apart (default: auto)"),
      .init(name: "--json", value: nil, help: "print one JSON object instead of tables"),
      .init(name: "--package", value: "DIR", help: "the package's folder, if it was moved"),
    ],
    example: "swift run grader catalogue wrong --jobs 2")

  enum Catalogue: String, CaseIterable, Sendable {
    case hostile, wrong, different, mutants
  }

  /// What every catalogue is run with.
  struct Session: Sendable {
    var context: GradingContext
    var jobs: Int
    /// Part of the names of the entries to run; nil for all.
    var only: String?
    /// Gets a line for each entry as it ends.
    var report: @Sendable (String) -> Void

    func isAskedFor(_ name: String) -> Bool { only.map { name.contains($0) } ?? true }
  }

  static func run(_ arguments: ParsedCommand) throws(GraderError) -> Int32 {
    let catalogues = try asked(arguments.operands)
    let sandbox = try arguments.choice("--sandbox", of: Sandbox.Choice.self) ?? .auto
    let jobs = try arguments.integer("--jobs", in: 1...256)
    let location = try PackageLocation.find(root: arguments["--package"])
    let context = try GradingContext.prepare(at: location, sandbox: sandbox, report: Console.error)
    let session = Session(
      context: context, jobs: jobs ?? ProcessInfo.processInfo.activeProcessorCount,
      only: arguments["--only"], report: Console.error)
    var reports: [CatalogueReport] = []
    for catalogue in catalogues {
      let report = try report(on: catalogue, session)
      // An entry may belong to any of them.
      if session.only != nil, catalogues.count > 1, report.entries.isEmpty { continue }
      reports.append(report)
      if !arguments.has("--json") { Console.print(catalogueTable(of: report)) }
    }
    if let only = session.only, reports.allSatisfy(\.entries.isEmpty) {
      throw .usage("no entry's name contains \(escapedForTerminal(only))", command: "catalogue")
    }
    if arguments.has("--json") { Console.print(json(CatalogueReports(catalogues: reports))) }
    return reports.allSatisfy(\.isAsExpected) ? 0 : 1
  }

  private static func asked(_ words: [String]) throws(GraderError) -> [Catalogue] {
    if words.isEmpty { return Catalogue.allCases }
    var catalogues: [Catalogue] = []
    for word in words {
      guard let catalogue = Catalogue(rawValue: word), !catalogues.contains(catalogue) else {
        let known = Catalogue.allCases.map(\.rawValue).joined(separator: ", ")
        throw .usage(
          "unexpected \(escapedForTerminal(word)); the catalogues are \(known), each once",
          command: "catalogue")
      }
      catalogues.append(catalogue)
    }
    return catalogues
  }

  private static func report(
    on catalogue: Catalogue, _ session: Session
  ) throws(GraderError) -> CatalogueReport {
    switch catalogue {
    case .hostile: return try hostileReport(session)
    case .wrong: return try wrongReport(session)
    case .different: return try differentReport(session)
    case .mutants: return try mutantReport(session)
    }
  }
}

/// What `--json` prints.
private struct CatalogueReports: Encodable {
  var catalogues: [CatalogueReport]
}
