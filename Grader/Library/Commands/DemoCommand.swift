import DiffusionCourse
import Foundation

/// `grader demo`: the whole path on the reference solution.
enum DemoCommand {
  static let description = CommandDescription(
    name: "demo", usage: "[--output DIR] [--language LANGUAGE] [--sandbox KIND]",
    summary: "Packs the reference solution as a student would, grades it, prints the score table.",
    details: [
      "Needs no download. Exit code 0: full marks; 1: not; 2: something is missing or in the way."
    ],
    options: [
      .init(
        name: "--output", value: "DIR",
        help: "where the reports go (default: .build/grader-demo in the package)"),
      .init(
        name: "--sandbox", value: "KIND",
        help: "auto, bubblewrap, user or none: how submitted code is kept apart (default: auto)"),
      .language,
      .init(name: "--package", value: "DIR", help: "the package's folder, if it was moved"),
    ],
    example: "swift run grader demo")

  /// The number of the student who is not one.
  static let studentNumber = "2000-00000"

  static func run(_ arguments: ParsedCommand) throws(GraderError) -> Int32 {
    try arguments.refuseOperands()
    let sandbox = try arguments.choice("--sandbox", of: Sandbox.Choice.self) ?? .auto
    let language = try arguments.language()
    let location = try PackageLocation.find(root: arguments["--package"])
    let output = arguments["--output"] ?? "\(location.scratch)/grader-demo"
    let work = try TemporaryFolder(named: "grader-demo")
    defer { work.remove() }
    Console.error("packing the reference solution as \(studentNumber).tar.gz…")
    let archive = try pack(location, in: work.path)
    var context = try GradingContext.prepare(
      at: location, sandbox: sandbox, closing: [output], report: Console.error)
    context.language = language
    context.verification = .spot
    context.comparesWithReference = false
    let batch = BatchGrader(
      context: context, archives: try SubmissionArchive.find(in: [archive]), output: output,
      jobs: 1, isFresh: true, gradedAt: Date.now.formatted(.iso8601),
      report: { Console.error($0.text) })
    let results = try batch.run()
    guard let submission = results.submissions.first else { return 1 }
    Console.print("")
    if let warning = results.warning { Console.print(warning) }
    Console.print("report: \(output)/\(submission.folder)/report.html")
    Console.print("")
    Console.write(terminalReport(of: submission, in: language))
    for line in flagLines(of: results) { Console.print(line) }
    return submission.isComplete && submission.points >= submission.possible ? 0 : 1
  }

  /// Lays the solution out as a student's folder and runs the script that students run.
  static func pack(_ location: PackageLocation, in folder: String) throws(GraderError) -> String {
    let assignments = "\(folder)/Assignments"
    try makeFolder(assignments)
    for name in assignmentFolders {
      try copyFile("\(location.solutions)/\(name)", to: "\(assignments)/\(name)")
    }
    for name in namesInFolder(location.solutions)
    where name.hasPrefix("results_") || name == Submission.worksFolder {
      try copyFile("\(location.solutions)/\(name)", to: "\(folder)/\(name)")
    }
    let course = try Course.read(nil, at: location)
    let identity = BundleIdentity(of: course, project: projectVersion, content: "demo")
    try writeFile(json(identity), to: "\(folder)/\(BundleIdentity.fileName)")
    let script = "\(folder)/CollectSubmission.sh"
    try copyFile("\(location.root)/CollectSubmission.sh", to: script)
    _ = try toolOutput(["/bin/sh", script, studentNumber], workingDirectory: folder)
    let archive = "\(folder)/\(studentNumber).tar.gz"
    guard isFile(archive) else {
      throw .toolFailed(tool: "CollectSubmission.sh", reason: "it left no \(studentNumber).tar.gz")
    }
    return archive
  }
}
