import DiffusionCourse
import Foundation
import Mutations
import SubmissionProtocol

extension FuzzTarget {
  /// The JSON and CSV that runs and grades leave behind, and the reports that are made of them.
  ///
  /// The first byte says which: the grader knows it by the file's name.
  static let results = FuzzTarget(
    name: "results",
    summary:
      "results.json and its reports, rubric.json, test records, kept findings, run.json, loss.csv, overrides.json",
    seeds: { seedTexts.map { [$0.kind.rawValue] + $0.text } },
    mutate: { mutator, seeds in
      let seed = mutator.pick(seeds)
      let text = Array(seed.dropFirst())
      switch Kind(rawValue: seed[0]) {
      case .losses:
        return [seed[0]]
          + mutator.mutated(
            text,
            words: [
              ",", "\n", "\r\n", "loss", "nan", "inf", "-inf", "0x1p4", "1e400", "\u{2028}", "é,",
            ].map { Array($0.utf8) })
      case .records where mutator.oneIn(3):
        return [seed[0]] + mutator.mutated(text, with: seeds)
      case .findings:
        if mutator.oneIn(8) { return [seed[0]] + mutator.mutated(text) }
        // Sealed anew: else only the seal would be tried.
        let body = text.drop { $0 != UInt8(ascii: "\n") }.dropFirst()
        return [seed[0]] + SealedFile.sealed(mutator.mutatedJSON(Array(body), words: words))
      default: return [seed[0]] + mutator.mutatedJSON(text, words: words)
      }
    },
    read: { bytes throws(FuzzViolation) in
      guard let kind = bytes.first.flatMap(Kind.init) else { return false }
      let data = Data(bytes.dropFirst())
      switch kind {
      case .results: return try readResults(data)
      case .rubric: return try readRubric(data)
      case .records: return try readRecords(data)
      case .findings: return try readFindings(Array(data))
      case .run: return try readRun(data)
      case .losses:
        let finding = RunInspection.loss(in: String(decoding: data, as: UTF8.self), steps: 240)
        return try accepts(finding)
      case .overrides: return try readOverrides(data)
      }
    })

  private enum Kind: UInt8 {
    case results = 0x43  // C
    case rubric = 0x52  // R
    case records = 0x54  // T
    case findings = 0x46  // F
    case run = 0x4A  // J
    case losses = 0x4C  // L
    case overrides = 0x4F  // O
  }

  private static let words = [
    "1e300", "-1e300", "1e-300", "9.99", "1e15", "\"passed\"", "\"graderFault\"", "\"tests\"",
    "\"run\"", "\"clarity\"", "\"\\u001b[2J\"", "\"\\r\\n\"", "\"]]>\"", "\"-->\"", "\"=1+1\"",
    "\"../..\"", "\"\\u0000\"", "\"iVBORw0KGgo=\"", "\"epsilon\"", "\"linear\"", "0.5", "8", "256",
  ]

  // MARK: - Reading

  private static func accepts(_ finding: RunInspection.Finding) throws(FuzzViolation) -> Bool {
    try require((0...1).contains(finding.share), "a share of \(finding.share)")
    try require(!finding.feedback.isEmpty, "a verdict without a word")
    for line in finding.feedback {
      for language in Language.allCases { try requireOneLine(line[language]) }
    }
    return finding.share == 1
  }

  private static func readResults(_ data: Data) throws(FuzzViolation) -> Bool {
    guard let results = try? JSONDecoder().decode(ClassResults.self, fromOutside: data) else {
      return false
    }
    try requireSame(results)
    try renderAll(results)
    return true
  }

  /// All reports, which must not stop at any number or text.
  private static func renderAll(_ results: ClassResults) throws(FuzzViolation) {
    var texts = [
      classPage(of: results), gradebookReport(of: results), junitReport(of: results),
      classSummary(of: results),
    ]
    for submission in results.submissions {
      texts += [
        studentPage(of: submission, in: results),
        gradescopeReport(of: submission, in: results.language),
        prairieLearnReport(of: submission, in: results.language),
        terminalReport(of: submission, in: results.language),
      ]
    }
    try require(texts.allSatisfy { !$0.isEmpty }, "an empty report")
    for page in texts where page.hasPrefix("<!DOCTYPE") {
      let others = page.replacing("<script>\(sortingScript)</script>", with: "")
      try require(!others.contains("<script"), "a page with a script")
    }
  }

