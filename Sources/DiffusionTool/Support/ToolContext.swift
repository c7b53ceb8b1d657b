import DiffusionCourse
import Foundation

/// What every command works with: whose code it runs and where its words go.
public struct ToolContext {
  /// "diffusion", or "reference" for the solutions.
  public var program: String
  public var handsOn: any HandsOnAssignment.Type
  public var imageGeneration: any ImageGenerationAssignment.Type
  public var textToImage: any TextToImageAssignment.Type
  public var environment: [String: String]
  public var console: Console

  public init(
    program: String, handsOn: any HandsOnAssignment.Type,
    imageGeneration: any ImageGenerationAssignment.Type,
    textToImage: any TextToImageAssignment.Type,
    environment: [String: String] = ProcessInfo.processInfo.environment,
    console: Console = .standard
  ) {
    self.program = program
    self.handsOn = handsOn
    self.imageGeneration = imageGeneration
    self.textToImage = textToImage
    self.environment = environment
    self.console = console
  }
}

/// How the tool ends.
enum ExitCode {
  static let success: Int32 = 0
  /// The assignment is not finished: tests fail, a function is not written yet.
  static let notDone: Int32 = 1
  /// Wrong options, unreadable files.
  static let usage: Int32 = 2
  /// Stopped by Ctrl-C, as shells count it.
  static let interrupted: Int32 = 130
}
