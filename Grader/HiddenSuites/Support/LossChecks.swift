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
          korean: "모든 배치의 타임스텝이 똑같습니다. `random`에서 뽑으세요"))
    } else if counts[9] == 0, chiSquared(Array(counts[..<9])) < Bound.chiSquared(degrees: 8) {
      lines.append(
        say(
          "t = T never comes: T is one less than the number of entries in the tables, and included",
          korean: "t = T가 한 번도 나오지 않습니다. T는 표의 길이보다 1 작은 수이며, T도 나와야 합니다"))
    }
    return lines
  }

  /// Expects different seeds to give different noise.
  func expectFreshNoise(_ first: LossCase, _ second: LossCase) throws {
    let calls = try [first, second].map { (question: $0, call: try wholeCall($0)) }
    let noise = calls.compactMap { impliedNoise($0.call, $0.question) }
    guard noise.count == 2, noise.allSatisfy({ variance($0) > 0 }) else { return }
    expect(
      // Of N independent pairs the correlation is 0 ± 1/√N.
      correlation(noise[0], noise[1])
        < Bound.deviations / Double(noise[0].count).squareRoot() + 0.5
        || calls.allSatisfy { $0.question.stepsBefore?.noisyImages() == $0.call.input },
      say(
        """
        \(first.asked), with two different seeds: the same noise in every batch; it should differ: \
        draw from `random`
        """,
        korean: """
          \(first.asked), 서로 다른 두 시드: 모든 배치의 노이즈가 똑같습니다. 달라야 합니다. `random`에서 뽑으세요
          """))
  }

  /// ε of each image, solved from the network's input: (x_t − √ᾱ_t x₀)/√(1 − ᾱ_t). `nil` if a
  /// timestep is out of range.
  func impliedNoise(_ call: NetworkCall, _ question: LossCase) -> [Double]? {
    let range = 1...question.schedule.timesteps
    guard call.timesteps.allSatisfy(range.contains) else { return nil }
    let pixels = question.images.pixels
    return call.input.values.indices.map { index in
      let alphaBar = question.schedule.alphaBars[call.timesteps[index / pixels]]
      let clean = alphaBar.squareRoot() * Double(question.images.values[index])
      return (Double(call.input.values[index]) - clean) / (1 - alphaBar).squareRoot()
    }
  }

  /// The network's input should be x_t of the timesteps that it was told.
  func expectNoisyInput(_ question: LossCase) throws {
    let call = try wholeCall(question)
    let asked = question.asked
    if question.stepsBefore?.timesteps() == call.timesteps,
      question.stepsBefore?.noisyImages() == call.input
    {
      held()
      return
    }
    if call.input == question.images {
      expect(
        false,
        say(
          """
          \(asked): the network was given the clean images x₀; it should see the noisy ones, x_t
          """,
          korean: """
            \(asked): 네트워크에 원본 이미지 x₀가 들어갔습니다. 노이즈를 섞은 x_t가 들어가야 합니다
            """))
      return
    }
    try requireRange(call, question)
    let noise = impliedNoise(call, question) ?? []
    let formula = both("x_t = √ᾱ_t x₀ + √(1 − ᾱ_t) ε")
    // Where the noise is known, the two factors can be read off; else statistics must do.
    if question.answer.normals.values.count == noise.count {
      let drawn = TensorValue(
        shape: question.images.shape, values: question.answer.normals.values)
      for (index, t) in call.timesteps.enumerated() {
        guard
          let fit = LeastSquares(
            call.input.image(index), [question.images.image(index), drawn.image(index)]),
          fit.residual < 1e-4
        else { break }  // Drawn in another order.
        let alphaBar = question.schedule.alphaBars[t]
        let factors = [alphaBar.squareRoot(), (1 - alphaBar).squareRoot()]
        let otherTimestep = timestep(of: fit.coefficients, question.schedule)
        for (coefficient, (factor, name)) in zip(
          fit.coefficients, zip(factors, ["x₀", "ε"]))
        {
          let alpha = question.schedule.alphas[t]
          expectNumber(
            coefficient, equals: factor,
            name: say(
              "the factor of \(name) in the network's input", korean: "네트워크 입력에서 \(name)에 곱해진 계수"),
            formula: formula,
            asked: say(
              "\(asked), image \(index), told t = \(t)",
              korean: "\(asked), \(index)번 이미지, 전달된 t = \(t)"),
            // Least squares over Float32 values.
            relative: 1e-3, absolute: 1e-4,
            guesses: otherTimestep.map { [Guess(coefficient, toldOtherwise(t, than: $0))] } ?? [
              Guess(
                1 - alphaBar.squareRoot(),
                say(
                  "this is 1 − √ᾱ_t where √(1 − ᾱ_t) is needed",
                  korean: "이 값은 1 − √ᾱ_t입니다. √(1 − ᾱ_t)가 필요합니다")),
              Guess(
                factor * factor, say("the root is missing", korean: "제곱근이 빠졌습니다")),
              Guess(1, say("it is not scaled at all", korean: "아무 계수도 곱해지지 않았습니다")),
              Guess(
                (name == "x₀" ? alpha : 1 - alpha).squareRoot(),
                say(
                  "this has α_t of one step where ᾱ_t is needed: the bar is missing",
                  korean: "ᾱ_t가 있어야 할 곳에 한 스텝의 α_t가 있습니다")),
              Guess(
                factors[0] + factors[1] - factor,
                say(
                  "this is the other factor: the two factors are swapped",
                  korean: "다른 쪽의 계수입니다. 두 계수가 서로 바뀌었습니다")),
              Guess(-factor, say("the sign is wrong", korean: "부호가 반대입니다")),
            ])
        }
      }
    }
    expectStandardNormal(
      noise, shape: question.images.shape, name: both("ε = (x_t − √ᾱ_t x₀)/√(1 − ᾱ_t)"),
      asked: asked)
  }

  /// The timestep that x₀ and ε were mixed for, if there is one with these two factors.
  private func timestep(of factors: [Double], _ schedule: Schedule) -> Int? {
    (1...schedule.timesteps).first { t in
      let alphaBar = schedule.alphaBars[t]
      return isClose(factors[0], alphaBar.squareRoot(), relative: 1e-4, absolute: 1e-5)
        && isClose(factors[1], (1 - alphaBar).squareRoot(), relative: 1e-4, absolute: 1e-5)
    }
  }

  private func toldOtherwise(_ told: Int, than mixed: Int) -> Sentence {
    say(
      "this is x_t of t = \(mixed), and the network is told t = \(told): both should be the same",
      korean: "이 값은 t = \(mixed)의 x_t인데 네트워크에는 t = \(told)이(가) 전달되었습니다. 둘이 같아야 합니다")
  }

  /// The loss should be the mean distance between prediction and target.
  func expectLossValue(_ question: LossCase) throws {
    let (value, _, _) = try lossParts(question)
    let call = try wholeCall(question)
    let prediction = call.output.doubles
    let targets = try lossTargets(call, question)
    func distance(_ target: [Double], _ kind: LossChoice) -> Double {
      mean(zip(prediction, target).map { loss($0 - $1, kind) })
    }
    let expected = targets.map { distance($0, question.kind) }
    // The target is solved from Float32 values and divided by √(1 − ᾱ_t) ≥ 0.01.
    if expected.contains(where: { isClose(value, $0, relative: 1e-4, absolute: 1e-6) }) {
      held()
      return
    }
    let wanted = question.target == .noise ? "ε" : "x₀"
    let other =
      question.target == .noise ? question.images.doubles : impliedNoise(call, question) ?? []
    var guesses: [Guess<Double>] = []
    for target in targets {
      let right = distance(target, question.kind)
      guesses += LossChoice.allCases.filter { $0 != question.kind }.map { kind in
        Guess(
          distance(target, kind),
          say(
            "this is the loss .\(kind.rawValue); .\(question.kind.rawValue) was asked for",
            korean: "이 값은 .\(kind.rawValue) 손실입니다. .\(question.kind.rawValue) 손실이 필요합니다"))
      }
      guesses += [
        Guess(
          right * Double(prediction.count),
          say("this is the sum; it should be the mean", korean: "이 값은 합입니다. 평균이어야 합니다")),
        Guess(
          right * Double(question.images.pixels),
          say(
            """
            this is added up over the pixels and averaged over the images only; it should be the mean \
            over both
            """,
            korean: "픽셀에 대해서는 더하고 이미지에 대해서만 평균한 값입니다. 둘 다에 대한 평균이어야 합니다")),
        Guess(right / 2, say("this is half of it", korean: "이 값은 그 절반입니다")),
        Guess(2 * right, say("this is twice the loss", korean: "이 값은 손실의 두 배입니다")),
        Guess(right.squareRoot(), say("this is the root of it", korean: "이 값은 그 제곱근입니다")),
        Guess(
          mean(zip(prediction, target).map { $0 - $1 }),
          say(
            "this is the mean of the signed errors: they cancel each other",
            korean: "이 값은 부호가 있는 오차의 평균입니다. 서로 상쇄됩니다")),
      ]
    }
    guesses += [
      Guess(
        0,
        say(
          "this is 0, as if the prediction were compared with itself",
          korean: "값이 0입니다. 예측을 예측 자신과 비교한 것과 같습니다")),
      Guess(
        distance(other, question.kind),
        say(
          "this compares with \(wanted == "ε" ? "x₀" : "ε"); the prediction is of \(wanted)",
          korean: """
            이 값은 예측을 \(wanted == "ε" ? "x₀" : "ε")와(과) 비교한 것입니다. 네트워크는 \(wanted)을(를) 예측합니다
            """)),
      Guess(
        distance(call.input.doubles, question.kind),
        say("this compares with x_t", korean: "이 값은 예측을 x_t와 비교한 것입니다")),
    ]
    guesses += otherNoise(question).map { noise in
      Guess(
        distance(noise, question.kind),
        say(
          "this compares with another noise than the one in x_t",
          korean: "이 값은 x_t에 섞인 것과 다른 노이즈와 비교한 것입니다"))
    }
    expectNumber(
      value, equals: expected[0], name: say("the loss", korean: "손실"),
      formula: say(
        "the mean of \(formula(question.kind)) over all pixels, error = prediction − \(wanted)",
        korean: "모든 픽셀에 대한 \(formula(question.kind))의 평균, 오차 = 예측 − \(wanted)"),
      asked: question.asked, relative: 1e-4, guesses: guesses)
  }

  /// The loss should pull the network's parameters the right way: its gradients are checked.
  func expectLossGradients(_ question: LossCase) throws {
    let (_, scale, shift) = try lossParts(question)
    let call = try wholeCall(question)
    guard let scale, let shift else {
      expect(
        false,
        say(
          """
          \(question.asked): no gradient reaches the network's parameters; the loss should be computed \
          from the network's prediction with tensor operations, without detached() or withoutGradients
          """,
          korean: """
            \(question.asked): 기울기(gradient)가 네트워크의 파라미터까지 전해지지 않습니다. 손실은 detached()나 \
            withoutGradients 없이, 네트워크의 예측에서 텐서 연산으로 계산해야 합니다
            """))
      return
    }
    let count = Double(call.output.values.count)
    let candidates = try lossTargets(call, question).map { target in
      let slopes = zip(call.output.doubles, target).map { slope($0 - $1, question.kind) }
      return (
        scale: mean(zip(slopes, call.input.doubles).map { $0 * $1 }), shift: mean(slopes)
      )
    }
    // An L1 error near 0 may count with either sign: a few of them are 1/N each.
    let absolute = 1e-5 + (question.kind == .l1 ? 20 / count : 0)
    let fits = candidates.contains { candidate in
      isClose(scale, candidate.scale, relative: 1e-3, absolute: absolute)
        && isClose(shift, candidate.shift, relative: 1e-3, absolute: absolute)
    }
    expect(
      fits,
      say(
        """
        \(question.asked): the gradients of the loss by two of the network's parameters are \
        \(format(scale)) and \(format(shift)); they should be \(format(candidates[0].scale)) and \
        \(format(candidates[0].shift)): is all of the loss computed from the prediction?
        """,
        korean: """
          \(question.asked): 네트워크의 두 파라미터에 대한 손실의 기울기가 \(format(scale)), \
          \(format(shift))입니다. \(format(candidates[0].scale)), \(format(candidates[0].shift))이어야 \
          합니다. 손실 전체가 예측으로부터 계산되는지 살펴보세요
          """))
  }

  /// What the prediction may be compared with. The noise is the one solved from x_t, or, in case x_t
  /// itself is wrong (which other tests judge), the one that was drawn.
  private func lossTargets(_ call: NetworkCall, _ question: LossCase) throws -> [[Double]] {
    if question.target == .image { return [question.images.doubles] }
    let implied = impliedNoise(call, question)
    let drawn = question.answer.normals.doubles
    var targets =
      (implied.map { [$0] } ?? []) + (drawn.count == question.images.values.count ? [drawn] : [])
    if let before = question.stepsBefore, before.noisyImages() == call.input,
      let noise = before.noise()
    {
      targets.append(noise.doubles)
    }
    if targets.isEmpty { try requireRange(call, question) }
    return targets
  }

  /// Everything of the size of the images that was drawn beside the noise in x_t.
  private func otherNoise(_ question: LossCase) -> [[Double]] {
    let (drawn, count) = (question.answer.normals.doubles, question.images.values.count)
    guard drawn.count > count else { return [] }
    return stride(from: 0, through: drawn.count - count, by: count).map {
      Array(drawn[$0..<$0 + count])
    }
  }

  private func lossParts(
    _ question: LossCase
  ) throws -> (value: Double, scaleGradient: Double?, shiftGradient: Double?) {
    guard case .loss(let value, let scale, let shift) = question.answer.result else {
      throw unexpectedAnswer()
    }
    try require(
      value.values.count == 1,
      say(
        "\(question.asked): the loss has shape \(value.shape); it should be one number, shape []",
        korean: "\(question.asked): 손실의 shape이 \(value.shape)입니다. 수 하나, 즉 shape []이어야 합니다"))
    try require(
      value.values[0].isFinite,
      say(
        """
        \(question.asked): the loss is \(value.values[0]); it should be a finite number: look for a \
        division by 0 or the root of a negative number
        """,
        korean: """
          \(question.asked): 손실이 \(value.values[0])입니다. 유한한 수여야 합니다. 0으로 나누거나 음수의 제곱근을 \
          구하는 곳이 있는지 살펴보세요
          """))
    return (Double(value.values[0]), scale.map { Double($0.value) }, shift.map { Double($0.value) })
  }

  private func loss(_ error: Double, _ kind: LossChoice) -> Double {
    switch kind {
    case .l1: abs(error)
    case .l2: error * error
    case .huber: abs(error) <= 1 ? error * error / 2 : abs(error) - 0.5
    }
  }

  private func slope(_ error: Double, _ kind: LossChoice) -> Double {
    switch kind {
    case .l1: error < 0 ? -1 : 1
    case .l2: 2 * error
    case .huber: max(-1, min(1, error))
    }
  }

  private func formula(_ kind: LossChoice) -> Sentence {
    switch kind {
    case .l1: say("|error|", korean: "|오차|")
    case .l2: say("error²", korean: "오차²")
    case .huber:
      say(
        "½ error² where |error| ≤ 1 and |error| − ½ beyond",
        korean: "|오차| ≤ 1에서 ½ 오차², 그 밖에서 |오차| − ½")
    }
  }
}
