import SubmissionProtocol
import XCTest

/// Problem 4 of assignment 2-2: CLIP's loss and score.
final class TextProblem4ContrastiveTests: SubmissionTestCase {
  override class var assignment: Assignment { .textToImage }

  private struct Loss {
    let images: TensorValue
    let texts: TensorValue
    let logitScale: Float
    let value: Double
    let imageGradient: TensorValue?
    let textGradient: TensorValue?
    let scaleGradient: Double?
    let asked: Sentence
  }

  // MARK: The loss

  func testLossComparesEveryPictureWithEveryText() throws {
    for (count, scale, seed) in [(4, 3, 1), (6, 12, 2), (2, 0.5, 3)] as [(Int, Float, UInt64)] {
      var inputs = InputGenerator(seed: seed)
      // Of length 1, so that forgetting that costs a test of its own.
      let images = unit(inputs.normals([count, 5]))
      let texts = unit(inputs.normals([count, 5]))
      try expectLoss(loss(images, texts, scale))
    }
  }

  func testLossIgnoresHowLongEmbeddingsAre() throws {
    var inputs = InputGenerator(seed: 4)
    let images = stretched(inputs.normals([4, 5]), by: 3)
    let texts = stretched(inputs.normals([4, 5]), by: 0.4)
    try expectLoss(loss(images, texts, 3))
  }

  func testGradientsReachBothEmbeddingsAndTheScale() throws {
    var inputs = InputGenerator(seed: 5)
    let found = try loss(
      unit(inputs.normals([4, 5])), unit(inputs.normals([4, 5])), 4)
    let (images, texts) = (found.images.rows, found.texts.rows)
    let right = ContrastiveForm().gradient(images, texts, logitScale: Double(found.logitScale))
    // A form without normalisation is judged by a test of its own.
    let plain = ContrastiveForm(normalises: false).gradient(
      images, texts, logitScale: Double(found.logitScale))
    expectGradient(
      found.imageGradient?.doubles, right.images, or: plain.images,
      of: say("the picture embeddings", korean: "그림 임베딩"), found.asked)
    expectGradient(
      found.textGradient?.doubles, right.texts, or: plain.texts,
      of: say("the text embeddings", korean: "텍스트 임베딩"), found.asked)
    expectGradient(
      found.scaleGradient.map { [$0] }, [right.scale], or: [plain.scale],
      of: both("logitScale"), found.asked)
  }

  private func expectGradient(
    _ found: [Double]?, _ right: [Double], or plain: [Double], of name: Sentence,
    _ asked: Sentence
  ) {
    guard let found, found.count == right.count else {
      expect(
        false,
        say(
          """
          \(asked): no gradient reaches \(name); the loss should be computed from it by tensor operations alone, \
          without plain numbers or detached()
          """,
          korean: """
            \(asked): \(name)에 기울기가 전해지지 않습니다. 일반 숫자나 detached() 없이 텐서 연산만으로 손실을 계산해야 \
            합니다
            """))
      return
    }
    func fits(_ wanted: [Double]) -> Bool {
      zip(found, wanted).allSatisfy { isClose($0, $1, relative: 1e-4, absolute: 2e-5) }
    }
    let worst = found.indices.max { abs(found[$0] - right[$0]) < abs(found[$1] - right[$1]) } ?? 0
    expect(
      fits(right) || fits(plain),
      say(
        """
        \(asked): the gradient by \(name) is \(format(found[worst])) at number \(worst); it should be \
        \(format(right[worst])): is a part of the loss cut off from it?
        """,
        korean: """
          \(asked): \(name)에 대한 기울기의 \(worst)번 값이 \(format(found[worst]))입니다. \
          \(format(right[worst]))이어야 합니다. 손실의 일부가 끊어져 있지 않은지 살펴보십시오
          """))
  }

  func testLossAgreesWithPyTorch() throws {
    let fixture = try fixture(ContrastiveFixture.self, "contrastive")
    for pair in fixture.cases {
      let found = try loss(pair.imageEmbeddings, pair.textEmbeddings, pair.logitScale)
      expectNumber(
        found.value, equals: pair.loss, name: say("the loss", korean: "손실"),
        formula: say("by PyTorch, in double precision", korean: "PyTorch의 배정밀도 계산"),
        asked: found.asked, relative: 1e-5, absolute: 1e-5,
        guesses: lossSlips(found.images.rows, found.texts.rows, Double(pair.logitScale)))
    }
  }

  private func expectLoss(_ found: Loss) throws {
    let (images, texts) = (found.images.rows, found.texts.rows)
    let scale = Double(found.logitScale)
    expectNumber(
      found.value, equals: ContrastiveForm().value(images, texts, logitScale: scale),
      name: say("the loss", korean: "손실"),
      formula: say(
        "half of the mean cross-entropies of rows and columns", korean: "행과 열의 평균 교차 엔트로피의 평균"),
      // Float32 logits of up to 12.
      asked: found.asked, relative: 2e-5, absolute: 1e-5,
      guesses: lossSlips(images, texts, scale))
  }

  private func lossSlips(
    _ images: [[Double]], _ texts: [[Double]], _ scale: Double
  ) -> [Guess<Double>] {
    ContrastiveForm.slips.map {
      Guess($0.form.value(images, texts, logitScale: scale), $0.sentence)
    }
  }

