import SubmissionProtocol

// Whether a loss is the mean distance between prediction and target, and passes that on as its gradient.

extension SubmissionTestCase {
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
          합니다. 손실 전체가 예측으로부터 계산되는지 살펴보십시오
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
          구하는 곳이 있는지 살펴보십시오
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
