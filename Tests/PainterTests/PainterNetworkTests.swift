import CaptionedPictures
import Tensors
import XCTest

@testable import Painter

final class PainterNetworkTests: XCTestCase {
  func testTheNetworkKeepsTheShapeAndReadsTheText() {
    let (text, network) = Painter.networks(using: RandomSource(seed: 1))
    let latents = RandomSource(seed: 2).normal(shape: [2] + LatentSize.shape)
    func noise(_ prompt: String, at timestep: Int) -> [Float] {
      withoutGradients {
        let ids = Tokenizer.tokenize(prompt).ids
        return network.predictNoise(
          in: latents, at: [timestep, timestep], text: text([ids, ids]))
      }.scalars
    }
    let plain = noise("a red circle", at: 10)
    XCTAssertEqual(plain.count, latents.count)
    XCTAssertNotEqual(plain, noise("a blue circle", at: 10))
    XCTAssertNotEqual(plain, noise("a red circle", at: 900))
  }

  /// What one picture becomes does not depend on the others in its batch.
  func testPicturesOfABatchAreApart() {
    let (text, network) = Painter.networks(using: RandomSource(seed: 1))
    let latents = RandomSource(seed: 3).normal(shape: [3] + LatentSize.shape)
    let ids = ["a red circle", "a small 7", "두 개"].map { Tokenizer.tokenize($0).ids }
    withoutGradients {
      let together = network.predictNoise(in: latents, at: [1, 500, 1000], text: text(ids))
      for (index, timestep) in [1, 500, 1000].enumerated() {
        let alone = network.predictNoise(
          in: latents[index..<index + 1], at: [timestep], text: text([ids[index]]))
        let difference = (alone - together[index..<index + 1]).magnitude().scalars.max() ?? 1
        XCTAssertLessThan(difference, 1e-4)
      }
    }
  }

  func testEveryParameterIsTrained() {
    let (text, network) = Painter.networks(using: RandomSource(seed: 1))
    let ids = [Tokenizer.tokenize("a red circle on a blue background").ids]
    let latents = RandomSource(seed: 4).normal(shape: [1] + LatentSize.shape)
    network.predictNoise(in: latents, at: [300], text: text(ids)).squared().mean().backward()
    for (name, parameter) in PainterNetworks(text, network).parameters {
      // The keys' biases shift all logits of a query alike, which softmax does not see.
      if name.hasSuffix("to_k.bias") { continue }
      let largest = parameter.gradient?.magnitude().scalars.max() ?? 0
      XCTAssertGreaterThan(largest, 0, name)
    }
  }

  func testWavesOfTheTimestep() {
    let waves = sinusoids(of: [3], width: 4).scalars
    let expected = [sin(3.0), sin(0.03), cos(3.0), cos(0.03)].map(Float.init)
    for (a, b) in zip(waves, expected) { XCTAssertEqual(a, b, accuracy: 1e-6) }
  }

  func testAlphaBarsAreThoseOfTheCourse() {
    XCTAssertEqual(Painter.alphaBars.count, 1001)
    XCTAssertEqual(Painter.alphaBars[0], 1)
    XCTAssertEqual(Painter.alphaBars[1], 0.9999, accuracy: 1e-12)
    // ln ᾱ_T = Σ ln(1 − β_t), computed apart.
    let sum = (0..<1000).reduce(0.0) { $0 + log(1 - 1e-4 - (0.02 - 1e-4) * Double($1) / 999) }
    XCTAssertEqual(log(Painter.alphaBars[1000]), sum, accuracy: 1e-9)
  }
}
