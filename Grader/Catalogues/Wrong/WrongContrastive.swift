private let mistake = MistakesIn(
  file: "TextToImage/Problem4Contrastive.swift", suite: "TextProblem4ContrastiveTests")
private let compares = ["LossComparesEveryPictureWithEveryText"]
private let ignores = ["LossIgnoresHowLongEmbeddingsAre"]
private let gradients = ["GradientsReachBothEmbeddingsAndTheScale"]
private let lossByPyTorch = ["LossAgreesWithPyTorch"]
private let cosines = ["ScoresAreTheCosinesOfTheirPairs"]
private let scoresByPyTorch = ["ScoresAgreeWithPyTorch"]
private let loss = compares + ignores + gradients + lossByPyTorch
private let scores = cosines + scoresByPyTorch
private let product =
  "* unitLength(imageEmbeddings).matrixProduct(unitLength(textEmbeddings).transposed())"
private let half = "(ofPictures + ofTexts) / 2"
private let labels = "Array(0..<imageEmbeddings.shape[0])"
private let score = "(unitLength(imageEmbeddings) * unitLength(textEmbeddings)).sum(axes: [1])"

/// Mistakes in problem 4 of assignment 2-2: CLIP's loss and score.
let wrongContrastive: [Variant] = [
  mistake(
    "contrastive-not-normalised", "dot products in place of cosines",
    [product: "* imageEmbeddings.matrixProduct(textEmbeddings.transposed())"],
    losing: ignores + lossByPyTorch, naming: "these are dot products, not cosines"),
  mistake(
    "contrastive-only-pictures", "only from pictures to texts", [half: "ofPictures"],
    losing: loss, naming: "this is one direction only, pictures to texts"),
  mistake(
    "contrastive-only-texts", "only from texts to pictures", [half: "ofTexts"],
    losing: loss, naming: "this is one direction only, texts to pictures"),
  mistake(
    "contrastive-both-added", "both directions are added up, not averaged",
    [half: "ofPictures + ofTexts"], losing: loss, naming: "this is the sum of both directions"),
  mistake(
    "contrastive-sum", "the sum over the pairs, not the mean",
    [half: "(ofPictures + ofTexts) / 2 * Double(labels.count)"], losing: loss,
    naming: "this is the sum over the pairs"),
  mistake(
    "contrastive-divides-by-scale", "the cosines are divided by the scale",
    [
      """
      logitScale
            \(product)
      """: """
      unitLength(imageEmbeddings).matrixProduct(unitLength(textEmbeddings).transposed())
            / logitScale
      """
    ],
    losing: loss, naming: "the cosines are divided by the scale"),
  mistake(
    "contrastive-without-scale", "the scale is left out",
    [
      """
      logitScale
            \(product)
      """: "unitLength(imageEmbeddings).matrixProduct(unitLength(textEmbeddings).transposed())"
    ],
    losing: loss, naming: "the scale is left out"),
  mistake(
    "contrastive-exponential-of-scale", "the scale's exponential is taken once more",
    [
      """
      logitScale
            \(product)
      """: """
      logitScale.exponential()
            \(product)
      """
    ],
    losing: loss, naming: "this takes the scale's exponential"),
  mistake(
    "contrastive-labels-shifted", "text i + 1 is taken for the text of picture i",
    [
      labels: "(0..<imageEmbeddings.shape[0]).map { ($0 + 1) % imageEmbeddings.shape[0] }"
    ],
    losing: loss, naming: "the labels are shifted"),
  mistake(
    "contrastive-detached-scale", "no gradient reaches the scale",
    ["logitScale\n": "Double(logitScale.scalar)\n"], losing: gradients,
    naming: "no gradient reaches logitScale"),
  mistake(
    "contrastive-detached-texts", "no gradient reaches the text embeddings",
    ["(textEmbeddings).transposed()": "(textEmbeddings.detached()).transposed()"],
    losing: gradients, naming: "no gradient reaches the text embeddings"),
  mistake(
    "contrastive-without-gradients", "the loss is rebuilt from a plain number",
    [half: "Tensor(((ofPictures + ofTexts) / 2).scalar)"], losing: gradients,
    naming: "no gradient reaches the picture embeddings"),
  mistake(
    "score-not-normalised", "dot products in place of cosines",
    [score: "(imageEmbeddings * textEmbeddings).sum(axes: [1])"], losing: scores,
    naming: "these are dot products, not cosines"),
  mistake(
    "score-matrix", "every picture with every text",
    [
      score:
        "unitLength(imageEmbeddings).matrixProduct(unitLength(textEmbeddings).transposed())"
    ],
    losing: scores, naming: "only its diagonal is wanted"),
  mistake(
    "score-hundredfold", "100 times the cosine", [score: "100 * \(score)"], losing: scores,
    naming: "this is 100 times the cosine"),
  mistake(
    "score-never-negative", "negative cosines become 0", [score: "\(score).relu()"],
    losing: scores, naming: "negative cosines are cut off at 0"),
  mistake(
    "score-mean", "the mean of all scores", [score: "\(score).mean()"], losing: scores,
    naming: "the scores has shape []"),
]
