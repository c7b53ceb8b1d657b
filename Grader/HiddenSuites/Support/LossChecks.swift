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
  let asked: String
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
    try require(!calls.isEmpty, "\(question.asked): the network was never called")
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
      whole.input, shape: question.images.shape, name: "what the network was given",
      asked: question.asked)
    try require(
      whole.timesteps.count == question.images.batch,
      "\(question.asked): the network was given \(whole.timesteps.count) timesteps for "
        + "\(question.images.batch) images; it wants one for each")
    return whole
  }

  func expectOneCall(_ question: LossCase) throws {
    let calls = question.answer.calls
    let batch = question.images.batch
    expect(
      calls.count == 1,
      "\(question.asked): the network was called \(calls.count) times; call it once with all "
        + "\(batch) images")
    let call = try wholeCall(question)
    if let labels = question.labels {
      expect(
        call.labels == labels,
        call.labels == nil
          ? "\(question.asked): the network was not told the labels; it cannot learn the classes"
          : "\(question.asked): the network was given labels \(call.labels!.prefix(10)) where the "
            + "images' labels are \(labels.prefix(10))")
    }
  }

  /// Requires that all timesteps are in 1…T.
  func requireRange(_ call: NetworkCall, _ question: LossCase) throws {
    let last = question.schedule.timesteps
    let outside = call.timesteps.first { !(1...last).contains($0) }
    try require(
      outside == nil,
      "\(question.asked): the network was given t = \(outside ?? 0); timesteps are 1…\(last)")
  }

  /// Expects the timesteps of each image to be drawn by itself, all equally likely.
  ///
  /// - Parameter question: The case of each of 12 seeds: 60 images, T = 10.
  func expectTimestepForEachImage(_ question: (Int) throws -> LossCase) throws {
    var counts = [Int](repeating: 0, count: 10)
    for seed in 0..<12 {
      let question = try question(seed)
      let call = try wholeCall(question)
      try requireRange(call, question)
      let timesteps = call.timesteps
      // 60 equal draws from 10: probability 10⁻⁵⁹.
      try require(
        Set(timesteps).count > 1,
        "\(question.asked): all 60 images have t = \(timesteps[0]); each needs a draw of its own")
      for t in timesteps { counts[t - 1] += 1 }
    }
    expect(
      chiSquared(counts) < Bound.chiSquared(degrees: 9),
      "T = 10, 720 images: the timesteps come between \(counts.min() ?? 0) and \(counts.max() ?? 0) "
        + "times; equally likely ones come about 72 times each")
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
    if call.input == question.images {
      expect(false, "\(asked): the network was given the clean images; it should see x_t")
      return
    }
    try requireRange(call, question)
    let noise = impliedNoise(call, question) ?? []
    let formula = "x_t = √ᾱ_t x₀ + √(1 − ᾱ_t) ε"
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
        for (coefficient, (factor, name)) in zip(
          fit.coefficients, zip(factors, ["x₀", "ε"]))
        {
          expectNumber(
            coefficient, equals: factor, name: "the factor of \(name) in the network's input",
            formula: formula, asked: "\(asked), image \(index), told t = \(t)",
            // Least squares over Float32 values.
            relative: 1e-3, absolute: 1e-4,
            guesses: [
              Guess(1 - alphaBar.squareRoot(), "this is 1 − √ᾱ_t where √(1 − ᾱ_t) is needed"),
              Guess(factor * factor, "the root is missing"),
              Guess(1, "it is not scaled at all"),
            ])
        }
      }
    }
    expectStandardNormal(
      noise, shape: question.images.shape, name: "ε = (x_t − √ᾱ_t x₀)/√(1 − ᾱ_t)", asked: asked)
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
      expect(true, "")
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
          distance(target, kind), "this is the loss .\(kind); .\(question.kind) was asked for")
      }
      guesses += [
        Guess(right * Double(prediction.count), "this is the sum; it should be the mean"),
        Guess(right / 2, "this is half of it"),
        Guess(right.squareRoot(), "this is the root of it"),
        Guess(
          mean(zip(prediction, target).map { $0 - $1 }), "this is the mean of the signed errors"),
      ]
    }
    guesses += [
      Guess(
        distance(other, question.kind),
        "this compares with \(wanted == "ε" ? "x₀" : "ε"); the prediction is of \(wanted)"),
      Guess(distance(call.input.doubles, question.kind), "this compares with x_t"),
    ]
    expectNumber(
      value, equals: expected[0], name: "the loss",
      formula:
        "the mean of \(formula(question.kind)) over all pixels, error = prediction − \(wanted)",
      asked: question.asked, relative: 1e-4, guesses: guesses)
  }

  /// The loss should pull the network's parameters the right way: its gradients are checked.
  func expectLossGradients(_ question: LossCase) throws {
    let (_, scale, shift) = try lossParts(question)
    let call = try wholeCall(question)
    guard let scale, let shift else {
      expect(
        false,
        "\(question.asked): no gradient reaches the network's parameters; compute the loss from the "
          + "network's prediction with tensor operations, without detached() or withoutGradients")
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
      "\(question.asked): the gradients of the loss by two of the network's parameters are "
        + "\(format(scale)) and \(format(shift)); they should be \(format(candidates[0].scale)) and "
        + "\(format(candidates[0].shift)): is all of the loss computed from the prediction?")
  }

  /// What the prediction may be compared with. The noise is the one solved from x_t, or, in case x_t
  /// itself is wrong (which other tests judge), the one that was drawn.
  private func lossTargets(_ call: NetworkCall, _ question: LossCase) throws -> [[Double]] {
    if question.target == .image { return [question.images.doubles] }
    let implied = impliedNoise(call, question)
    let drawn = question.answer.normals.doubles
    let targets =
      (implied.map { [$0] } ?? []) + (drawn.count == question.images.values.count ? [drawn] : [])
    if targets.isEmpty { try requireRange(call, question) }
    return targets
  }

  private func lossParts(
    _ question: LossCase
  ) throws -> (value: Double, scaleGradient: Double?, shiftGradient: Double?) {
    guard case .loss(let value, let scale, let shift) = question.answer.result else {
      throw unexpectedAnswer()
    }
    try require(
      value.values.count == 1,
      "\(question.asked): the loss has shape \(value.shape); it should be one number, shape []")
    try require(
      value.values[0].isFinite, "\(question.asked): the loss is \(value.values[0])")
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

  private func formula(_ kind: LossChoice) -> String {
    switch kind {
    case .l1: "|error|"
    case .l2: "error²"
    case .huber: "½ error² where |error| ≤ 1 and |error| − ½ beyond"
    }
  }
}
