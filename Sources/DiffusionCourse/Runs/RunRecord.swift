import Foundation

/// `run.json`: how a run's results came about.
public struct RunRecord: Codable, Equatable, Sendable {
  /// The project's version.
  public var version: String
  public var run: RunConfiguration
  /// The seed of the 100 samples.
  public var sampleSeed: UInt64
  /// Trainable numbers in the network.
  public var parameters: Int
  /// Training steps made.
  public var steps: Int
  /// The mean loss of the last steps.
  public var loss: Double
  /// The time spent on training.
  public var seconds: Double

  public init(
    version: String = projectVersion, run: RunConfiguration, sampleSeed: UInt64, parameters: Int,
    steps: Int, loss: Double, seconds: Double
  ) {
    self.version = version
    self.run = run
    self.sampleSeed = sampleSeed
    self.parameters = parameters
    self.steps = steps
    self.loss = loss
    self.seconds = seconds
  }

  /// The text of `run.json`.
  func encoded() throws -> Data {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    return try encoder.encode(self) + Data("\n".utf8)
  }

  /// Reads `run.json`; a file of another kind or with settings that cannot be is refused.
  static func decode(_ data: Data, path: String) throws(RunError) -> RunRecord {
    let record: RunRecord
    do {
      // Foundation looks one byte past a text that is nested too deep just at its end, and traps.
      record = try JSONDecoder().decode(RunRecord.self, from: data + Data(" ".utf8))
    } catch {
      throw .brokenRecord(path: path, reason: describe(error))
    }
    do {
      try record.run.settings.validate(schedule: record.run.schedule)
    } catch {
      throw .brokenRecord(path: path, reason: error.description)
    }
    return record
  }
}

/// Why a JSON text could not be decoded, in a few words.
func describe(_ error: any Error) -> String {
  func field(_ context: DecodingError.Context) -> String {
    context.codingPath.map(\.stringValue).joined(separator: ".")
  }
  return switch error {
  case DecodingError.keyNotFound(let key, let context):
    "it lacks \((context.codingPath + [key]).map(\.stringValue).joined(separator: "."))"
  case DecodingError.typeMismatch(_, let context), DecodingError.valueNotFound(_, let context):
    "\(field(context)) has the wrong type"
  case DecodingError.dataCorrupted(let context) where !context.codingPath.isEmpty:
    "\(field(context)) has a value that cannot be"
  default:
    "it is not JSON"
  }
}
