import Foundation

/// Chooses the digits that a command works on.
///
/// In this order: the folder that the option `--data` names; the folder in `$MNIST_DIR`;
/// `Data/mnist` when any of MNIST's files is there; drawn digits, with a line that says so.
public enum DigitData {
  /// How many digits are drawn when there is no MNIST.
  public static let drawnTrainingCount = 20_000
  public static let drawnTestCount = 5_000
  /// The seeds of those; two, so that no test image is a training image.
  public static let drawnTrainingSeed: UInt64 = 1
  public static let drawnTestSeed: UInt64 = 2

  /// The digits to train on.
  ///
  /// - Parameters:
  ///   - option: What `--data` says, if given.
  ///   - environment: The environment; `MNIST_DIR` is looked at, an empty value is none.
  ///   - workingDirectory: Where `Data/mnist` is looked for.
  /// - Returns: The digits, and a line for the user when they are drawn.
  /// - Throws: As `MNIST.load`: a folder that is named but cannot be used is an error, never
  ///   a silent change to other data.
  public static func resolve(
    option: String?, environment: [String: String], workingDirectory: String = "."
  ) throws -> (train: DigitSet, note: String?) {
    let (digits, note) = try resolve(
      .train, option: option, environment: environment, workingDirectory: workingDirectory)
    return (digits, note)
  }

  /// The digits to test with, chosen like those to train on.
  public static func resolveTest(
    option: String?, environment: [String: String], workingDirectory: String = "."
  ) throws -> (test: DigitSet, note: String?) {
    let (digits, note) = try resolve(
      .test, option: option, environment: environment, workingDirectory: workingDirectory)
    return (digits, note)
  }

  private static func resolve(
    _ split: MNIST.Split, option: String?, environment: [String: String], workingDirectory: String
  ) throws -> (DigitSet, String?) {
    if let option { return (try MNIST.load(split, from: option), nil) }
    if let directory = environment["MNIST_DIR"], !directory.isEmpty {
      return (try MNIST.load(split, from: directory), nil)
    }
    let standard = workingDirectory == "." ? "Data/mnist" : "\(workingDirectory)/Data/mnist"
    if MNIST.isPresent(in: standard) { return (try MNIST.load(split, from: standard), nil) }
    let digits =
      switch split {
      case .train: DrawnDigits.generate(count: drawnTrainingCount, seed: drawnTrainingSeed)
      case .test: DrawnDigits.generate(count: drawnTestCount, seed: drawnTestSeed)
      }
    return (
      digits,
      "No MNIST here: using \(digits.source). For MNIST: swift run diffusion data fetch, or --data "
        + "FOLDER."
    )
  }
}
