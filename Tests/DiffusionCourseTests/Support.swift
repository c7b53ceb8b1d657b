import DiffusionCourse
import Digits
import Foundation
import ImageGenerationSolution
import Tensors
import XCTest

/// A folder of its own for each test, gone afterwards.
func temporaryFolder(_ test: XCTestCase) throws -> String {
  let path = FileManager.default.temporaryDirectory
    .appendingPathComponent("course-\(UUID().uuidString)").path
  try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
  test.addTeardownBlock { try? FileManager.default.removeItem(atPath: path) }
  return path
}

/// The smallest run that has all parts: 5 steps an epoch, 3 epochs, averages, label dropout and guidance on.
func tinyConfiguration(
  _ data: DigitSet, prediction: PredictionType = .epsilon, schedule: NoiseSchedule = .cosine,
  seed: UInt64 = 3
) -> RunConfiguration {
  RunConfiguration(
    prediction: prediction, schedule: schedule,
    settings: RunSettings(
      features: 8, timesteps: 21, beta1: 0.005, beta2: 0.7, epochs: 3, batchSize: 4,
      learningRate: 2e-3, averageDecay: 0.9, labelDropout: 0.2, guidance: 0.5),
    seed: seed, data: data)
}

let tinyDigits = DrawnDigits.generate(count: 22, seed: 5)
