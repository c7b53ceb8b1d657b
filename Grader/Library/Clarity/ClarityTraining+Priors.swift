import Foundation
import NeuralNetworks

/// From the classes' shares of a batch to those among pictures to be graded.
extension ClarityTraining {
  /// How common pictures that are no clear digit are in grading, as a multiple of their share of a batch, which
  /// is large so that each kind is learnt.
  static let unclearPrior: Float = 2 / 3

  /// The weights of a network whose probability of each class is in proportion to its prior and to what it was
  /// before (Saerens et al. 2002, equation 4).
  ///
  /// - Parameter prior: Of each class that is no digit, in relation to what it was; its inverse takes it back.
  static func adjusted(
    _ state: StateDictionary, by prior: Float = unclearPrior
  ) -> StateDictionary {
    var state = state
    guard let bias = state.tensors.firstIndex(where: { $0.name == "head.bias" }) else {
      fatalError("weights of a clarity network are expected")
    }
    for label in 0..<ClarityNetwork.classes where !ClarityNetwork.isDigit(label) {
      state.tensors[bias].values[label] += log(prior)
    }
    return state
  }
}
