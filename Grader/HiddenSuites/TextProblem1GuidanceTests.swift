import SubmissionProtocol
import XCTest

/// Problem 1 of assignment 2-2: classifier-free guidance.
final class TextProblem1GuidanceTests: SubmissionTestCase {
  override class var assignment: Assignment { .textToImage }

  func testGoesFromOnePredictionTowardsTheOther() throws {
    for (index, guidance) in [7.5, 2, 0.3].enumerated() {
      try check(guidance, seed: UInt64(1 + index))
    }
  }

  func testZeroIgnoresThePrompt() throws { try check(0, seed: 11) }

  func testOneIsThePlainPredictionForThePrompt() throws { try check(1, seed: 21) }

  private func check(_ guidance: Double, seed: UInt64) throws {
    var inputs = InputGenerator(seed: seed)
    let shape = [3, 4, 4, 4]
    let (without, with) = (inputs.normals(shape), inputs.normals(shape))
    let asked = say(
      "guidedNoise, g = \(format(guidance)), noise \(shape)",
      korean: "guidedNoise, g = \(format(guidance)), 노이즈 \(shape)")
    let answer = try ask(
      .guidedNoise(unconditional: without, conditional: with, guidance: guidance))
    guard case .tensor(let noise) = answer.result else { throw unexpectedAnswer() }
    try requireTensor(noise, shape: shape, name: both("ε̂"), asked: asked)
    expectValues(
      noise.doubles, equal: Guidance.combined(without.doubles, with.doubles, guidance),
      name: both("ε̂"), formula: both("ε_u + g · (ε_c − ε_u)"), asked: asked,
      // Float32, sums of numbers up to about 30.
      tolerance: 2e-5 * (1 + guidance),
      guesses: Guidance.slips(without.doubles, with.doubles, guidance))
  }
}

/// The combination of two predictions, and what is often written instead.
enum Guidance {
  static func combined(_ without: [Double], _ with: [Double], _ guidance: Double) -> [Double] {
    zip(without, with).map { $0 + guidance * ($1 - $0) }
  }

  /// Those that differ from the right answer for this g.
  static func slips(
    _ without: [Double], _ with: [Double], _ guidance: Double
  ) -> [Guess<[Double]>] {
    [
      Guess(
        combined(without, with, guidance + 1),
        say(
          """
          this is (1 + g) · ε_c − g · ε_u, which counts g from 0 for the plain prediction: one too far; here g = 1 \
          is plain
          """,
          korean: """
            (1 + g) · ε_c − g · ε_u로 계산한 값입니다. 이 식은 g = 0을 일반 예측으로 보므로 1만큼 더 나아갑니다. 여기서는 \
            g = 1이 일반 예측입니다
            """)),
      Guess(
        combined(with, without, guidance),
        say(
          "the predictions for the prompt and for the negative one are swapped",
          korean: "프롬프트에 대한 예측과 네거티브 프롬프트에 대한 예측이 서로 바뀌었습니다")),
      Guess(
        with,
        say(
          "this is the prediction for the prompt alone, without guidance",
          korean: "guidance 없이 프롬프트에 대한 예측만 사용한 값입니다")),
      Guess(
        without,
        say(
          "this is the prediction for the negative prompt alone: the prompt is ignored",
          korean: "네거티브 프롬프트에 대한 예측만 사용한 값입니다. 프롬프트가 무시되었습니다")),
      Guess(
        with.map { guidance * $0 },
        say(
          "this is g · ε_c: ε_u is missing", korean: "g · ε_c로 계산한 값입니다. ε_u가 빠졌습니다")),
      Guess(
        zip(without, with).map { guidance * ($1 - $0) },
        say(
          "this is g · (ε_c − ε_u): the ε_u to begin from is missing",
          korean: "g · (ε_c − ε_u)로 계산한 값입니다. 출발점인 ε_u가 빠졌습니다")),
      Guess(
        zip(without, with).map { $0 + guidance * $1 },
        say(
          "this is ε_u + g · ε_c: it goes by ε_c, not by the difference ε_c − ε_u",
          korean: "ε_u + g · ε_c로 계산한 값입니다. ε_c가 아니라 차이 ε_c − ε_u에 g를 곱해야 합니다")),
      Guess(
        combined(without, with, -guidance),
        say(
          "this goes away from the prompt: the sign of the difference is wrong",
          korean: "프롬프트에서 멀어지는 방향입니다. 차이의 부호가 반대입니다")),
    ]
  }
}
