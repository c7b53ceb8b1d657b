import Tensors

/// Changes parameters along their gradients.
public protocol Optimizer: AnyObject {
  var parameters: [Parameter] { get }
  /// The step size; may be changed between steps.
  var learningRate: Float { get set }
  /// Changes every parameter that has a gradient.
  func step()
  /// What the optimizer remembers from step to step.
  var state: OptimizerState { get }
  /// Continues from a state, exactly.
  ///
  /// - Throws: `OptimizerStateError` if it belongs to other parameters or another optimizer.
  func restore(_ state: OptimizerState) throws(OptimizerStateError)
}

extension Optimizer {
  /// Forgets the gradients; call it after each step, as `backward()` adds to them.
  public func clearGradients() {
    for parameter in parameters { parameter.clearGradient() }
  }
}

/// What an optimizer remembers: enough to go on as if never interrupted.
public struct OptimizerState: Codable, Equatable, Sendable {
  /// One running quantity.
  public struct Slot: Codable, Equatable, Sendable {
    /// "first_moment", "second_moment" or "momentum".
    public var name: String
    /// The numbers of each parameter, in the order of the parameters.
    public var values: [[Float]]

    public init(name: String, values: [[Float]]) {
      self.name = name
      self.values = values
    }
  }

  /// Steps made.
  public var step: Int
  public var slots: [Slot]

  public init(step: Int, slots: [Slot]) {
    self.step = step
    self.slots = slots
  }
}

/// Why an optimizer cannot go on from a state.
public enum OptimizerStateError: Error, Equatable, Sendable {
  case negativeStep(Int)
  case slots(expected: [String], actual: [String])
  case parameterCount(slot: String, expected: Int, actual: Int)
  case size(slot: String, parameter: Int, expected: Int, actual: Int)
}

extension OptimizerStateError: CustomStringConvertible {
  public var description: String {
    switch self {
    case .negativeStep(let step):
      return "the optimizer's state counts \(step) steps"
    case .slots(let expected, let actual):
      let (wanted, found) = (expected.joined(separator: ", "), actual.joined(separator: ", "))
      return "the optimizer's state holds [\(found)] where [\(wanted)] is expected"
    case .parameterCount(let slot, let expected, let actual):
      return "the optimizer's \(slot) is for \(actual) parameters, the network has \(expected)"
    case .size(let slot, let parameter, let expected, let actual):
      return "the optimizer's \(slot) of parameter \(parameter) has \(actual) numbers, "
        + "\(expected) are expected"
    }
  }
}

extension OptimizerState {
  /// The values of the slots, in the order of `names`, after checking that they fit.
  func values(
    of names: [String], for parameters: [Parameter]
  ) throws(OptimizerStateError) -> [[[Float]]] {
    if step < 0 { throw .negativeStep(step) }
    if slots.map(\.name) != names { throw .slots(expected: names, actual: slots.map(\.name)) }
    for slot in slots {
      if slot.values.count != parameters.count {
        throw .parameterCount(
          slot: slot.name, expected: parameters.count, actual: slot.values.count)
      }
      for (index, parameter) in parameters.enumerated()
      where slot.values[index].count != parameter.value.count {
        throw .size(
          slot: slot.name, parameter: index, expected: parameter.value.count,
          actual: slot.values[index].count)
      }
    }
    return slots.map(\.values)
  }
}
