/// What can go wrong with a run, apart from the files' own formats.
public enum RunError: Error, Equatable, Sendable {
  case invalidSetting(name: String, value: String, rule: String)
  case wrongTableLength(name: String, count: Int, timesteps: Int)
  case wrongTableEntry(name: String, timestep: Int, value: Double)
  case lossHasShape([Int])
  case lossIsNotFinite(value: Float, step: Int)
  case lossWithoutGradient
  case samplesHaveShape([Int], expected: [Int])
  case samplesAreNotFinite
  /// A function's result does not have the shape that is needed.
  case otherShape(of: String, [Int], expected: [Int])
  case statesHaveShape([Int], expected: [Int])
  case checkpointOfOtherSettings(path: String, differences: [String])
  case resultsOfOtherSettings(path: String, differences: [String])
  case noCheckpoint(path: String)
  case brokenCheckpoint(path: String, reason: String)
  case brokenRecord(path: String, reason: String)
  case brokenCurve(path: String, reason: String)
  case brokenSamples(path: String, shape: [Int])
  case incompleteResults(path: String, names: [String])
  case noResultsFolder(path: String)
  case missingResults(path: String, names: [String])
  case cannotWrite(path: String, reason: String)
}

extension RunError: CustomStringConvertible {
  public var description: String {
    switch self {
    case .invalidSetting(let name, let value, let rule):
      "\(name) \(value): \(rule)"
    case .wrongTableLength(let name, let count, let timesteps):
      "\(name) has \(count) entries; with T = \(timesteps) it needs T + 1 = \(timesteps + 1)"
    case .wrongTableEntry(let name, let timestep, let value):
      "\(name)[\(timestep)] is \(value), which cannot be; `check` tells more"
    case .lossHasShape(let shape):
      "`loss` returned a tensor of shape \(shape); one number, shape [], is needed"
    case .lossIsNotFinite(let value, let step):
      "the loss became \(value) in step \(step): try a lower --learning-rate, or look for a "
        + "division by zero in `loss`"
    case .lossWithoutGradient:
      "`loss` does not depend on the network's weights: no gradient reached them. Is "
        + "`network.predict` left out, detached or inside `withoutGradients`?"
    case .samplesHaveShape(let shape, let expected):
      "`sample` returned images of shape \(shape); \(expected) is needed"
    case .otherShape(let function, let shape, let expected):
      "`\(function)` returned shape \(shape); \(expected) is needed"
    case .samplesAreNotFinite:
      "`sample` returned images with infinite or undefined values: look for a division by zero"
    case .statesHaveShape(let shape, let expected):
      "`sample` returned a state of shape \(shape); \(expected) is needed"
    case .checkpointOfOtherSettings(let path, let differences):
      "\(path) is the checkpoint of another run (\(differences.joined(separator: "; "))): use the "
        + "same settings to resume, --fresh to begin anew, or another --output"
    case .resultsOfOtherSettings(let path, let differences):
      "\(path) holds a finished run of other settings (\(differences.joined(separator: "; "))): "
        + "--fresh replaces it, another --output keeps it"
    case .noCheckpoint(let path):
      "\(path) has no checkpoint to resume: without --resume, training begins anew"
    case .brokenCheckpoint(let path, let reason):
      "\(path): not a usable checkpoint, \(reason): --fresh begins anew"
    case .brokenRecord(let path, let reason):
      "\(path): not the record of a run, \(reason); train that run anew with --fresh"
    case .brokenCurve(let path, let reason):
      "\(path): not the learning curve of a run, \(reason); train that run anew with --fresh"
    case .brokenSamples(let path, let shape):
      "\(path): an array of shape \(shape) where the samples of a run have [100, 1, 28, 28]; train "
        + "that run anew with --fresh"
    case .incompleteResults(let path, let names):
      "\(path) holds a finished run that has lost \(names.joined(separator: ", ")): put it back, "
        + "train anew with --fresh, or choose another --output"
    case .noResultsFolder(let path):
      "\(path): no such folder; name the results folder of a finished run: `train` makes them"
    case .missingResults(let path, let names):
      "\(path): not the results of a finished run, without \(names.joined(separator: ", ")): "
        + "`train` makes them"
    case .cannotWrite(let path, let reason):
      "\(path): cannot be written: \(reason)"
    }
  }
}
