import DiffusionCourse
import Foundation
import HandsOnSolution
import ImageGenerationSolution
import Tensors
import XCTest

/// The solutions against closed forms. If the data are independent N(0, s²), the best prediction is
/// known, and samples drawn with it must have variance s².
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
        // 4000 numbers: s² to 2.2 % by one standard deviation; β̃ loses little in 200 steps.
        XCTAssertEqual(
          Double(sampled.images.squared().mean().scalar), variance, accuracy: 0.12 * variance,
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
    for process in [ReverseProcess.ddpm, .ddim(eta: 0), .ddim(eta: 0.5), .ddim(eta: 1)] {
      let images = HandsOn.sampleImages(
        network: best, shape: [10, 1, 20, 20], betas: betas, alphaBars: alphaBars,
        process: process, using: RandomSource(seed: 2))
      XCTAssertEqual(
        Double(images.squared().mean().scalar), variance, accuracy: 0.12 * variance,
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
