@testable import GraderLibrary

/// What a student might write to make a report do something.
let hostileText = "=HYPERLINK(\"http://x\",\"y\")<script>alert('1')</script>\u{1B}[31m\u{202E}"

extension ClassResults {
  /// A passed test, a failed one with hostile feedback, a fault of the grader's, and an archive
  /// that could not be graded.
  static var sample: ClassResults {
    let first = SubmissionResult(
      student: "2000-00001", folder: "2000-00001", archive: "2000-00001.tar.gz",
      setAside: ["an older archive was set aside: 2000-00001.tgz"],
      assignments: [
        AssignmentResult(
          id: "hands-on", title: "Hands-on", notes: ["missing: B.swift; its stub stands in"],
          lines: [
            LineResult(
              id: "first", title: "Step 1", possible: 4,
              items: [
                ItemResult(
                  name: "testA", title: "A holds", points: 2, possible: 2, outcome: .passed,
                  seconds: 0.25),
                ItemResult(
                  name: "testB", title: "B holds", points: 0, possible: 2, outcome: .failed,
                  feedback: [hostileText], seconds: 0.5),
              ])
          ]),
        AssignmentResult(
          id: "image-generation", title: "Image generation",
          lines: [
            LineResult(
              id: "run", title: "Run", possible: 3,
              items: [
                ItemResult(
                  name: "files", title: "Files", points: 0.5, possible: 1, outcome: .partly,
                  feedback: ["missing or empty: reverse.gif"]),
                ItemResult(
                  name: "samples", title: "Samples", points: 2, possible: 2, outcome: .passed),
              ]),
            LineResult(
              id: "clear", title: "Clear", possible: 2,
              items: [
                ItemResult(
                  name: "clear", title: "clear digits", points: 2, possible: 2, outcome: .passed)
              ]),
          ]),
      ],
      pictures: [RunPicture(folder: "results_epsilon_linear", png: "iVBORw0KGgo=")], seconds: 1.25)
    let second = SubmissionResult(
      student: hostileText, folder: safeFileName(hostileText), archive: hostileText + ".tgz",
      failure: "the archive ends too early")
    return ClassResults(
      gradedAt: "2026-11-21T12:00:00Z", sandbox: "bubblewrap",
      assignments: headings(of: .small, in: .english), submissions: [first, second])
  }
}
