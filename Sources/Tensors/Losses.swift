#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// The mean of (prediction − target)², shape [].
public func meanSquaredError(_ prediction: Tensor, _ target: Tensor) -> Tensor {
  checkSameShape("meanSquaredError", prediction, target)
  return (prediction - target).squared().mean()
}

/// The mean of |prediction − target|, shape [].
public func meanAbsoluteError(_ prediction: Tensor, _ target: Tensor) -> Tensor {
  checkSameShape("meanAbsoluteError", prediction, target)
  return (prediction - target).magnitude().mean()
}

/// The mean of ½ e² where |e| ≤ 1, and of |e| − ½ beyond, with e = prediction − target; shape []
/// (Huber 1964, with δ = 1; also known as smooth L1).
public func huberLoss(_ prediction: Tensor, _ target: Tensor) -> Tensor {
  checkSameShape("huberLoss", prediction, target)
  // With c = e held to −1…1, both cases are c · (e − c / 2).
  let error = prediction - target
  let held = error.clamped(to: -1...1)
  return (held * (error - held * 0.5)).mean()
}

/// The mean of −log softmax(logits)[label], shape [].
///
/// - Parameters:
///   - logits: [B, classes].
///   - labels: One class per row, 0..<classes.
public func softmaxCrossEntropy(_ logits: Tensor, labels: [Int]) -> Tensor {
  guard logits.rank == 2, logits.shape[0] == labels.count else {
    fatalError("softmaxCrossEntropy: logits \(logits.shape) for \(labels.count) labels")
  }
  return softmaxCrossEntropy(logits, targets: oneHot(labels, classes: logits.shape[1]))
}

/// The mean over the rows of −Σ target · log softmax(logits), shape []: for targets that leave room for doubt.
///
/// - Parameters:
///   - logits: [B, classes].
///   - targets: Probabilities, [B, classes], each row of sum 1: constants.
public func softmaxCrossEntropy(_ logits: Tensor, targets: Tensor) -> Tensor {
  checkSameShape("softmaxCrossEntropy", logits, targets)
  guard logits.rank == 2 else { fatalError("softmaxCrossEntropy: logits \(logits.shape)") }
  let (rows, classes) = (logits.shape[0], logits.shape[1])
  var loss = 0.0
  let probabilities = Tensor(shape: logits.shape) { probabilities in
    for row in 0..<rows {
      let source = logits.pointer + row * classes
      let target = targets.pointer + row * classes
      let largest = (0..<classes).map { source[$0] }.max() ?? 0
      var total = 0.0
      for i in 0..<classes { total += exp(Double(source[i] - largest)) }
      let logTotal = log(total)
      for i in 0..<classes {
        probabilities[row * classes + i] = Float(exp(Double(source[i] - largest)) / total)
        // What cannot be costs nothing, even where its logit is −∞.
        if target[i] != 0 {
          loss += Double(target[i]) * (logTotal - Double(source[i] - largest))
        }
      }
    }
  }
  let count = Double(max(rows, 1))
  return Tensor(Float(loss / count)).recorded(from: [logits]) { gradient in
    [(probabilities - targets) * (Double(gradient.scalar) / count)]
  }
}

/// A row for each label, 1 at the label and 0 elsewhere: [B, classes].
public func oneHot(_ labels: [Int], classes: Int) -> Tensor {
  checkLabels(labels, classes)
  return Tensor(shape: [labels.count, classes]) {
    $0.update(repeating: 0, count: labels.count * classes)
    for (row, label) in labels.enumerated() { $0[row * classes + label] = 1 }
  }
}

extension [Double] {
  /// The table's entry at each timestep, shaped to multiply images: [B, 1, 1, 1].
  public func gathered(at timesteps: [Int]) -> Tensor {
    for timestep in timesteps where !indices.contains(timestep) {
      fatalError("gathered: timestep \(timestep) is not in a table of 0…\(count - 1)")
    }
    return Tensor(timesteps.map { Float(self[$0]) }, shape: [timesteps.count, 1, 1, 1])
  }
}

private func checkLabels(_ labels: [Int], _ classes: Int) {
  for label in labels where label < 0 || label >= classes {
    fatalError("label \(label) is not one of \(classes) classes (0…\(classes - 1))")
  }
}

private func checkSameShape(_ name: String, _ a: Tensor, _ b: Tensor) {
  // Broadcasting here would hide mistakes: [B, 1] against [B] gives a B × B error.
  if a.shape != b.shape { fatalError("\(name): shapes \(a.shape) and \(b.shape) differ") }
}
