import Digits
import Foundation

/// `grader grade`: archives in, reports out.
enum GradeCommand {
  static let description = CommandDescription(
    name: "grade", usage: "PATH… --output DIR [options]",
    summary: "Grades archives, or folders of archives.",
    details: [
      "Of several archives of one student the newest counts. Reports are written as they come: "
        + "DIR/index.html, gradebook.csv, junit.xml, results.json, and for each student "
        + "DIR/<student>/report.html and results.json (Gradescope's form).",
      "However it ends, the same command goes on from there. What was found out before is used "
        + "again as long as archive, grader, suites and sandbox are the same; points are made anew "
        + "of the rubric.",
      "Samples and weights that are copies, and runs that --verify cannot draw again, are flagged for "
        + "whoever grades, with evidence, and cost no points: Grader/AUTHENTICITY.md.",
      "Exit code 0: all graded, whatever the scores; 1: some could not be graded; 2: wrong use.",
    ],
    options: [
      .init(name: "--output", value: "DIR", help: "where the reports go"),
      .init(
        name: "--data", value: "DIR",
        help:
          "the MNIST files, among which copies are looked for (default: $MNIST_DIR, else Data/mnist, else drawn digits)"
      ),
      .init(
        name: "--jobs", value: "N",
        help: "submissions graded at a time (default: as many as there are cores)"),
      .init(name: "--fresh", help: "grade anew what was graded before"),
      .init(
        name: "--sandbox", value: "KIND",
        help: "auto, bubblewrap, user or none: how submitted code is kept apart (default: auto)"),
      .init(
        name: "--verify", value: "HOW",
        help:
          "off, spot or full: how much of each run is drawn again with the student's own code and weights: nothing, a few images (seconds a submission), all (minutes) (default: off)"
      ),
      .init(
        name: "--overrides", value: "FILE",
        help: "decisions of yours on images and points, kept for later gradings into DIR "
          + "(default: DIR/overrides.json, if there)"),
      .course, .late,
      .init(
        name: "--submitted", value: "WHERE",
        help: "the times of submission: a CSV file with the columns student and submitted, names "
          + "(time stamps in names of archives) or dates (of the files); default: what Gradescope "
          + "put beside a single archive, else none"),
      .language,
      .init(name: "--package", value: "DIR", help: "the package's folder, if it was moved"),
    ],
    example: "swift run grader grade submissions --output reports --jobs 2")

  static func run(_ arguments: ParsedCommand) throws(GraderError) -> Int32 {
    guard let output = arguments["--output"], !output.isEmpty else {
      throw .usage("--output DIR is missing", command: "grade")
    }
    guard !arguments.operands.isEmpty else {
      throw .usage("no archive or folder is given", command: "grade")
    }
    let sandbox = try arguments.choice("--sandbox", of: Sandbox.Choice.self) ?? .auto
    let verification = try arguments.choice("--verify", of: Verification.self) ?? .off
    let language = try arguments.language()
    let jobs = try arguments.integer("--jobs", in: 1...256)
    let archives = try SubmissionArchive.find(in: arguments.operands)
    let training = try trainingData(arguments["--data"])
    let location = try PackageLocation.find(root: arguments["--package"])
    let terms = Terms(
      course: try Course.read(arguments["--course"], at: location),
      times: try SubmissionTimes(arguments["--submitted"]),
      deducts: try arguments.deductsForLateness())
    var context = try GradingContext.prepare(
      at: location, sandbox: sandbox, closing: archives.map(\.path) + [output],
      report: Console.error)
    context.language = language
    context.terms = terms
    context.overrides = try GradingOverrides.gathered(
      named: arguments["--overrides"], output: output,
      students: archives.map { ($0.student, $0.folder) }, rubric: context.rubric)
    context.verification = verification
    context.training = training
    let display = ProgressDisplay()
    let batch = BatchGrader(
      context: context, archives: archives, output: output, jobs: jobs ?? defaultJobs,
      isFresh: arguments.has("--fresh"), gradedAt: Date.now.formatted(.iso8601),
      report: display.show)
    defer { display.end() }
    let results = try batch.run()
    display.end()
    Console.print(classSummary(of: results))
    Console.print("reports: \(output)/index.html")
    return results.isComplete ? 0 : 1
  }

  /// The images that samples are compared with. A folder that is named and cannot be used is an error.
  static func trainingData(_ folder: String?) throws(GraderError) -> TrainingCopies {
    do {
      let (digits, note) = try DigitData.resolve(
        option: folder, environment: ProcessInfo.processInfo.environment)
      if note != nil {
        Console.error("no MNIST here: copies are looked for among \(digits.source) (--data DIR)")
      }
      return TrainingCopies(digits)
    } catch {
      throw .inOwnWords("\(error)")
    }
  }

  /// A submission keeps about one core busy.
  private static var defaultJobs: Int { ProcessInfo.processInfo.activeProcessorCount }
}
