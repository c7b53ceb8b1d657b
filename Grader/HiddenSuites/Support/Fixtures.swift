import Foundation
import SubmissionProtocol

/// Entries of the eight tables, from NumPy in double precision (`Fixtures/make_fixtures.py`).
struct TablesFixture: Decodable {
  struct Tables: Decodable {
    let timesteps: Int
    /// The timesteps whose entries are here.
    let at: [Int]
    let beta: [Double]
    let sqrtBeta: [Double]
    let alpha: [Double]
    let alphaBar: [Double]
    let sqrtAlphaBar: [Double]
    let oneOverSqrtAlpha: [Double]
    let sqrtOneMinusAlphaBar: [Double]
    let betaOverSqrtOneMinusAlphaBar: [Double]
  }
  let linear: Tables
  let cosine: Tables
}

/// Single steps of the reverse process, from diffusers in double precision.
struct StepsFixture: Decodable {
  struct Step: Decodable {
    let timestep: Int
    let schedule: String
    /// x_t and what the network predicts, [1, 1, 6, 6].
    let noisyImages: [Float]
    let prediction: [Float]
    /// DDPM's x_{t−1} without its noise, and with predicted images clipped to −1…1.
    let ddpmMean: [Double]
    let ddpmMeanClipped: [Double]
    /// The standard deviations of "fixed_small" (β̃_t) and "fixed_large" (β_t); 0 at t = 1.
    let ddpmDeviationSmall: Double
    let ddpmDeviationLarge: Double
    /// DDIM's x_{t−1} without its noise, and the noise's standard deviation, for each η.
    let ddim: [DDIM]
  }
  struct DDIM: Decodable {
    let eta: Double
    let mean: [Double]
    let meanClipped: [Double]
    let deviation: Double
  }
  let timesteps: Int
  let shape: [Int]
  let epsilon: [Step]
  let sample: [Step]
}

/// CLIP's loss and scores, from PyTorch in double precision.
struct ContrastiveFixture: Decodable {
  struct Case: Decodable {
    /// [B, D].
    let shape: [Int]
    let images: [Float]
    let texts: [Float]
    let logitScale: Float
    let loss: Double
    let scores: [Double]
    /// The loss's gradients by the embeddings and by the scale.
    let imageGradient: [Double]
    let textGradient: [Double]
    let scaleGradient: Double

    var imageEmbeddings: TensorValue { TensorValue(shape: shape, values: images) }
    var textEmbeddings: TensorValue { TensorValue(shape: shape, values: texts) }
  }
  let cases: [Case]
}

extension SubmissionTestCase {
  /// Reads `Fixtures/<name>.json` beside this suite's source.
  func fixture<Content: Decodable>(_ type: Content.Type, _ name: String) throws -> Content {
    do {
      return try loadFixture(type, name)
    } catch {
      throw stopped(.graderFault("the fixture \(name).json cannot be read: \(error)"))
    }
  }
}

func loadFixture<Content: Decodable>(
  _ type: Content.Type, _ name: String, source: StaticString = #filePath
) throws -> Content {
  let folder = URL(fileURLWithPath: "\(source)").deletingLastPathComponent()
    .deletingLastPathComponent().appendingPathComponent("Fixtures")
  let data = try Data(contentsOf: folder.appendingPathComponent("\(name).json"))
  return try JSONDecoder().decode(type, from: data)
}
