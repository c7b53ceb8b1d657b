import SubmissionProtocol

/// A training loss that was asked for, and what came back: shared by step 4 of the hands-on and
/// problem 2a.
struct LossCase {
  enum Target { case noise, image }

  let images: TensorValue
  let labels: [Int]?
  let schedule: Schedule
  let kind: LossChoice
  let target: Target
  /// What the steps before this one make of the same seed; nil in problem 2a, which has none.
  var stepsBefore: StepsBefore?
  let asked: Sentence
  let answer: WorkerAnswer

  /// The affine probe of the loss tests. Its errors lie on both sides of 1, where Huber bends.
  static func probe(timesteps: Int) -> ProbeDescription {
    .affine(scale: 0.6, time: 0.8, label: 0.7, shift: 0.5, timesteps: timesteps)
  }
}

extension SubmissionTestCase {
  /// The network's calls as one. A network that was asked image by image is forgiven here, since
  /// a test of its own looks at that.
  func wholeCall(_ question: LossCase) throws -> NetworkCall {
    let calls = question.answer.calls
    try require(
      !calls.isEmpty,
      say(
        "\(question.asked): the network was never called; it should be called once, with all images",
        korean: "\(question.asked): 네트워크가 한 번도 호출되지 않았습니다. 이미지 전체로 한 번 호출해야 합니다"))
    let imageShape = question.images.shape.dropFirst()
    var whole = calls[0]
    for call in calls.dropFirst() where whole.input.shape.dropFirst() == imageShape {
      guard call.input.shape.dropFirst() == imageShape else { break }
      whole.input.values += call.input.values
      whole.output.values += call.output.values
      whole.timesteps += call.timesteps
      whole.labels = whole.labels.flatMap { labels in call.labels.map { labels + $0 } }
      whole.input.shape[0] += call.input.batch
    }
    guard whole.output.values.count == whole.input.values.count else { throw unexpectedAnswer() }
    try requireTensor(
      whole.input, shape: question.images.shape,
      name: say("what the network was given", korean: "네트워크에 들어간 입력"),
      asked: question.asked)
    try require(
      whole.timesteps.count == question.images.batch,
      say(
        """
        \(question.asked): the network was given \(counted(whole.timesteps.count, "timestep")) for \
        \(question.images.batch) images; there should be one for each
        """,
        korean: """
          \(question.asked): 이미지 \(question.images.batch)장에 타임스텝 \(whole.timesteps.count)개가 \
          네트워크에 전달되었습니다. 이미지마다 하나씩 필요합니다
          """))
    return whole
  }

  func expectOneCall(_ question: LossCase) throws {
    let calls = question.answer.calls
    let batch = question.images.batch
    expect(
      calls.count == 1,
      say(
        """
        \(question.asked): the network was called \(counted(calls.count, "time")); it should be called once, with \
        all \(batch) images
        """,
        korean: """
          \(question.asked): 네트워크가 \(calls.count)번 호출되었습니다. 이미지 \(batch)장 전체로 한 번만 호출해야 \
          합니다
          """))
    let call = try wholeCall(question)
    if let labels = question.labels {
      expect(
        call.labels == labels,
        [wrongLabels(call.labels, labels, question)] + guessedLabels(call.labels ?? [], labels))
    }
  }

  private func wrongLabels(_ given: [Int]?, _ labels: [Int], _ question: LossCase) -> Sentence {
    guard let given else {
      return say(
        """
        \(question.asked): the network was not told the labels; it should be, or it cannot learn the classes
        """,
        korean: """
          \(question.asked): 네트워크에 라벨이 전달되지 않았습니다. 라벨이 없으면 클래스를 배울 수 없습니다
          """)
    }
    return say(
      """
      \(question.asked): the network was given labels that begin \(given.prefix(6)); it should be given \
      the images' own, which begin \(labels.prefix(6))
      """,
      korean: """
        \(question.asked): 네트워크에 전달된 라벨은 \(given.prefix(6))(으)로 시작합니다. \
        \(labels.prefix(6))(으)로 시작하는 이미지의 라벨을 전달해야 합니다
        """)
  }

