import SubmissionProtocol

extension Rubric {
  /// What the tests that ran have and the rubric does not expect, for whoever grades. Tests that the
  /// rubric expects and that did not run have no verdict, which each report says.
  func remarks(on findings: SubmissionFindings) -> [String] {
    var expected: Set<String> = []
    for line in assignments.flatMap(\.lines) {
      for test in line.tests ?? [] { expected.insert("\(line.suite ?? "").\(test.name)") }
    }
    var times: [String: Int] = [:]
    for record in findings.code.values.flatMap(\.records) {
      times["\(record.suite).\(record.test)", default: 0] += 1
    }
    return times.sorted { $0.key < $1.key }.flatMap { test, times -> [String] in
      var remarks: [String] = []
      if times > 1 { remarks.append("\(test) was recorded more than once") }
      if !expected.contains(test) {
        remarks.append("\(test) ran and is not in the rubric: it counts for nothing")
      }
      return remarks
    }
  }

  /// Suites of the bundle that the rubric does not ask for.
  ///
  /// - Parameter tests: What the bundle lists, `HiddenSuites.Suite/test` and others.
  /// - Parameter isOwn: Whether a class tests the suites themselves.
  func remarks(onSuites tests: [String], isOwn: (String) -> Bool) -> [String] {
    let expected = Set(assignments.flatMap(\.lines).compactMap(\.suite))
    let suites = Set(
      tests.compactMap { test -> String? in
        let parts = test.split(separator: "/")[0].split(separator: ".")
        return parts.count == 2 && parts[0] == "HiddenSuites" ? String(parts[1]) : nil
      })
    return suites.subtracting(expected).filter { !isOwn($0) }.sorted().map {
      "the suite \($0) is not in the rubric: it is not run and counts for nothing"
    }
  }
}
