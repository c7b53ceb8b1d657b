/// Other ways to write assignment 2-2.
let differentTextToImage: [Variant] = [
  change(
    "guidance-as-a-mean", "(1 − g) · ε_u + g · ε_c", Rewritten.guidance,
    [
      "unconditional + guidance * (conditional - unconditional)":
        "(1 - guidance) * unconditional + guidance * conditional"
    ]),
  change(
    "guidance-of-the-paper-from-one", "the paper's (1 + w) · ε_c − w · ε_u with w = g − 1",
    Rewritten.guidance,
    [
      "unconditional + guidance * (conditional - unconditional)":
        "guidance * conditional - (guidance - 1) * unconditional"
    ]),
  change(
    "denoise-in-two-calls", "one call of the network for each text", Rewritten.denoising,
    [
      bothTexts: "",
      predicted: """
      let timesteps = Array(repeating: timestep, count: count)
      let with = network.predictNoise(in: latents, at: timesteps, text: text)
      let without = network.predictNoise(in: latents, at: timesteps, text: negativeText)
      """,
      parts: "unconditional: without, conditional: with,",
    ]),
  change(
    "denoise-prompt-first", "one call with the prompts before the negative ones",
    Rewritten.denoising,
    [
      "[negativeText, text]": "[text, negativeText]",
      parts: "unconditional: predicted[count..<2 * count], conditional: predicted[0..<count],",
    ]),
  change(
    "denoise-picture-by-picture", "a call for each picture and text", Rewritten.denoising,
    [
      bothTexts: "",
      predicted: """
      func predict(_ texts: Tensor) -> Tensor {
        Tensor.concatenating(
          (0..<count).map { index in
            network.predictNoise(
              in: latents[index..<index + 1], at: [timestep], text: texts[index..<index + 1])
          }, axis: 0)
      }
      """,
      parts: "unconditional: predict(negativeText), conditional: predict(text),",
    ]),
  change(
    "denoise-saves-what-guidance-ignores",
    "at g = 1 the network is not asked for the negative text, at g = 0 not for the prompt",
    Rewritten.denoising,
    [
      bothTexts: "",
      predicted: """
      let timesteps = Array(repeating: timestep, count: count)
      var parts: [Tensor] = []
      if guidance != 1 {
        parts.append(network.predictNoise(in: latents, at: timesteps, text: negativeText))
      }
      if guidance != 0 {
        parts.append(network.predictNoise(in: latents, at: timesteps, text: text))
      }
      """,
      parts: "unconditional: parts[0], conditional: parts[parts.count - 1],",
    ]),
  change(
    "denoise-noise-picture-by-picture", "z_T drawn for one picture after another",
    Rewritten.denoising,
    [
      "random.normal(shape: [count] + latentShape)":
        "Tensor.concatenating((0..<count).map { _ in random.normal(shape: [1] + latentShape) }, axis: 0)"
    ]),
  change(
    "denoise-by-places", "a loop over the places in the list of timesteps", Rewritten.denoising,
    [
      "for timestep in scheduler.timesteps {": """
      for place in 0..<scheduler.timesteps.count {
        let timestep = scheduler.timesteps[place]
      """
    ]),
  change(
    "denoise-keeps-gradients", "without withoutGradients", Rewritten.denoising,
    ["withoutGradients {\n      let count = text.shape[0]": "do {\n      let count = text.shape[0]"]
  ),
  change(
    "scaling-by-n-minus-one", "the standard deviation divides by n − 1", Rewritten.latents,
    [
      "1 / Double(deviations.squared().mean().scalar).squareRoot()":
        "(Double(latents.count - 1) / Double(deviations.squared().sum().scalar)).squareRoot()"
    ]),
  change(
    "scaling-over-plain-numbers", "a loop over the numbers in double precision", Rewritten.latents,
    [
      "let deviations = latents - latents.mean()": """
      let numbers = latents.scalars.map(Double.init)
      let mean = numbers.reduce(0, +) / Double(numbers.count)
      """,
      "1 / Double(deviations.squared().mean().scalar).squareRoot()": """
      (Double(numbers.count) / numbers.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }).squareRoot()
      """,
    ]),
  change(
    "decode-picture-by-picture", "the decoder is asked for one picture after another",
    Rewritten.latents,
    [
      "decoder.decode(latents / scaling)": """
      Tensor.concatenating(
          (0..<latents.shape[0]).map { decoder.decode(latents[$0..<$0 + 1] / scaling) }, axis: 0)
      """
    ]),
  change(
    "decode-held-first", "held within −1…1, then (x + 1)/2", Rewritten.latents,
    ["((decoded + 1) / 2).clamped(to: 0...1)": "decoded.clamped(to: -1...1) * 0.5 + 0.5"]),
  change(
    "contrastive-texts-by-pictures", "the matrix the other way round", Rewritten.contrastive,
    [
      "* unitLength(imageEmbeddings).matrixProduct(unitLength(textEmbeddings).transposed())":
        "* unitLength(textEmbeddings).matrixProduct(unitLength(imageEmbeddings).transposed())"
    ]),
  change(
    "contrastive-by-logarithms", "the cross-entropies written out, with the diagonal by one-hot",
    Rewritten.contrastive,
    [
      "softmaxCrossEntropy(logits, labels: labels)": crossEntropy(axis: 1),
      "softmaxCrossEntropy(logits.transposed(), labels: labels)": crossEntropy(axis: 0),
    ]),
  change(
    "score-from-the-matrix", "the diagonal of the matrix of all cosines", Rewritten.contrastive,
    [
      "(unitLength(imageEmbeddings) * unitLength(textEmbeddings)).sum(axes: [1])": """
      (unitLength(imageEmbeddings).matrixProduct(unitLength(textEmbeddings).transposed())
          * oneHot(Array(0..<imageEmbeddings.shape[0]), classes: imageEmbeddings.shape[0]))
          .sum(axes: [1])
      """
    ]),
  change(
    "score-divides-at-the-end", "dot products over both lengths", Rewritten.contrastive,
    [
      "(unitLength(imageEmbeddings) * unitLength(textEmbeddings)).sum(axes: [1])": """
      (imageEmbeddings * textEmbeddings).sum(axes: [1])
          / (imageEmbeddings.squared().sum(axes: [1])
            * textEmbeddings.squared().sum(axes: [1])).squareRoot()
      """
    ]),
]

private let bothTexts =
  "let bothTexts = Tensor.concatenating([negativeText, text], axis: 0)  // [2B, L, D]\n"
private let predicted = """
  let predicted = network.predictNoise(
            in: Tensor.concatenating([latents, latents], axis: 0),
            at: Array(repeating: timestep, count: 2 * count), text: bothTexts)  // [2B, C, h, w]
  """
private let parts =
  "unconditional: predicted[0..<count], conditional: predicted[count..<2 * count],"

/// −mean of log softmax at the diagonal, over an axis.
private func crossEntropy(axis: Int) -> String {
  "(logits.exponential().sum(axes: [\(axis)]).logarithm().sum() "
    + "- (logits * oneHot(labels, classes: labels.count)).sum()) / Double(labels.count)"
}

private func change(
  _ name: String, _ summary: String, _ file: String, _ edits: KeyValuePairs<String, String>
) -> Variant {
  Variant(name, summary, edits.map { .replace(file: file, text: $0, replacement: $1) })
}
