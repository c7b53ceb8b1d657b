/// `grader release`: the bundle that students are given.
enum ReleaseCommand {
  static let description = CommandDescription(
    name: "release", usage: "--output FILE.tar.gz [--course FILE]",
    summary: "Makes the bundle that students are given.",
    details: [
      "Stubs cut from the solutions, the sources they build on, public tests, handout, "
        + "CollectSubmission.sh. The same repository gives the same bytes. Before anything is written, "
        + "the bundle is searched for lines of solutions, numbers of fixtures, names of the hidden "
        + "suites, and files of the grader.",
      "Exit code 0: written; 1: hidden material was found, nothing is written; 2: something is missing "
        + "or in the way.",
    ],
    options: [
      .init(name: "--output", value: "FILE", help: "the archive; its name ends in .tar.gz"),
      .course,
      .init(name: "--package", value: "DIR", help: "the package's folder, if it was moved"),
    ],
    example: "swift run grader release --output diffusion-assignment.tar.gz")

  static func run(_ arguments: ParsedCommand) throws(GraderError) -> Int32 {
    try arguments.refuseOperands()
    guard let output = arguments["--output"], output.hasSuffix(".tar.gz") else {
      throw .usage("--output FILE.tar.gz is missing", command: description.name)
    }
    let location = try PackageLocation.find(root: arguments["--package"])
    let course = try Course.read(arguments["--course"], at: location)
    do throws(ReleaseFailure) {
      let bundle = try StudentBundle(of: location, course: course)
      let hidden = try HiddenMaterial(of: location)
      let leaks = hidden.leaks(in: bundle)
      guard leaks.isEmpty else {
        for leak in leaks { Console.error(escapedForTerminal("\(leak)")) }
        Console.error(
          "grader: \(output): not written: \(count(leaks.count, "trace")) of hidden material, above"
        )
        return 1
      }
      let bytes = try bundle.archive()
      do throws(GraderError) { try writeFile(bytes, to: output) } catch {
        throw .unpackable(error.description)
      }
      Console.print(
        """
        \(output): \(count(bundle.files.count, "file")), \((bytes.count + 1023) / 1024) KB, assignment \
        \(escapedForTerminal(course.assignment))
        searched for \(count(hidden.solutionLines.count, "line")) of solutions, \
        \(count(hidden.numbers.count, "number")) of fixtures, \
        \(count(hidden.names.count, "name")) of the suites: none found
        sha256 \(SHA256.hexadecimal(of: bytes))
        """)
      return 0
    } catch {
      throw .inOwnWords(error.description)
    }
  }
}
