/// How β grows with the timestep.
public enum NoiseSchedule: String, CaseIterable, Codable, Sendable {
  /// β rises linearly from β₁ at t = 1 to β_T at t = T (DDPM, section 4).
  case linear
  /// ᾱ follows a squared cosine (Improved DDPM, equation 17).
  case cosine
}

/// What the network is trained to predict.
public enum PredictionType: String, CaseIterable, Codable, Sendable {
  /// The noise ε that went into x_t.
  case epsilon
  /// The clean image x₀ (the "sample").
  case sample
}

/// How a prediction's error becomes one number.
public enum LossKind: String, CaseIterable, Codable, Sendable {
  /// Mean of |error|.
  case l1
  /// Mean of error².
  case l2
  /// Mean of ½ error² where |error| ≤ 1, and of |error| − ½ beyond.
  case huber
}

/// Which reverse process draws images.
public enum ReverseProcess: Hashable, Codable, Sendable {
  /// DDPM, algorithm 2: fresh noise in every step but the last.
  case ddpm
  /// DDIM, equation 12. `eta` = 0 is deterministic, `eta` = 1 has DDPM's variance.
  case ddim(eta: Double)
}
