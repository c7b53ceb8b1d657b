import DiffusionCourse
import Foundation
import HandsOnSolution
import ImageGenerationSolution
import Tensors
import XCTest

/// The solutions against closed forms. If the data are independent N(0, s²), the best prediction is
/// known and linear in x_t. Samples drawn with it are normal, and their variance follows from that
/// at the step before: v_{t−1} = c_t² v_t + σ_t², a little below s², since β̃ is the variance for
/// data without any.
final class SolutionNumericsTests: XCTestCase {
  private let variance = 0.04

  /// E[ε | x_t] or E[x₀ | x_t] for data N(0, s²).
  private struct BestNetwork: DenoisingNetwork {
    var alphaBar: [Double]
    var variance: Double
    var prediction: PredictionType

    func predict(_ noisyImages: Tensor, at timesteps: [Int], labels: [Int]?) -> Tensor {
      let alphaBar = alphaBar[timesteps[0]]
      let total = alphaBar * variance + 1 - alphaBar
      let factor =
        prediction == .epsilon
        ? (1 - alphaBar).squareRoot() / total : alphaBar.squareRoot() * variance / total
      return factor * noisyImages
    }
  }

  /// v_0 by the recursion from v_T = 1, for DDIM's step with η; η = 1 is DDPM with β̃.
  private func sampledVariance(_ alphaBar: [Double], eta: Double) -> Double {
    var sampled = 1.0
    for t in (1..<alphaBar.count).reversed() {
      let (now, before) = (alphaBar[t], alphaBar[t - 1])
      let sigmaSquared = eta * eta * (1 - before) / (1 - now) * (1 - now / before)
      let noise = (1 - now).squareRoot() / (now * variance + 1 - now)
      let clean = now.squareRoot() * variance / (now * variance + 1 - now)
      let factor =
        before.squareRoot() * clean + max(0, 1 - before - sigmaSquared).squareRoot() * noise
      sampled = factor * factor * sampled + sigmaSquared
    }
    return sampled
  }

  func testLinearScheduleHitsBothEnds() {
    let betas = ImageGeneration.betaSchedule(
      beta1: 1e-4, beta2: 0.02, timesteps: 1000, schedule: .linear)
    XCTAssertEqual(betas.count, 1001)
    XCTAssertEqual(betas[0], 0)
    XCTAssertEqual(betas[1], 1e-4, accuracy: 1e-15)
    XCTAssertEqual(betas[1000], 0.02, accuracy: 1e-15)
    // DDPM's own: ᾱ_1000 = 4.04e-5 (torch.cumprod of the same β in Float64: 4.0358e-5).
    let tables = ImageGeneration.scheduleTables(betas: betas)
    XCTAssertEqual(tables.alphaBar[1000], 4.0358e-5, accuracy: 1e-9)
  }

  func testCosineAlphaBarIsTheSquaredCosine() {
    let timesteps = 400
    let tables = ImageGeneration.scheduleTables(
      betas: ImageGeneration.betaSchedule(
        beta1: 0, beta2: 0, timesteps: timesteps, schedule: .cosine))
    func f(_ t: Int) -> Double {
      pow(cos((Double(t) / Double(timesteps) + 0.008) / 1.008 * Double.pi / 2), 2)
    }
    for t in 1..<timesteps {
      XCTAssertEqual(tables.alphaBar[t], f(t) / f(0), accuracy: 1e-12)
    }
    // Only the last β is cut off, or ᾱ_T would be 0.
    XCTAssertEqual(tables.beta[timesteps], 0.999)
    XCTAssertGreaterThan(tables.alphaBar[timesteps], 0)
  }

  func testSamplingReturnsTheVarianceOfTheData() {
    for schedule in NoiseSchedule.allCases {
      let tables = ImageGeneration.scheduleTables(
        betas: ImageGeneration.betaSchedule(
          beta1: 5e-4, beta2: 0.1, timesteps: 200, schedule: schedule))
      for prediction in PredictionType.allCases {
        let best = BestNetwork(
          alphaBar: tables.alphaBar, variance: variance, prediction: prediction)
        let sampled = ImageGeneration.sample(
          network: best, count: 10, imageShape: [1, 20, 20], tables: tables,
          prediction: prediction, using: RandomSource(seed: 1))
        // The variance of 4000 normal numbers: 2.2 % is one standard deviation.
        let expected = sampledVariance(tables.alphaBar, eta: 1)
        XCTAssertEqual(
          Double(sampled.images.squared().mean().scalar), expected, accuracy: 0.09 * expected,
          "\(prediction) \(schedule)")
        XCTAssertEqual(sampled.states.count, 10)
      }
    }
  }

  func testHandsOnSamplingReturnsTheVarianceOfTheData() {
    let betas = ImageGeneration.betaSchedule(
      beta1: 5e-4, beta2: 0.1, timesteps: 200, schedule: .linear)
    let alphaBars = HandsOn.alphaBars(alphas: HandsOn.alphas(betas: betas))
    let best = BestNetwork(alphaBar: alphaBars, variance: variance, prediction: .epsilon)
    let processes: [(ReverseProcess, eta: Double)] = [
      (.ddpm, 1), (.ddim(eta: 0), 0), (.ddim(eta: 0.5), 0.5), (.ddim(eta: 1), 1),
    ]
    for (process, eta) in processes {
      let images = HandsOn.sampleImages(
        network: best, shape: [10, 1, 20, 20], betas: betas, alphaBars: alphaBars,
        process: process, using: RandomSource(seed: 2))
      let expected = sampledVariance(alphaBars, eta: eta)
      XCTAssertEqual(expected, variance, accuracy: 0.2 * variance)
      XCTAssertEqual(
        Double(images.squared().mean().scalar), expected, accuracy: 0.09 * expected,
        "\(process)")
    }
  }

  func testSamplingLeavesNoTape() {
    let weight = Parameter(Tensor(0.1))
    struct Scaled: DenoisingNetwork {
      var weight: Parameter
      func predict(_ noisyImages: Tensor, at timesteps: [Int], labels: [Int]?) -> Tensor {
        noisyImages * weight.value
      }
    }
    let tables = ImageGeneration.scheduleTables(betas: [0, 0.1, 0.2])
    let sampled = ImageGeneration.sample(
      network: Scaled(weight: weight), count: 10, imageShape: [1, 2, 2], tables: tables,
      prediction: .sample, using: RandomSource(seed: 1))
    XCTAssertFalse(sampled.images.tracksGradient)
  }
}
