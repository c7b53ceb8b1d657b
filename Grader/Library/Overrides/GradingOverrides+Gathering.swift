import Foundation

extension GradingOverrides {
  /// The file that counts wherever it lies: in the folder of the reports.
  static func path(in output: String) -> String { "\(output)/overrides.json" }

  /// A copy of what `--overrides` named last, so that a later grading without it keeps the decisions.
  private static func keptPath(in output: String) -> String {
    "\(output)/.grader/overrides.json"
  }

  /// The decisions that count for a grading into `output`: those of its own `overrides.json`, and those
  /// of the file that was named, now or, if none is now, in an earlier grading.
  ///
  /// - Throws: `GraderError` where a file cannot be read or decides on what is not there.
  static func gathered(
    named path: String?, output: String, students: [(student: String, folder: String)],
    rubric: Rubric
  ) throws(GraderError) -> GradingOverrides {
    let own = GradingOverrides.path(in: output)
    let kept = keptPath(in: output)
    var sources = [own, path ?? kept].filter(isFile)
    if let path, !sources.contains(path) { sources.append(path) }
    var all = GradingOverrides()
    for source in sources {
      let read = try read(source)
      try read.check(students: students, rubric: rubric, path: source)
      all = all.joined(with: read)
    }
    try all.check(students: students, rubric: rubric, path: sources.joined(separator: " and "))
    if let path {
      if canonicalPath(path) != canonicalPath(own) {
        try makeFolder("\(output)/.grader")
        try writeFile(json(try read(path)), to: kept)
      } else {
        // What was named before counts no more.
        try? FileManager.default.removeItem(atPath: kept)
      }
    }
    return all
  }
}
