/// How much of each run is drawn again (`--verify`).
public enum Verification: String, CaseIterable, Codable, Sendable {
  /// Nothing is drawn; files are compared all the same.
  case off
  /// A few images of each run: seconds a submission.
  case spot
  /// All images of each run, and as many new ones: minutes a submission.
  case full
}

/// How many images of a run are drawn by its network. The cost of one is in units of an evaluation of
/// a network with 32 features, of which two cores make some thousands a second.
struct VerificationEffort: Equatable {
  /// Of the 100 that were submitted.
  var replayed: Int
  /// Under the grader's own seed.
  var fresh: Int

  /// Evaluations that one run may take for the submitted images, and for new ones.
  private static let spotReplayed = 1200.0
  private static let spotFresh = 2000.0
  /// So many for both parts of a full verification: about a quarter of an hour.
  private static let full = 2_000_000.0
  /// One image may take no more in a spot check.
  private static let spotSingle = 8000.0

  /// Ten times DDPM's. Beyond, the calls of a `sample` alone take too long, however small the network.
  static let mostTimesteps = 10_000

  /// nil where even one image takes too long.
  init?(_ verification: Verification, timesteps: Int, evaluationsPerImage cost: Double) {
    guard timesteps <= VerificationEffort.mostTimesteps else { return nil }
    switch verification {
    case .off: return nil
    case .spot:
      guard cost <= VerificationEffort.spotSingle else { return nil }
      replayed = min(10, max(1, Int(VerificationEffort.spotReplayed / cost)))
      fresh = min(10, max(1, Int(VerificationEffort.spotFresh / cost)))
    case .full:
      guard 2 * cost <= VerificationEffort.full else { return nil }
      let images = min(100, Int(VerificationEffort.full / 2 / cost))
      (replayed, fresh) = (images, images)
    }
  }

  /// What one image costs: T evaluations, twice as many with guidance, each in proportion to F².
  static func evaluationsPerImage(timesteps: Int, guidance: Double, features: Int) -> Double {
    let width = Double(features) / 32
    return Double(timesteps) * (guidance == 0 ? 1 : 2) * width * width
  }
}
