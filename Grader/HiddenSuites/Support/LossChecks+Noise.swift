import SubmissionProtocol

// Whether a loss is asked at x_t = √ᾱ_t x₀ + √(1 − ᾱ_t) ε, with fresh ε for each call.

extension SubmissionTestCase {
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
          \(first.asked), 서로 다른 두 시드: 모든 배치의 노이즈가 똑같습니다. 달라야 합니다. `random`에서 뽑으십시오
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
}
