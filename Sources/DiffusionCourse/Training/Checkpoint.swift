import Foundation
import NeuralNetworks
import Tensors

/// A run on disk, to go on from after any interruption.
///
/// One safetensors file: the weights, their averages and the optimizer's tensors under prefixes,
/// all else as JSON in its metadata. It is replaced by renaming, so that at any moment there is a
/// whole one.
struct Checkpoint {
  /// What the metadata hold.
  private struct Header: Codable {
    var state: TrainingState
    var configuration: RunConfiguration
    var optimizerStep: Int
    var averageUpdates: Int
    var slots: [String]
  }

  private enum Prefix {
    static let model = "model."
    static let average = "average."
    static let optimizer = "optimizer."
  }

  private static let headerKey = "run"

  var state: TrainingState
  private var header: Header
  private var tensors: StateDictionary
  private var path: String

  static func path(in folder: ResultsFolder) -> String { folder.path + "/checkpoint.safetensors" }

  /// Collects what there is to keep.
  init(
    state: TrainingState, configuration: RunConfiguration, network: ContextUnet,
    average: WeightAverage?, optimizer: Adam, folder: ResultsFolder
  ) {
    self.state = state
    path = Self.path(in: folder)
    let moments = optimizer.state
    header = Header(
      state: state, configuration: configuration, optimizerStep: moments.step,
      averageUpdates: average?.updates ?? 0, slots: moments.slots.map(\.name))
    tensors = network.stateDictionary.prefixed(by: Prefix.model)
    if let average {
      tensors.tensors += average.stateDictionary.prefixed(by: Prefix.average).tensors
    }
    for slot in moments.slots {
      for (index, values) in slot.values.enumerated() {
        tensors.tensors.append(
          (Self.name(slot.name, index), shape: [values.count], values: values))
      }
    }
  }

  private static func name(_ slot: String, _ index: Int) -> String {
    "\(Prefix.optimizer)\(slot).\(index)"
  }

  func write() throws {
    let text = String(decoding: try JSONEncoder().encode(header), as: UTF8.self)
    let new = path + ".new"
    try SafeTensors.write(
      tensors, to: new, precision: .float32, metadata: [Self.headerKey: text])
    guard rename(new, path) == 0 else {
      throw RunError.cannotWrite(path: path, reason: String(cString: strerror(errno)))
    }
  }

  /// Reads a folder's checkpoint, or nil if it has none.
  ///
  /// - Throws: `RunError` if it is broken or belongs to another configuration.
  static func read(
    from folder: ResultsFolder, expecting configuration: RunConfiguration
  ) throws -> Checkpoint? {
    let path = path(in: folder)
    guard FileManager.default.fileExists(atPath: path) else { return nil }
    let checkpoint = try Checkpoint(path: path)
    let found = checkpoint.header.configuration
    guard found == configuration else {
      throw RunError.checkpointOfOtherSettings(
        path: path, differences: found.differences(from: configuration))
    }
    guard checkpoint.hasPossiblePosition else {
      throw RunError.brokenCheckpoint(path: path, reason: "its position in the run cannot be")
    }
    return checkpoint
  }

  /// Whether the counts and states fit the configuration, which is known to be sound by then.
  private var hasPossiblePosition: Bool {
    let run = header.configuration
    let steps = 0...run.steps
    return (0...run.settings.epochs).contains(state.epoch)
      && (0...run.stepsPerEpoch).contains(state.stepInEpoch)
      && steps.contains(header.averageUpdates) && steps.contains(header.optimizerStep)
      && state.random.map(RandomSource.isValid) == true
      && state.epochStart.map(RandomSource.isValid) == true
      && state.seconds >= 0 && state.history.isPossible
  }

  private init(path: String) throws {
    func broken(_ reason: String) -> RunError { .brokenCheckpoint(path: path, reason: reason) }
    let file: StateDictionary
    do {
      file = try SafeTensors.read(path)
    } catch {
      throw broken("\(error)")
    }
    guard let text = file.metadata[Self.headerKey] else {
      throw broken("its metadata do not describe a run")
    }
    do {
      header = try JSONDecoder().decode(Header.self, from: Data(text.utf8))
    } catch {
      throw broken(describe(error))
    }
    state = header.state
    tensors = file
    self.path = path
  }

  /// Puts a run back to where the checkpoint was made.
  func restore(
    network: ContextUnet, average: WeightAverage?, optimizer: Adam, random: RandomSource
  ) throws {
    do {
      try network.load(tensors.withPrefix(Prefix.model))
      try average?.restore(
        tensors.withPrefix(Prefix.average), updates: header.averageUpdates)
      let values = Dictionary(
        tensors.tensors.lazy.map { ($0.name, $0.values) }, uniquingKeysWith: { first, _ in first })
      let slots = header.slots.map { slot in
        OptimizerState.Slot(
          name: slot,
          values: optimizer.parameters.indices.map { values[Self.name(slot, $0)] ?? [] })
      }
      try optimizer.restore(OptimizerState(step: header.optimizerStep, slots: slots))
    } catch {
      throw RunError.brokenCheckpoint(path: path, reason: "\(error)")
    }
    if let position = state.random { random.state = position }
  }
}

extension ResultsFolder {
  /// Whether a run was interrupted here.
  public var hasCheckpoint: Bool {
    FileManager.default.fileExists(atPath: Checkpoint.path(in: self))
  }

  /// Forgets an interrupted run.
  public func removeCheckpoint() throws(RunError) {
    let path = Checkpoint.path(in: self)
    for file in [path, path + ".new"] where FileManager.default.fileExists(atPath: file) {
      do {
        try FileManager.default.removeItem(atPath: file)
      } catch {
        throw .cannotWrite(path: file, reason: systemReason(of: error))
      }
    }
  }
}
