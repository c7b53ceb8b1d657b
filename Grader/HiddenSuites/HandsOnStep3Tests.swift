import SubmissionProtocol
import XCTest

/// Step 3: x_t = √ᾱ_t x₀ + √(1 − ᾱ_t) ε.
///
/// What an answer did is read from it by least squares: x_t = a · x₀ + b · ε with the ε that went in.
/// So the image's factor, the noise's factor and the noise that came back are judged apart.
final class HandsOnStep3Tests: SubmissionTestCase {
  override class var assignment: Assignment { .handsOn }

  private let schedule = Schedule.linear(timesteps: 100)
  /// Also repeated ones, and not in order.
  private let timesteps = [37, 1, 100, 64, 10, 37, 99, 2]
  private let shape = [8, 3, 20, 20]

  func testReturnsTwoTensorsShapedLikeTheImages() throws {
    for shape in [[8, 3, 20, 20], [8, 1, 5, 7]] {
      var inputs = InputGenerator(seed: 1)
      let images = inputs.images(shape)
      let answer = try noised(images, at: timesteps, seed: 1)
      try requireTensor(answer.noisy, shape: shape, name: both("x_t"), asked: asked(shape))
      try requireTensor(answer.noise, shape: shape, name: both("ε"), asked: asked(shape))
    }
  }

  func testScalesEachImageByTheRootOfItsAlphaBar() throws {
    let answer = try checkedAnswer(seed: 2)
    for (index, t) in timesteps.enumerated() {
      let mix = try mixture(answer, answer.noiseThatWentIn, index)
      let alphaBar = schedule.alphaBars[t]
      expectNumber(
        mix.coefficients[0], equals: alphaBar.squareRoot(),
        name: say("the factor of x₀", korean: "x₀에 곱해진 계수"),
        formula: both("√ᾱ_t"), asked: asked(image: index),
        // Least squares over 1200 Float32 values gives the factor to about 1e-6, unless another ε
        // went in than the one returned.
        relative: 1e-4, absolute: 1e-4 + Bound.deviations * mix.uncertainties[0],
        guesses: [
          Guess(
            alphaBar,
            say("this is ᾱ_t, without the root", korean: "이 값은 ᾱ_t입니다. 제곱근이 빠졌습니다")),
          Guess(
            1, say("the image is not scaled at all", korean: "이미지에 아무 계수도 곱해지지 않았습니다")),
          Guess(
            schedule.alphaBars[timesteps[0]].squareRoot(),
            say(
              "this is the factor of the first image's timestep; each image has its own",
              korean: "이 값은 첫 번째 이미지의 타임스텝에 해당하는 계수입니다. 이미지마다 자기 타임스텝의 계수를 써야 합니다")),
          Guess(
            schedule.alphaBars[t - 1].squareRoot(),
            say(
              "this is √ᾱ_{t−1}, one entry too early", korean: "이 값은 한 칸 앞의 √ᾱ_{t−1}입니다")),
          Guess(
            schedule.alphas[t].squareRoot(),
            say(
              "this is √α_t of one step: the bar is missing",
              korean: "이 값은 한 스텝의 √α_t입니다. α가 아니라 ᾱ를 씁니다")),
          Guess(
            (1 - alphaBar).squareRoot(),
            say(
              "this is √(1 − ᾱ_t), the factor of the noise",
              korean: "이 값은 노이즈에 곱할 계수인 √(1 − ᾱ_t)입니다")),
        ])
    }
  }