  private func loss(
    _ images: TensorValue, _ texts: TensorValue, _ logitScale: Float
  ) throws -> Loss {
    let asked = say(
      "contrastiveLoss, embeddings \(images.shape), scale \(format(Double(logitScale)))",
      korean: "contrastiveLoss, 임베딩 \(images.shape), scale \(format(Double(logitScale)))")
    let answer = try ask(
      .contrastiveLoss(images: images, texts: texts, logitScale: logitScale))
    guard
      case .contrastiveLoss(let value, let imageGradient, let textGradient, let scaleGradient) =
        answer.result
    else { throw unexpectedAnswer() }
    try require(
      value.values.count == 1,
      say(
        "\(asked): the loss has shape \(value.shape); it should be one number, shape []",
        korean: "\(asked): 손실의 shape이 \(value.shape)입니다. 수 하나, 즉 shape []이어야 합니다"))
    try requireTensor(
      TensorValue(shape: [], values: value.values), shape: [],
      name: say("the loss", korean: "손실"), asked: asked)
    return Loss(
      images: images, texts: texts, logitScale: logitScale, value: Double(value.values[0]),
      imageGradient: imageGradient, textGradient: textGradient,
      scaleGradient: scaleGradient.map { Double($0.value) }, asked: asked)
  }

  // MARK: The score

  func testScoresAreTheCosinesOfTheirPairs() throws {
    for (shape, seed) in [([5, 4], 6), ([1, 7], 7)] as [([Int], UInt64)] {
      var inputs = InputGenerator(seed: seed)
      let images = stretched(inputs.normals(shape), by: 2)
      var texts = stretched(inputs.normals(shape), by: 0.5)
      // The first pair points apart: a negative cosine stays one.
      if dot(images.image(0), texts.image(0)) > 0 {
        for index in 0..<texts.pixels { texts.values[index].negate() }
      }
      try expectScores(images, texts, scores: nil, tolerance: 1e-5)
    }
  }

  func testScoresAgreeWithPyTorch() throws {
    let fixture = try fixture(ContrastiveFixture.self, "contrastive")
    for pair in fixture.cases {
      try expectScores(
        pair.imageEmbeddings, pair.textEmbeddings, scores: pair.scores, tolerance: 1e-5)
    }
  }

  private func expectScores(
    _ images: TensorValue, _ texts: TensorValue, scores: [Double]?, tolerance: Double
  ) throws {
    let asked = say(
      "clipScores, embeddings \(images.shape)", korean: "clipScores, 임베딩 \(images.shape)")
    guard case .tensor(let found) = try ask(.clipScores(images: images, texts: texts)).result
    else { throw unexpectedAnswer() }
    let count = images.batch
    if count > 1, found.shape == [count, count] {
      throw stopped(
        .wrong([
          say(
            """
            \(asked): the scores have shape \(found.shape); they should have \([count]): this is a matrix of every \
            picture with every text, and only its diagonal is wanted
            """,
            korean: """
              \(asked): 점수의 shape이 \(found.shape)입니다. \([count])이어야 합니다. 모든 그림과 모든 텍스트를 비교한 \
              행렬인데, 그 대각선만 필요합니다
              """)
        ]))
    }
    try requireTensor(found, shape: [count], name: say("the scores", korean: "점수"), asked: asked)
    let rows = zip(images.rows, texts.rows)
    let cosines = rows.map { dot(unitLength($0), unitLength($1)) }
    let dots = rows.map { dot($0, $1) }
    expectValues(
      found.doubles, equal: scores ?? cosines, name: say("the scores", korean: "점수"),
      formula: both("(y_i · v_i)/(|y_i| |v_i|)"), asked: asked, tolerance: tolerance,
      guesses: [
        Guess(
          cosines.map { 100 * $0 },
          say(
            "this is 100 times the cosine: the score is the cosine as it is, in −1…1",
            korean: "코사인의 100배입니다. 점수는 −1…1의 코사인 그대로입니다")),
        Guess(
          cosines.map { max(0, $0) },
          say(
            "negative cosines are cut off at 0: the score is the cosine as it is, in −1…1",
            korean: "음수인 코사인을 0으로 잘랐습니다. 점수는 −1…1의 코사인 그대로입니다")),
        Guess(
          cosines.map { 100 * max(0, $0) },
          say(
            "this is 100 · max(0, cosine): the score is the cosine as it is, in −1…1",
            korean: "100 · max(0, 코사인)입니다. 점수는 −1…1의 코사인 그대로입니다")),
        Guess(
          dots,
          say(
            "the embeddings are not brought to length 1: these are dot products, not cosines",
            korean: "임베딩의 길이를 1로 정규화하지 않았습니다. 코사인이 아니라 내적입니다")),
        Guess(
          cosines.map { _ in mean(cosines) },
          say(
            "this is the mean of the scores for every pair",
            korean: "모든 쌍에 점수의 평균이 들어 있습니다")),
        Guess(
          cosines.map { -$0 }, say("the sign is the other way", korean: "부호가 반대입니다")),
      ])
  }

  // MARK: Inputs

  private func unit(_ rows: TensorValue) -> TensorValue {
    TensorValue(shape: rows.shape, values: rows.rows.flatMap { unitLength($0).map { Float($0) } })
  }

  /// Each row longer than the one before it.
  private func stretched(_ rows: TensorValue, by factor: Float) -> TensorValue {
    var rows = rows
    for index in rows.values.indices {
      rows.values[index] *= factor * Float(1 + index / rows.pixels)
    }
    return rows
  }
}