  private func guessedLabels(_ given: [Int], _ labels: [Int]) -> [Sentence] {
    if given.count != labels.count { return [] }
    for shift in [1, -1] where zip(given, labels).allSatisfy({ ($1 + shift + 10) % 10 == $0 % 10 })
    {
      return [
        say(
          "these are the labels shifted by \(shift)", korean: "라벨에 \(shift)을(를) 더한 값입니다")
      ]
    }
    guard given.sorted() == labels.sorted() else { return [] }
    return [
      say(
        "these are the same labels in another order; label i belongs to image i",
        korean: "같은 라벨이 다른 순서로 놓였습니다. i번 라벨은 i번 이미지의 것이어야 합니다")
    ]
  }

  /// Requires that all timesteps are in 1…T.
  func requireRange(_ call: NetworkCall, _ question: LossCase) throws {
    if let problem = rangeProblem(call, question) { throw stopped(.wrong([problem])) }
  }

  private func rangeProblem(_ call: NetworkCall, _ question: LossCase) -> Sentence? {
    let last = question.schedule.timesteps
    guard let outside = call.timesteps.first(where: { !(1...last).contains($0) }) else {
      return nil
    }
    return say(
      "\(question.asked): the network was given t = \(outside); every t should be in 1…\(last)",
      korean: """
        \(question.asked): 네트워크에 t = \(outside)이(가) 전달되었습니다. 모든 t는 1…\(last) 안에 있어야 합니다
        """)
  }

  /// Expects the timesteps of each image to be drawn by itself, all equally likely.
  ///
  /// - Parameter question: The case of each of 12 seeds: 60 images, T = 10.
  func expectTimestepForEachImage(_ question: (Int) throws -> LossCase) throws {
    let batches = try (0..<12).map { seed in
      let question = try question(seed)
      return (question: question, call: try wholeCall(question))
    }
    let problem = timestepProblem(batches)
    expect(
      problem.isEmpty
        || batches.allSatisfy { $0.question.stepsBefore?.timesteps() == $0.call.timesteps },
      problem)
  }

  private func timestepProblem(
    _ batches: [(question: LossCase, call: NetworkCall)]
  ) -> [Sentence] {
    var counts = [Int](repeating: 0, count: 10)
    for (question, call) in batches {
      if let problem = rangeProblem(call, question) { return [problem] }
      let timesteps = call.timesteps
      // 60 equal draws from 10: probability 10⁻⁵⁹.
      if Set(timesteps).count == 1 {
        return [
          say(
            """
            \(question.asked): all 60 images have t = \(timesteps[0]); each should have a draw of its own
            """,
            korean: """
              \(question.asked): 이미지 60장 모두 t = \(timesteps[0])입니다. 이미지마다 따로 뽑아야 합니다
              """)
        ]
      }
      for t in timesteps { counts[t - 1] += 1 }
    }
    if chiSquared(counts) < Bound.chiSquared(degrees: 9) { return [] }
    let (fewest, most) = (counts.min() ?? 0, counts.max() ?? 0)
    var lines = [
      say(
        """
        12 batches of 60 images, T = 10: the timesteps come between \(fewest) and \(most) times each; \
        equally likely ones should come about 72 times each
        """,
        korean: """
          60장짜리 배치 12개, T = 10: 타임스텝이 적게는 \(fewest)번, 많게는 \(most)번 나왔습니다. 모두 같은 확률로 \
          뽑으면 각각 72번 정도 나옵니다
          """)
    ]
    if batches.allSatisfy({ $0.call.timesteps == batches[0].call.timesteps }) {
      lines.append(
        say(
          "these are the same timesteps in every batch: draw them from `random`",
          korean: "모든 배치의 타임스텝이 똑같습니다. `random`에서 뽑으십시오"))
    } else if counts[9] == 0, chiSquared(Array(counts[..<9])) < Bound.chiSquared(degrees: 8) {
      lines.append(
        say(
          "t = T never comes: T is one less than the number of entries in the tables, and included",
          korean: "t = T가 한 번도 나오지 않습니다. T는 테이블의 길이보다 1 작은 수이며, T도 나와야 합니다"))
    }
    return lines
  }
}