  private static func readRubric(_ data: Data) throws(FuzzViolation) -> Bool {
    let rubric = try refusing { () throws(GraderError) in
      try Rubric.decode(data, path: "rubric.json")
    }
    guard let rubric else { return false }
    try requireSame(rubric)
    // Scores by it: everything passed, and nothing ran.
    let records = rubric.assignments.flatMap(\.lines).flatMap { line in
      (line.tests ?? []).map {
        TestRecord(
          suite: line.suite ?? "", test: $0.name, outcome: .passed, feedback: [], seconds: 1)
      }
    }
    var passed = SubmissionFindings()
    for assignment in rubric.assignments {
      passed.code[assignment.folder] = CodeFindings(records: records)
    }
    try renderAll(scored(passed, by: rubric))
    try renderAll(scored(SubmissionFindings(), by: rubric))
    return true
  }

  private static func readFindings(_ bytes: [UInt8]) throws(FuzzViolation) -> Bool {
    guard let record = SealedFile.value(SubmissionRecord.self, in: bytes) else { return false }
    try requireSame(record)
    let results = scored(record.findings, by: rubric)
    let submission = results.submissions[0]
    try require(
      (0...submission.possible).contains(submission.points),
      "\(submission.points) of \(submission.possible) points")
    try renderAll(results)
    return true
  }

  private static func readOverrides(_ data: Data) throws(FuzzViolation) -> Bool {
    let overrides = try refusing { () throws(GraderError) in
      let overrides = try GradingOverrides.decode(data, path: "overrides.json")
      try overrides.check(
        students: [("2000-00000", "2000-00000")], rubric: rubric, path: "overrides.json")
      return overrides
    }
    guard let overrides else { return false }
    try requireSame(overrides)
    let results = scored(SubmissionFindings(), by: rubric, overrides: overrides)
    let submission = results.submissions[0]
    try require(
      (0...submission.possible).contains(submission.points),
      "\(submission.points) of \(submission.possible) points")
    try renderAll(results)
    return true
  }

  private static func scored(
    _ findings: SubmissionFindings, by rubric: Rubric,
    overrides: GradingOverrides = GradingOverrides()
  ) -> ClassResults {
    let (assignments, pictures) = rubric.results(
      of: findings, overrides: overrides, in: .korean)
    return ClassResults(
      language: .korean, gradedAt: "2026-11-21T12:00:00Z", sandbox: "none",
      assignments: ClassResults.headings(of: rubric, in: .korean),
      submissions: [
        SubmissionResult(
          student: "2000-00000", folder: "2000-00000", archive: "a.zip",
          assignments: assignments, pictures: pictures)
      ])
  }

  private static func readRecords(_ data: Data) throws(FuzzViolation) -> Bool {
    let records = SuiteRunner.decode(data)
    guard !records.isEmpty else { return false }
    let line = rubric.assignments[0].lines[0].result(of: records, standIns: [], in: .english)
    try require((0...4).contains(line.points), "\(line.points) of 4 points")
    try requireSame(line)
    return true
  }

  private static func readRun(_ data: Data) throws(FuzzViolation) -> Bool {
    let (record, finding) = RunInspection.settings(in: data, named: "results_epsilon_linear")
    if let record {
      try requireSame(record)
      _ = record.run.steps
      _ = record.run.differences(from: record.run)
    }
    return try accepts(finding)
  }

  private static func requireSame<Value: Codable & Equatable>(
    _ value: Value
  ) throws(FuzzViolation) {
    guard let data = try? JSONEncoder().encode(value),
      let again = try? JSONDecoder().decode(Value.self, from: data)
    else { throw FuzzViolation("what was read is not read again after writing") }
    try require(again == value, "what was read is not the same after writing and reading")
  }

  // MARK: - Seeds

  private static let rubric = Rubric(assignments: [
    Rubric.Assignment(
      id: "hands-on", title: both("Hands-on"), folder: "HandsOn",
      lines: [
        Rubric.Line(
          id: "first", title: both("Step 1"), points: 4, kind: .tests, suite: "HandsOnStep1Tests",
          tests: [
            Rubric.Item(name: "testA", title: both("A holds"), points: 2.5),
            Rubric.Item(name: "testB", title: both("B holds"), points: 1.5),
          ]),
        Rubric.Line(
          id: "run", title: both("Run"), points: 3, kind: .run, folder: "results_epsilon_linear",
          parts: [
            Rubric.Item(name: "files", title: both("Files"), points: 1),
            Rubric.Item(name: "loss", title: both("Loss"), points: 2),
          ]),
        Rubric.Line(
          id: "clear", title: both("Clear"), points: 2, kind: .clarity, fullMarksFrom: 90),
      ])
  ])

