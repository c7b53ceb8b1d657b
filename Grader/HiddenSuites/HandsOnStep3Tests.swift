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
      try requireTensor(noisy, shape: shape, name: "x_t", asked: "images \(shape)")
      try requireTensor(noise, shape: shape, name: "ε", asked: "images \(shape)")
    }
  }

  func testScalesEachImageByTheRootOfItsAlphaBar() throws {
    let (images, noisy, noise) = try checkedAnswer(seed: 2)
    for (index, t) in timesteps.enumerated() {
      let mix = try mixture(noisy, images, noise, index)
      let alphaBar = schedule.alphaBars[t]
      expectNumber(
        mix.coefficients[0], equals: alphaBar.squareRoot(), name: "the factor of x₀",
        formula: "√ᾱ_t", asked: "image \(index) at t = \(t)",
        // Least squares over 1200 Float32 values gives the factor to about 1e-6, unless another ε
        // went in than the one returned.
        relative: 1e-4, absolute: 1e-4 + Bound.deviations * mix.uncertainties[0],
        guesses: [
          Guess(alphaBar, "this is ᾱ_t, without the root"),
          Guess(1, "the image is not scaled at all"),
          Guess(
            schedule.alphaBars[timesteps[0]].squareRoot(),
            "this is the factor of the first image's timestep; each image has its own"),
          Guess(schedule.alphaBars[t - 1].squareRoot(), "this is √ᾱ_{t−1}, one entry too early"),
          Guess((1 - alphaBar).squareRoot(), "this is √(1 − ᾱ_t), the factor of the noise"),
        ])
    }
  }

  func testScalesTheNoiseByTheRootOfOneMinusAlphaBar() throws {
    let (images, noisy, noise) = try checkedAnswer(seed: 3)
    for (index, t) in timesteps.enumerated() {
      let mix = try mixture(noisy, images, noise, index)
      let alphaBar = schedule.alphaBars[t]
      expectNumber(
        mix.coefficients[1], equals: (1 - alphaBar).squareRoot(), name: "the factor of ε",
        formula: "√(1 − ᾱ_t)", asked: "image \(index) at t = \(t)", relative: 1e-4, absolute: 1e-5,
        guesses: [
          Guess(1 - alphaBar.squareRoot(), "this is 1 − √ᾱ_t where √(1 − ᾱ_t) is needed"),
          Guess(1 - alphaBar, "this is 1 − ᾱ_t, without the root"),
          Guess(1, "the noise is not scaled at all"),
          Guess(
            (1 - schedule.alphaBars[timesteps[0]]).squareRoot(),
            "this is the factor of the first image's timestep; each image has its own"),
          Guess((1 - schedule.alphaBars[t - 1]).squareRoot(), "this is √(1 − ᾱ_{t−1})"),
          Guess(alphaBar.squareRoot(), "this is √ᾱ_t, the factor of the image"),
        ])
    }
  }

  func testReturnsTheNoiseThatWentIn() throws {
    let (images, noisy, noise) = try checkedAnswer(seed: 4)
    for (index, t) in timesteps.enumerated() {
      let mix = try mixture(noisy, images, noise, index)
      expect(
        // Float32 leaves about 1e-7; another ε than the one returned leaves √(1 − ᾱ_t) ≥ 0.01.
        mix.residual <= 1e-4,
        "image \(index) at t = \(t): x_t is no sum of x₀ and the ε that you return (a part of size "
          + "\(format(mix.residual)) remains); return the very noise that you mixed in, unscaled")
    }
  }

  func testNoiseIsStandardNormalAndFreshForEachPixel() throws {
    let (_, _, noise) = try checkedAnswer(seed: 5)
    expectStandardNormal(
      noise.doubles, shape: shape, name: "ε", asked: "images \(shape)")
  }

  func testNoiseComesFromTheGivenRandomSource() throws {
    let first = try checkedAnswer(seed: 6).noise
    let again = try checkedAnswer(seed: 6).noise
    let other = try checkedAnswer(seed: 7).noise
    expect(
      first == again,
      "two sources with the same seed gave different noise: draw from `random`, so that a training "
        + "run can be repeated")
    expect(
      first != other, "two sources with different seeds gave the same noise: draw from `random`")
  }

  private func checkedAnswer(
    seed: UInt64
  ) throws -> (images: TensorValue, noisy: TensorValue, noise: TensorValue) {
    var inputs = InputGenerator(seed: seed)
    let images = inputs.images(shape)
    let (noisy, noise) = try noised(images, at: timesteps, seed: seed)
    try requireTensor(noisy, shape: shape, name: "x_t", asked: "images \(shape)")
    try requireTensor(noise, shape: shape, name: "ε", asked: "images \(shape)")
    return (images, noisy, noise)
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
      "image \(index): the ε that you return is zero or the image itself; it should be noise")
    return fit!
  }
}