  func testScalesTheNoiseByTheRootOfOneMinusAlphaBar() throws {
    let answer = try checkedAnswer(seed: 3)
    for (index, t) in timesteps.enumerated() {
      let mix = try mixture(answer, answer.noiseThatWentIn, index)
      let alphaBar = schedule.alphaBars[t]
      expectNumber(
        mix.coefficients[1], equals: (1 - alphaBar).squareRoot(),
        name: say("the factor of ε", korean: "ε에 곱해진 계수"),
        formula: both("√(1 − ᾱ_t)"), asked: asked(image: index), relative: 1e-4, absolute: 1e-5,
        guesses: [
          Guess(
            1 - alphaBar.squareRoot(),
            say(
              "this is 1 − √ᾱ_t where √(1 − ᾱ_t) is needed",
              korean: "이 값은 1 − √ᾱ_t입니다. √(1 − ᾱ_t)가 필요합니다")),
          Guess(
            1 - alphaBar,
            say("this is 1 − ᾱ_t, without the root", korean: "이 값은 1 − ᾱ_t입니다. 제곱근이 빠졌습니다")),
          Guess(
            1, say("the noise is not scaled at all", korean: "노이즈에 아무 계수도 곱해지지 않았습니다")),
          Guess(
            (1 - schedule.alphaBars[timesteps[0]]).squareRoot(),
            say(
              "this is the factor of the first image's timestep; each image has its own",
              korean: "이 값은 첫 번째 이미지의 타임스텝에 해당하는 계수입니다. 이미지마다 자기 타임스텝의 계수를 써야 합니다")),
          Guess(
            (1 - schedule.alphaBars[t - 1]).squareRoot(),
            say(
              "this is √(1 − ᾱ_{t−1}), one entry too early",
              korean: "이 값은 한 칸 앞의 √(1 − ᾱ_{t−1})입니다")),
          Guess(
            schedule.betas[t].squareRoot(),
            say(
              "this is √(1 − α_t) of one step: the bar is missing",
              korean: "이 값은 한 스텝의 √(1 − α_t)입니다. α가 아니라 ᾱ를 씁니다")),
          Guess(
            -(1 - alphaBar).squareRoot(),
            say(
              "the sign is wrong: the noise is added, not taken away",
              korean: "부호가 반대입니다. 노이즈는 빼지 않고 더합니다")),
          Guess(
            alphaBar.squareRoot(),
            say(
              "this is √ᾱ_t, the factor of the image", korean: "이 값은 이미지에 곱할 계수인 √ᾱ_t입니다")),
        ])
    }
  }

  func testReturnsTheNoiseThatWentIn() throws {
    let answer = try checkedAnswer(seed: 4)
    for index in timesteps.indices {
      let mix = try mixture(answer, answer.noise, index)
      guard try expectUnscaled(answer, index) else { continue }
      expect(
        // Float32 leaves about 1e-7; another ε than the one returned leaves √(1 − ᾱ_t) ≥ 0.01.
        mix.residual <= 1e-4,
        say(
          """
          \(asked(image: index)): another ε than the one that you return went into x_t (without it a \
          part of size \(format(mix.residual)) remains); the ε returned should be the very \
          noise that you mixed in, unscaled
          """,
          korean: """
            \(asked(image: index)): x_t에 섞인 ε이 반환된 ε과 다릅니다 (크기 \
            \(format(mix.residual))만큼이 남습니다). 섞을 때 쓴 바로 그 노이즈를, 계수를 곱하지 않은 채로 반환해야 합니다
            """))
    }
  }

  func testNoiseIsStandardNormalAndFreshForEachPixel() throws {
    expectStandardNormal(
      try checkedAnswer(seed: 5).noise.doubles, shape: shape, name: both("ε"), asked: asked(shape))
  }

  func testNoiseComesFromTheGivenRandomSource() throws {
    let first = try checkedAnswer(seed: 6).noise
    let again = try checkedAnswer(seed: 6).noise
    let other = try checkedAnswer(seed: 7).noise
    expect(
      first == again,
      say(
        """
        \(asked(shape)), twice with the same seed: the noise differs; it should be the same: draw from \
        `random` alone, so that a training run can be repeated
        """,
        korean: """
          \(asked(shape)), 같은 시드로 두 번: 노이즈가 서로 다릅니다. 같아야 합니다. 학습을 그대로 다시 해 볼 수 있도록 \
          `random`에서만 뽑으십시오
          """))
    expect(
      first != other,
      say(
        """
        \(asked(shape)), with two different seeds: the same noise came; it should differ: draw from \
        `random`
        """,
        korean: """
          \(asked(shape)), 서로 다른 두 시드: 똑같은 노이즈가 나왔습니다. 달라야 합니다. `random`에서 뽑으십시오
          """))
  }

  private struct Noised {
    let images: TensorValue
    let noisy: TensorValue
    /// The ε that came back.
    let noise: TensorValue
    /// The normal numbers that were drawn.
    let drawn: TensorValue