  private static var seedTexts: [(kind: Kind, text: [UInt8])] {
    let outcomes: [TestRecord.Outcome] = [
      .passed, .failed, .notImplemented, .crashed, .graderFault,
    ]
    let records = outcomes.enumerated().map { index, outcome in
      TestRecord(
        suite: "HandsOnStep1Tests", test: index == 0 ? "testA" : "testB", outcome: outcome,
        feedback: [say("asked: x is 1; it should be 2", korean: "x는 2여야 합니다")], seconds: 0.25)
    }
    let lines = rubric.assignments[0].lines[0].result(of: records, standIns: [], in: .english)
    let verdicts = [
      ImageVerdict(reads: 0, probability: 0.99, isClear: true),
      ImageVerdict(reads: 7, probability: 0.58, isClear: false),
      ImageVerdict(reads: nil, probability: 0.9, isClear: false, cause: .smeared),
    ]
    let findings = SubmissionFindings(
      notes: [both("note")],
      code: ["HandsOn": CodeFindings(standIns: [both("stub")], records: records)],
      runs: [
        "results_epsilon_linear": RunFindings(
          isThere: true,
          findings: [
            .files: RunInspection.Finding(share: 0.5, feedback: [both("missing or empty: x")]),
            .loss: .full(both("the loss went down")),
          ], picture: "iVBORw0KGgo=", verdicts: verdicts)
      ])
    let submissionOverrides = GradingOverrides(
      images: [
        ImageOverride(
          student: "2000-00000", run: "results_epsilon_linear", image: 1, clear: true,
          reason: "a one",
          by: "TA")
      ],
      adjustments: [
        PointsOverride(
          student: "2000-00000", assignment: "hands-on", line: "first", item: "testA", points: 1,
          reason: "nearly", by: "TA"),
        PointsOverride(
          student: "2000-00000", assignment: "hands-on", line: "run", points: 2.5, reason: "late",
          by: "TA"),
      ])
    let record = SubmissionRecord(
      key: "k", student: "2000-00000", archive: "2000-00000.zip", archiveKey: "a",
      gradedAt: "2026-11-21T12:00:00Z", seconds: 1, findings: findings)
    let submission = SubmissionResult(
      student: "2000-00000", folder: "2000-00000", archive: "2000-00000.tar.gz",
      notes: ["an older archive was set aside"],
      assignments: [AssignmentResult(id: "hands-on", title: "Hands-on", lines: [lines])],
      pictures: [
        RunPicture(
          folder: "results_epsilon_linear", png: "iVBORw0KGgo=",
          images: findings.runs["results_epsilon_linear"]?.images(
            "results_epsilon_linear", overrides: submissionOverrides, in: .english) ?? [])
      ], seconds: 1.5)
    let broken = SubmissionResult(
      student: "b.zip", folder: "b.zip", archive: "b.zip", failure: "ends too early")
    let results = ClassResults(
      gradedAt: "2026-11-21T12:00:00Z", sandbox: "bubblewrap", warning: "limits only",
      assignments: ClassResults.headings(of: rubric, in: .english),
      submissions: [submission, broken])
    let losses =
      "epsilon,step,loss,learning_rate,seconds\n"
      + (1...12).map { "1,\($0 * 20),\(1 / Double($0)),1e-3,\($0)" }.joined(separator: "\n")
    return [
      (.results, Array(json(results).utf8)), (.rubric, Array(json(rubric).utf8)),
      (.findings, SealedFile.sealed(Array(json(record, pretty: false).utf8))),
      (.records, Array(records.map { json($0, pretty: false) }.joined(separator: "\n").utf8)),
      (.run, Array(runText.utf8)), (.losses, Array(losses.utf8)),
      (.overrides, Array(json(submissionOverrides).utf8)),
    ]
  }

  /// As training writes it.
  private static let runText = """
    {
      "loss" : 0.04,
      "parameters" : 104609,
      "run" : {
        "data" : "MNIST, 18,000 train images",
        "dataFingerprint" : "0123456789abcdef",
        "images" : 18000,
        "prediction" : "epsilon",
        "schedule" : "linear",
        "seed" : 1,
        "settings" : {
          "averageDecay" : 0.999,
          "batchSize" : 128,
          "beta1" : 0.0001,
          "beta2" : 0.02,
          "epochs" : 40,
          "features" : 16,
          "guidance" : 0.5,
          "labelDropout" : 0.1,
          "learningRate" : 0.001,
          "timesteps" : 500
        }
      },
      "sampleSeed" : 2,
      "seconds" : 1234.5,
      "steps" : 5600,
      "version" : "1.0.0"
    }
    """
}
