import Digits
import Foundation

/// All that decides the weights of a run: with the same configuration and the same code, the same
/// weights come out.
public struct RunConfiguration: Codable, Equatable, Sendable {
  public var prediction: PredictionType
  public var schedule: NoiseSchedule
  public var settings: RunSettings
  /// The seed of the first weights, of the order of the images and of the noise.
  public var seed: UInt64
  /// Where the training images came from, in words.
  public var data: String
  /// The number of training images.
  public var images: Int
  /// A checksum of the training images and labels (FNV-1a, 64 bits, hexadecimal).
  public var dataFingerprint: String

  public init(
    prediction: PredictionType, schedule: NoiseSchedule, settings: RunSettings, seed: UInt64,
    data: DigitSet
  ) {
    self.prediction = prediction
    self.schedule = schedule
    self.settings = settings
    self.seed = seed
    // Without the folder, which differs from machine to machine.
    self.data = data.source.components(separatedBy: " from ")[0]
    self.images = data.count
    self.dataFingerprint = fingerprint(of: data)
  }

  /// The seed of the 100 samples in the results folder.
  public var sampleSeed: UInt64 { seed &+ 1 }

  /// Training steps in an epoch. The images left over when B does not divide their number wait for
  /// another epoch, since each epoch shuffles anew: a tiny batch would spoil the batch statistics.
  public var stepsPerEpoch: Int { max(1, images / settings.batchSize) }

  /// Training steps in the whole run; as many as an Int holds if a record claims more.
  public var steps: Int {
    let (steps, isTooMany) = stepsPerEpoch.multipliedReportingOverflow(by: settings.epochs)
    return isTooMany ? .max : steps
  }

  /// What differs between two configurations, in words: "features 32, not 16".
  public func differences(from other: RunConfiguration) -> [String] {
    let (mine, theirs) = (settings, other.settings)
    let pairs: [(String, String, String)] = [
      ("prediction", prediction.rawValue, other.prediction.rawValue),
      ("schedule", schedule.rawValue, other.schedule.rawValue),
      ("features", "\(mine.features)", "\(theirs.features)"),
      ("timesteps", "\(mine.timesteps)", "\(theirs.timesteps)"),
      ("beta1", "\(mine.beta1)", "\(theirs.beta1)"),
      ("beta2", "\(mine.beta2)", "\(theirs.beta2)"),
      ("epochs", "\(mine.epochs)", "\(theirs.epochs)"),
      ("batch", "\(mine.batchSize)", "\(theirs.batchSize)"),
      ("learning rate", "\(mine.learningRate)", "\(theirs.learningRate)"),
      ("average decay", "\(mine.averageDecay)", "\(theirs.averageDecay)"),
      ("label dropout", "\(mine.labelDropout)", "\(theirs.labelDropout)"),
      ("guidance", "\(mine.guidance)", "\(theirs.guidance)"),
      ("seed", "\(seed)", "\(other.seed)"),
      ("images", "\(images)", "\(other.images)"),
    ]
    let found = pairs.filter { $0.1 != $0.2 }.map { "\($0.0) \($0.1), not \($0.2)" }
    return found.isEmpty && self != other ? ["other training images"] : found
  }
}

/// FNV-1a over pixels and labels: enough to tell two data sets apart, no protection from malice.
private func fingerprint(of data: DigitSet) -> String {
  var hash: UInt64 = 0xcbf2_9ce4_8422_2325
  for bytes in [data.pixels, data.labels] {
    for byte in bytes {
      hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3
    }
  }
  let digits = String(hash, radix: 16)
  return String(repeating: "0", count: 16 - digits.count) + digits
}
