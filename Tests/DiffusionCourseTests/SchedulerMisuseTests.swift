import DiffusionCourse
import Foundation
import Tensors
import XCTest

/// Programming errors end the program with a line that says what was wrong.
final class SchedulerMisuseTests: XCTestCase {
  private static let variable = "SCHEDULER_MISUSE"

  /// Each misuse, and the line that it ends with.
  private let misuses: [(line: String, misuse: () -> Void)] = [
    (
      "scheduler: 0 steps of 4 timesteps; expected 1…4",
      { _ = DDPMScheduler(alphaBars: tables, steps: 0) }
    ),
    (
      "scheduler: 5 steps of 4 timesteps; expected 1…4",
      { _ = MultistepScheduler(alphaBars: tables, steps: 5) }
    ),
    (
      "scheduler: alphaBars must be T + 1 numbers from 1 strictly down, all above 0",
      { _ = DDIMScheduler(alphaBars: [1, 0.5, 0], steps: 1) }
    ),
    (
      "DDIMScheduler: eta 2.0 is not in 0…1",
      { _ = DDIMScheduler(alphaBars: tables, steps: 1, eta: 2) }
    ),
    (
      "scheduler: step at 2, but timestep 4 is the next (number 1 of 2)",
      { take([2], DDIMScheduler(alphaBars: tables, steps: 2)) }
    ),
    (
      "scheduler: step at 4, but timestep 2 is the next (number 2 of 2)",
      { take([4, 4], MultistepScheduler(alphaBars: tables, steps: 2)) }
    ),
    (
      "scheduler: step at 2 after all 2 have been taken",
      { take([4, 2, 2], DDPMScheduler(alphaBars: tables, steps: 2)) }
    ),
  ]

  /// Runs itself in a process for each misuse.
  func testMisuseEndsWithItsReason() throws {
    if let text = ProcessInfo.processInfo.environment[Self.variable], let index = Int(text) {
      return misuses[index].misuse()
    }
    #if !os(Linux)
      throw XCTSkip("Tests are programs of their own on Linux only.")
    #else
      for (index, (line, _)) in misuses.enumerated() {
        let process = Process()
        process.executableURL = URL(
          fileURLWithPath: try FileManager.default.destinationOfSymbolicLink(
            atPath: "/proc/self/exe"))
        process.arguments = [
          "DiffusionCourseTests.SchedulerMisuseTests/testMisuseEndsWithItsReason"
        ]
        process.environment = ProcessInfo.processInfo.environment.merging([
          Self.variable: "\(index)", "SWIFT_BACKTRACE": "enable=no",
        ]) { $1 }
        let errors = Pipe()
        process.standardOutput = FileHandle.nullDevice
        process.standardError = errors
        try process.run()
        let text = String(
          decoding: errors.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        process.waitUntilExit()
        XCTAssertEqual(process.terminationReason, .uncaughtSignal, line)
        XCTAssertTrue(text.contains("Fatal error: \(line)\n"), "\(line)\n\(text)")
      }
    #endif
  }
}

private let tables = [1, 0.9, 0.7, 0.4, 0.1]

private func take(_ timesteps: [Int], _ scheduler: any NoiseScheduler) {
  let latents = Tensor.ones([1, 1, 2, 2])
  for timestep in timesteps {
    _ = scheduler.step(
      from: latents, predictedNoise: latents, at: timestep, using: RandomSource(seed: 1))
  }
}
