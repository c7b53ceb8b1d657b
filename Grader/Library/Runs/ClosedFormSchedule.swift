import DiffusionCourse
import Foundation

/// The noise schedules by their formulas: what a student's are compared with.
enum ClosedFormSchedule {
  /// β_t for t = 0…T; β₀ = 0.
  ///
  ///     linear: β rises in equal steps from β₁ at t = 1 to β_T at t = T
  ///     cosine: β_t = min(1 − f(t)/f(t − 1), 0.999),  f(t) = cos²((t/T + s)/(1 + s) · π/2),  s = 0.008
  static func betas(_ schedule: NoiseSchedule, settings: RunSettings) -> [Double] {
    let last = Double(settings.timesteps)
    let steps = (1...max(1, settings.timesteps)).map(Double.init)
    switch schedule {
    case .linear:
      let slope = (settings.beta2 - settings.beta1) / max(1, last - 1)
      return [0] + steps.map { settings.beta1 + slope * ($0 - 1) }
    case .cosine:
      func f(_ t: Double) -> Double {
        let cosine = cos((t / last + 0.008) / 1.008 * Double.pi / 2)
        return cosine * cosine
      }
      return [0] + steps.map { min(1 - f($0) / f($0 - 1), 0.999) }
    }
  }

  /// ᾱ_t = (1 − β_1) · … · (1 − β_t) for t = 0…T; ᾱ₀ = 1.
  static func alphaBars(_ schedule: NoiseSchedule, settings: RunSettings) -> [Double] {
    var product = 1.0
    return betas(schedule, settings: settings).map { beta in
      product *= 1 - beta
      return product
    }
  }
}
