import SubmissionProtocol
import XCTest

/// Step 3: x_t = √ᾱ_t x₀ + √(1 − ᾱ_t) ε.
///
/// What an answer did is read from it by least squares: x_t = a · x₀ + b · ε with the ε that came
/// back. So the image's factor, the noise's factor and the noise itself are judged apart.
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
      let (noisy, noise) = try noised(images, at: timesteps, seed: 1)
      try requireTensor(noisy, shape: shape, name: both("x_t"), asked: asked(shape))
      try requireTensor(noise, shape: shape, name: both("ε"), asked: asked(shape))
    }
  }

  func testScalesEachImageByTheRootOfItsAlphaBar() throws {
    let (images, noisy, noise) = try checkedAnswer(seed: 2)
    for (index, t) in timesteps.enumerated() {
      let mix = try mixture(noisy, images, noise, index)
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
            (1 - alphaBar).squareRoot(),
            say(
              "this is √(1 − ᾱ_t), the factor of the noise",
              korean: "이 값은 노이즈에 곱할 계수인 √(1 − ᾱ_t)입니다")),
        ])
    }
  }

  func testScalesTheNoiseByTheRootOfOneMinusAlphaBar() throws {
    let (images, noisy, noise) = try checkedAnswer(seed: 3)
    for (index, t) in timesteps.enumerated() {
      let mix = try mixture(noisy, images, noise, index)
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
            alphaBar.squareRoot(),
            say(
              "this is √ᾱ_t, the factor of the image", korean: "이 값은 이미지에 곱할 계수인 √ᾱ_t입니다")),
        ])
    }
  }

  func testReturnsTheNoiseThatWentIn() throws {
    let (images, noisy, noise) = try checkedAnswer(seed: 4)
    for index in timesteps.indices {
      let mix = try mixture(noisy, images, noise, index)
      expect(
        // Float32 leaves about 1e-7; another ε than the one returned leaves √(1 − ᾱ_t) ≥ 0.01.
        mix.residual <= 1e-4,
        say(
          """
          \(asked(image: index)): x_t is no sum of x₀ and the ε that you return (a part of size \
          \(format(mix.residual)) remains); the ε returned should be the very noise that you mixed in, unscaled
          """,
          korean: """
            \(asked(image: index)): x_t가 x₀와 반환된 ε의 합으로 나타나지 않습니다 (크기 \
            \(format(mix.residual))만큼이 남습니다). 섞을 때 쓴 바로 그 노이즈를, 계수를 곱하지 않은 채로 반환해야 합니다
            """))
    }
  }

  func testNoiseIsStandardNormalAndFreshForEachPixel() throws {
    let (_, _, noise) = try checkedAnswer(seed: 5)
    expectStandardNormal(
      noise.doubles, shape: shape, name: both("ε"), asked: asked(shape))
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
          `random`에서만 뽑으세요
          """))
    expect(
      first != other,
      say(
        """
        \(asked(shape)), with two different seeds: the same noise came; it should differ: draw from \
        `random`
        """,
        korean: """
          \(asked(shape)), 서로 다른 두 시드: 똑같은 노이즈가 나왔습니다. 달라야 합니다. `random`에서 뽑으세요
          """))
  }

  private func checkedAnswer(
    seed: UInt64
  ) throws -> (images: TensorValue, noisy: TensorValue, noise: TensorValue) {
    var inputs = InputGenerator(seed: seed)
    let images = inputs.images(shape)
    let (noisy, noise) = try noised(images, at: timesteps, seed: seed)
    try requireTensor(noisy, shape: shape, name: both("x_t"), asked: asked(shape))
    try requireTensor(noise, shape: shape, name: both("ε"), asked: asked(shape))
    return (images, noisy, noise)
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
  ) throws -> (TensorValue, TensorValue) {
    let call = AssignmentCall.noiseImages(
      images: images, timesteps: timesteps, alphaBars: DoubleTable(schedule.alphaBars), seed: seed)
    guard case .noisyImages(let noisy, let noise) = try ask(call).result else {
      throw unexpectedAnswer()
    }
    return (noisy, noise)
  }

  /// The factors of x₀ and ε in one image of x_t.
  private func mixture(
    _ noisy: TensorValue, _ images: TensorValue, _ noise: TensorValue, _ index: Int
  ) throws -> LeastSquares {
    let fit = LeastSquares(noisy.image(index), [images.image(index), noise.image(index)])
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
