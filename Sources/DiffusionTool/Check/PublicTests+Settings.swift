import DiffusionCourse
import Foundation

// Problem 3 of assignment 2-1.
extension PublicTest {
  static func settings() -> [PublicTest] {
    [
      problem(
        "3", "possible",
        Bilingual("all four runs have usable settings", korean: "네 학습의 설정이 모두 가능함"),
        of: "settings"
      ) { a, _ in
        firstOfAllRuns { prediction, schedule in
          do {
            try a.settings(prediction: prediction, schedule: schedule).validate(schedule: schedule)
            return nil
          } catch {
            return "\(error)"
          }
        }
      },
      problem(
        "3", "endsInNoise", Bilingual("linear: x_T is noise", korean: "linear: x_T는 노이즈"),
        formula: "ᾱ_T ≈ exp(−T · (β_1 + β_T)/2) < 0.001", of: "settings"
      ) { a, _ in
        firstOfAllRuns { prediction, schedule in
          guard schedule == .linear else { return nil }
          let found = a.settings(prediction: prediction, schedule: schedule)
          let last = exp(-Double(found.timesteps) * (found.beta1 + found.beta2) / 2)
          return last < 0.001 ? nil : "ᾱ_T ≈ \(short(last)), expected < 0.001"
        }
      },
    ]
  }

  private static func firstOfAllRuns(
    _ problem: (PredictionType, NoiseSchedule) -> String?
  ) -> Bilingual? {
    for prediction in PredictionType.allCases {
      for schedule in NoiseSchedule.allCases {
        if let found = problem(prediction, schedule) {
          return Bilingual("\(prediction) \(schedule): \(found)")
        }
      }
    }
    return nil
  }
}
