import Processes
import XCTest

@testable import GraderLibrary

final class CollectSubmissionTests: XCTestCase {
  /// The script at the top of the package, two folders above this one.
  private let script = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent()
    .appendingPathComponent("CollectSubmission.sh").path

  private let shells = ["sh", "dash", "bash", "zsh"].filter { findProgram($0) != nil }

  private func run(
    _ arguments: [String], shell: String = "sh", script: String? = nil,
    in folder: String? = nil, environment: [String: String] = [:]
  ) throws -> Finished {
    var variables = ["PATH": ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin"]
    variables.merge(environment) { $1 }
    return try runToEnd(
      [shell, script ?? self.script] + arguments, environment: variables,
      workingDirectory: folder, timeout: 120)
  }

  private func write(_ files: [String: String], to folder: String) throws {
    for (path, content) in files {
      let url = URL(fileURLWithPath: folder + "/" + path)
      try FileManager.default.createDirectory(
        at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
      try Data(content.utf8).write(to: url)
    }
  }

  /// A whole submission, with litter.
  private func wholeSubmission(in folder: String) throws -> [String] {
    var files = [
      "Assignments/HandsOn/Forward.swift": "// fatalError(\"TODO in a comment is none\n",
      "Assignments/HandsOn/My helpers/Own part.swift": "let a = 1\n",
      "Assignments/ImageGeneration/Schedule.swift": "let b = 2\n",
      "Assignments/TextToImage/Loop.swift": "let c = 3\n",
      "bundle.json": "{}",
      "works/private": "",
    ]
    for name in ["a b", "fox", "house", "moon"] {
      for ending in ["json", "png"] { files["works/\(name).\(ending)"] = "\(name) \(ending)" }
    }
    for folder in Submission.resultsFolders {
      for name in Submission.resultsFiles { files["\(folder)/\(name)"] = "\(folder) \(name)" }
    }
    let wanted = files.keys.sorted()
    for litter in [
      "Assignments/HandsOn/.build/x.swift", "Assignments/HandsOn/._Forward.swift",
      "Assignments/HandsOn/.DS_Store", "Assignments/HandsOn/notes.txt",
      "results_epsilon_linear/checkpoint.bin", "results_epsilon_linear/.DS_Store",
      "Assignments/Other/A.swift", "Sources/A.swift", "works/.DS_Store", "works/notes.txt",
    ] {
      files[litter] = "litter"
    }
    try write(files, to: folder)
    return wanted
  }

  func testAWholeSubmissionIsPackedTheSameByEveryShellAndTwice() throws {
    let folder = try temporaryFolder() + "/with space"
    let wanted = try wholeSubmission(in: folder)
    var archives: Set<Data> = []
    for (index, shell) in (shells + shells).enumerated() {
      let output = try temporaryFolder()
      let finished = try run(["--from", folder, "2000-00000"], shell: shell, in: output)
      XCTAssertEqual(finished.status, .exited(0), shell)
      XCTAssertEqual(finished.standardError.text, "", shell)
      XCTAssertTrue(
        finished.standardOutput.text.hasPrefix("\(output)/2000-00000.tar.gz: 42 files, "),
        finished.standardOutput.text)
      XCTAssertTrue(finished.standardOutput.text.hasSuffix(", complete\n"))
      let path = output + "/2000-00000.tar.gz"
      archives.insert(try Data(contentsOf: URL(fileURLWithPath: path)))
      let archive = try Archive(path: path)
      XCTAssertEqual(archive.files.map(\.path), wanted.map { "2000-00000/" + $0 })
      // Another day, another owner's rights.
      for path in wanted {
        try FileManager.default.setAttributes(
          [
            .modificationDate: Date(timeIntervalSince1970: Double(index) * 1e6),
            .posixPermissions: index % 2 == 0 ? 0o600 : 0o755,
          ], ofItemAtPath: folder + "/" + path)
      }
    }
    XCTAssertEqual(archives.count, 1)
    let submission = try Submission(
      in: Archive(bytes: Array(archives.first!), name: "2000-00000.tar.gz"),
      expecting: wanted.filter { $0.hasSuffix(".swift") })
    XCTAssertEqual(submission.missingSources, [])
    XCTAssertEqual(submission.others, [])
    XCTAssertEqual(submission.results.count, 4)
    XCTAssertEqual(submission.works.count, 9)
  }

  func testOnlyWorksWithTheirSettingsArePackedAndNoMoreThanFour() throws {
    let folder = try temporaryFolder()
    var files = ["Assignments/HandsOn/A.swift": "let a = 1\n", "works/lonely.png": "p"]
    for name in ["a", "b", "c", "d", "e", "deep/f"] {
      files["works/\(name).png"] = "p"
      files["works/\(name).json"] = "{}"
    }
    try write(files, to: folder)
    let finished = try run(["--from", folder, "2000-00000"], in: folder)
    let warnings = finished.standardError.text.split(separator: "\n").filter {
      $0.contains("works")
    }
    XCTAssertEqual(
      warnings,
      [
        "warning: works/deep/f.png is left out: works lie in works/ itself",
        "warning: works/e.png is left out: 4 works are packed already",
        "warning: works/lonely.png is left out: its settings, works/lonely.json, are missing",
      ])
    let archive = try Archive(path: folder + "/2000-00000.tar.gz")
    let works = archive.files.map(\.path).filter { $0.contains("works/") }
    XCTAssertEqual(
      works,
      ["a", "b", "c", "d"].flatMap { name in
        ["json", "png"].map { "2000-00000/works/\(name).\($0)" }
      })
  }

  func testItFindsItsOwnFolderFromAnywhere() throws {
    let folder = try temporaryFolder() + "/a b"
    _ = try wholeSubmission(in: folder)
    try FileManager.default.copyItem(atPath: script, toPath: folder + "/CollectSubmission.sh")
    let elsewhere = try temporaryFolder()
    for (script, start) in [
      (folder + "/CollectSubmission.sh", elsewhere), ("./CollectSubmission.sh", folder),
      ("CollectSubmission.sh", folder), ("../a b/CollectSubmission.sh", folder),
    ] {
      let finished = try run(["2000-00000"], script: script, in: start)
      XCTAssertEqual(finished.status, .exited(0), finished.standardError.text)
      XCTAssertTrue(FileManager.default.fileExists(atPath: start + "/2000-00000.tar.gz"))
    }
    let byVariable = try run(
      ["--output=\(elsewhere)", "2000-00001"], in: "/",
      environment: ["SUBMISSION_FROM": folder, "CDPATH": "/usr"])
    XCTAssertEqual(byVariable.status, .exited(0), byVariable.standardError.text)
    XCTAssertTrue(FileManager.default.fileExists(atPath: elsewhere + "/2000-00001.tar.gz"))
  }

  func testWhatIsMissingOrUnfinishedIsNamed() throws {
    let folder = try temporaryFolder()
    try write(
      [
        "Assignments/HandsOn/Loss.swift":
          "fatalError(\"TODO 1: \\(#function)\")\nfatalError(\"TODO 2: x\")\n",
        "results_sample_linear/run.json": "{}",
      ], to: folder)
    let finished = try run(["--from", folder, "2000-00000"], in: folder)
    XCTAssertEqual(finished.status, .exited(0))
    XCTAssertEqual(
      finished.standardError.text,
      """
      warning: Assignments/HandsOn/Loss.swift is not finished: 2 × fatalError("TODO…") left
      warning: Assignments/ImageGeneration is missing
      warning: Assignments/TextToImage is missing
      warning: results_epsilon_linear is missing: train that setting first, or lose its points
      warning: results_epsilon_cosine is missing: train that setting first, or lose its points
      warning: results_sample_linear lacks model.safetensors samples.npy samples.png reverse.gif \
      loss.csv loss.png
      warning: results_sample_cosine is missing: train that setting first, or lose its points
      warning: works is missing: paint four pictures first, or lose their points
      warning: bundle.json is missing: copy it from the bundle again, it says which version this is

      """)
    XCTAssertTrue(finished.standardOutput.text.contains(": 2 files, 1 KB, 9 warnings\n"))
  }

  func testALargeArchiveIsWarnedOf() throws {
    let folder = try temporaryFolder()
    try write(["Assignments/HandsOn/A.swift": "let a = 1\n"], to: folder)
    // Random bytes do not shrink.
    let made = try runToEnd(
      [
        "/bin/sh", "-c",
        "mkdir results_sample_linear && head -c 53000000 /dev/urandom >results_sample_linear/samples.npy",
      ], workingDirectory: folder, timeout: 60)
    XCTAssertTrue(made.succeeded)
    let finished = try run(["--from", folder, "2000-00000"], in: folder)
    XCTAssertEqual(finished.status, .exited(0))
    XCTAssertTrue(
      finished.standardError.text.contains("warning: the archive is larger than 50 MB"))
    XCTAssertTrue(finished.standardOutput.text.contains(": 2 files, 50.5 MB, "))
  }

  func testWrongUseIsSaidAndLeavesNothing() throws {
    let folder = try temporaryFolder()
    let cases: [(arguments: [String], words: String)] = [
      ([], "give your student number: ./CollectSubmission.sh 2000-00000"),
      (["2000-0000"], "“2000-0000” is not a student number: write it like 2000-00000"),
      (["2000-000000"], "“2000-000000” is not a student number: write it like 2000-00000"),
      (["../00-00000"], "“../00-00000” is not a student number: write it like 2000-00000"),
      (["2000-00000", "2000-00001"], "one student number only, not also 2000-00001; try --help"),
      (["--frm", "2000-00000"], "unknown option --frm; try --help"),
      (["2000-00000", "--from"], "--from needs a folder; try --help"),
      (
        ["--from", "/nowhere", "2000-00000"],
        "/nowhere: no such folder; give the one that holds Assignments/ with --from"
      ),
      (["--output", "/nowhere", "2000-00000"], "/nowhere: no such folder; make it first"),
    ]
    for shell in shells {
      for (arguments, words) in cases {
        let finished = try run(arguments, shell: shell, in: folder)
        XCTAssertEqual(finished.status, .exited(2), "\(shell) \(arguments)")
        XCTAssertEqual(finished.standardError.text, "CollectSubmission.sh: \(words)\n")
        XCTAssertEqual(finished.standardOutput.text, "")
      }
    }
    let nothing = try run(["--from", folder, "2000-00000"], in: folder)
    XCTAssertEqual(nothing.status, .exited(2))
    XCTAssertTrue(nothing.standardError.text.contains("nothing to collect in \(folder)"))
    XCTAssertEqual(try FileManager.default.contentsOfDirectory(atPath: folder), [])
  }

  func testHelpAndNoTemporaryFilesLeft() throws {
    let help = try run(["--help"])
    XCTAssertEqual(help.status, .exited(0))
    XCTAssertTrue(help.standardOutput.text.hasPrefix("Packs your work for submission.\n\nusage: "))
    XCTAssertTrue(help.standardOutput.text.split(separator: "\n").allSatisfy { $0.count <= 80 })

    let folder = try temporaryFolder()
    let scratch = try temporaryFolder()
    _ = try wholeSubmission(in: folder)
    for arguments in [["--from", folder, "2000-00000"], ["--from", scratch, "2000-00000"]] {
      _ = try run(arguments, in: folder, environment: ["TMPDIR": scratch])
      XCTAssertEqual(try FileManager.default.contentsOfDirectory(atPath: scratch), [])
    }
  }
}