    /// The one that came back, unless it is not standard normal, or no part of x_t; then one that was
    /// drawn and is.
    var noiseThatWentIn: TensorValue {
      if explains(noise),
        Bound.variance(count: noise.values.count).contains(variance(noise.doubles))
      {
        return noise
      }
      let count = noise.values.count
      let blocks = stride(from: 0, through: drawn.values.count - count, by: count).map {
        TensorValue(shape: noise.shape, values: Array(drawn.values[$0..<$0 + count]))
      }
      return blocks.first(where: explains) ?? noise
    }

    /// Whether x_t is a sum of x₀ and `candidate`, image by image.
    private func explains(_ candidate: TensorValue) -> Bool {
      (0..<images.batch).allSatisfy { index in
        LeastSquares(noisy.image(index), [images.image(index), candidate.image(index)])
          .map { $0.residual <= 1e-4 } ?? false
      }
    }
  }

  /// The ε that came back should be as large as the one that went in.
  private func expectUnscaled(_ answer: Noised, _ index: Int) throws -> Bool {
    let mixed = answer.noiseThatWentIn.image(index)
    guard let fit = LeastSquares(answer.noise.image(index), [mixed]), fit.residual <= 1e-4 else {
      return true
    }
    let scale = fit.coefficients[0]
    let factor = (1 - schedule.alphaBars[timesteps[index]]).squareRoot()
    let guess =
      abs(scale - factor) <= 1e-4 * factor
      ? say(
        "this is √(1 − ᾱ_t) · ε, as it stands in x_t",
        korean: "이 값은 x_t에 들어간 그대로의 √(1 − ᾱ_t) · ε입니다")
      : say("ε itself is needed", korean: "ε 자체가 필요합니다")
    return expect(
      abs(scale - 1) <= 1e-3,
      say(
        """
        \(asked(image: index)): the ε that you return is the one that went in times \(format(scale)); \
        \(guess); it should be returned unscaled
        """,
        korean: """
          \(asked(image: index)): 반환된 ε은 섞을 때 쓴 ε에 \(format(scale))을(를) 곱한 값입니다. \(guess). 계수를 \
          곱하지 않은 채로 반환해야 합니다
          """))
  }

  private func checkedAnswer(seed: UInt64) throws -> Noised {
    var inputs = InputGenerator(seed: seed)
    let images = inputs.images(shape)
    let answer = try noised(images, at: timesteps, seed: seed)
    try requireTensor(answer.noisy, shape: shape, name: both("x_t"), asked: asked(shape))
    try requireTensor(answer.noise, shape: shape, name: both("ε"), asked: asked(shape))
    return answer
  }

  private func asked(_ shape: [Int]) -> Sentence {
    say("noiseImages, images \(shape)", korean: "noiseImages, 이미지 \(shape)")
  }

  private func asked(image index: Int) -> Sentence {
    say(
      "noiseImages, image \(index) of \(timesteps.count) at t = \(timesteps[index])",
      korean: "noiseImages, 이미지 \(timesteps.count)장 중 \(index)번, t = \(timesteps[index])")
  }

  private func noised(
    _ images: TensorValue, at timesteps: [Int], seed: UInt64
  ) throws -> Noised {
    let call = AssignmentCall.noiseImages(
      images: images, timesteps: timesteps, alphaBars: DoubleTable(schedule.alphaBars), seed: seed)
    let answer = try ask(call)
    guard case .noisyImages(let noisy, let noise) = answer.result else { throw unexpectedAnswer() }
    return Noised(images: images, noisy: noisy, noise: noise, drawn: answer.normals)
  }

  /// The factors of x₀ and of `noise` in one image of x_t.
  private func mixture(
    _ answer: Noised, _ noise: TensorValue, _ index: Int
  ) throws -> LeastSquares {
    let fit = LeastSquares(
      answer.noisy.image(index), [answer.images.image(index), noise.image(index)])
    try require(
      fit != nil,
      say(
        """
        \(asked(image: index)): the ε that you return is zero or the image itself; it should be noise
        """,
        korean: """
          \(asked(image: index)): 반환된 ε이 0이거나 이미지 자체입니다. 노이즈여야 합니다
          """))
    return fit!
  }
}
