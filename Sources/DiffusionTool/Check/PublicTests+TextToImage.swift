import DiffusionCourse
import Foundation
import Tensors

// Problems 1, 3 and 4 of assignment 2-2.
extension PublicTest {
  static func textToImage() -> [PublicTest] {
    guidance() + denoising() + latents() + contrastive()
  }

  private static func guidance() -> [PublicTest] {
    let formula = "ε̂ = ε_u + g · (ε_c − ε_u)"
    func guided(_ name: String, _ title: Bilingual, _ strength: Double, _ expected: [Float])
      -> PublicTest
    {
      problem(
        "2-2-1", name, title, formula: formula, of: "guidedNoise", in: "Problem1Guidance"
      ) { a, _ in
        let combined = a.guidedNoise(
          unconditional: Tensor([1, -2], shape: [1, 1, 1, 2]),
          conditional: Tensor([3, 1], shape: [1, 1, 1, 2]), guidance: strength)
        return difference("ε̂", combined, expected, shape: [1, 1, 1, 2])
      }
    }
    return [
      guided("combined", Bilingual(formula), 2.5, [6, 5.5]),
      guided(
        "zero", Bilingual("g = 0: the prompt is ignored", korean: "g = 0: 프롬프트를 무시"), 0, [1, -2]),
      guided(
        "one", Bilingual("g = 1: the plain prediction", korean: "g = 1: 예측 그대로"), 1, [3, 1]),
    ]
  }

  private static func latents() -> [PublicTest] {
    [
      problem(
        "2-2-3", "scaling",
        Bilingual("scaling = 1/σ over all numbers", korean: "scaling = 1/σ, 모든 수에 대해"),
        of: "latentScaling", in: "Problem3Latents"
      ) { a, _ in
        let scaling = a.latentScaling(of: Tensor([1, 2, 3, 8], shape: [1, 2, 1, 2]))
        // σ² = 29/4, or 29/3 if n − 1 divides.
        let right = [(4.0 / 29).squareRoot(), (3.0 / 29).squareRoot()]
        if right.contains(where: { abs(scaling - $0) < 1e-5 }) { return nil }
        return differs("scaling", scaling, right[0])
      },
      problem(
        "2-2-3", "decoded", Bilingual("the decoder gets z/scaling", korean: "디코더에 z/scaling 전달"),
        formula: "x = decoder(z/scaling)", of: "pictures", in: "Problem3Latents"
      ) { a, _ in
        let decoder = ProbeDecoder()
        _ = a.pictures(from: scaledLatents, decoder: decoder, scaling: 2)
        guard !decoder.seen.isEmpty else {
          return Bilingual("the decoder was not asked", korean: "디코더를 호출하지 않았습니다")
        }
        let seen = Tensor(decoder.seen, shape: [1, 1, 1, decoder.seen.count])
        return difference("z/scaling", seen, [-0.8, 0.1, 2], shape: [1, 1, 1, 3])
      },
      problem(
        "2-2-3", "pictures",
        Bilingual("pictures: (x + 1)/2 within 0…1", korean: "그림: (x + 1)/2, 0…1로 제한"),
        formula: "picture = (x + 1)/2", of: "pictures", in: "Problem3Latents"
      ) { a, _ in
        let decoder = ProbeDecoder()
        let pictures = a.pictures(from: scaledLatents, decoder: decoder, scaling: 2)
        let expected = (0..<3).flatMap { _ in
          decoder.seen.map { min(max(($0 + 1) / 2, 0), 1) }
        }
        guard expected.count == 9 else {
          return Bilingual("the decoder was not asked", korean: "디코더를 호출하지 않았습니다")
        }
        return difference("picture", pictures, expected, shape: [1, 3, 1, 3])
      },
    ]
  }

  private static let scaledLatents = Tensor([-1.6, 0.2, 4], shape: [1, 1, 1, 3])

  private static func contrastive() -> [PublicTest] {
    let formula = "logits = s · (ŷ · v̂ᵀ),  L = ½ · (rows + columns)"
    return [
      problem(
        "2-2-4", "loss",
        Bilingual("L: both directions, mean over the pairs", korean: "L: 양방향, 쌍에 대한 평균"),
        formula: formula, of: "contrastiveLoss", in: "Problem4Contrastive"
      ) { a, _ in
        let loss = a.contrastiveLoss(
          imageEmbeddings: pictureEmbeddings, textEmbeddings: textEmbeddings,
          logitScale: Tensor(2))
        // The cosines are (0.6, 0) and (0.8, 1): pictures along the axes.
        func entropy(_ right: Double, _ other: Double) -> Double {
          log(1 + exp(2 * (other - right)))
        }
        let rows = entropy(0.6, 0) + entropy(1, 0.8)
        let columns = entropy(0.6, 0.8) + entropy(1, 0)
        return difference(loss: loss, (rows + columns) / 4)
      },
      problem(
        "2-2-4", "gradient",
        Bilingual("gradients by both embeddings and s", korean: "두 임베딩과 s의 기울기"), formula: formula,
        of: "contrastiveLoss", in: "Problem4Contrastive"
      ) { a, _ in
        let inputs = [pictureEmbeddings, textEmbeddings, Tensor(2)].map { Parameter($0) }
        let loss = a.contrastiveLoss(
          imageEmbeddings: inputs[0].value, textEmbeddings: inputs[1].value,
          logitScale: inputs[2].value)
        if let wrong = noGradient(loss) { return wrong }
        loss.backward()
        for (name, input) in zip(["y", "v", "s"], inputs) where input.gradient == nil {
          return Bilingual(
            "no gradient reaches \(name)", korean: "\(name)에 기울기가 전달되지 않습니다")
        }
        return nil
      },
      problem(
        "2-2-4", "scores", Bilingual("the cosine of each pair", korean: "쌍마다의 코사인"),
        formula: "score_i = (y_i · v_i)/(|y_i| |v_i|)", of: "clipScores", in: "Problem4Contrastive"
      ) { a, _ in
        let scores = a.clipScores(
          imageEmbeddings: pictureEmbeddings, textEmbeddings: textEmbeddings)
        return difference("score", scores, [0.6, 1], shape: [2])
      },
    ]
  }

  private static let pictureEmbeddings = Tensor([2, 0, 0, 3], shape: [2, 2])
  private static let textEmbeddings = Tensor([3, 4, 0, 0.5], shape: [2, 2])
}

/// A decoder that shows the first channel in all three colours.
private final class ProbeDecoder: LatentDecoder {
  private(set) var seen: [Float] = []

  func decode(_ latents: Tensor) -> Tensor {
    seen += latents.scalars
    return Tensor.concatenating([latents, latents, latents], axis: 1)
  }
}
