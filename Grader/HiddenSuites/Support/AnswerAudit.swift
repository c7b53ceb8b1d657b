import SubmissionProtocol

/// A worker's records of the network's calls and of the draws come from the process that the
/// submission runs in, so they may be forged. What the suites build on is checked here: the network
/// is known, and draws are normal.
extension WorkerAnswer {
  /// The first call whose output is not what the network answers to its input.
  func forgedCall(of network: ProbeDescription) -> NetworkCall? {
    calls.first { call in
      guard call.output.shape == call.input.shape,
        call.output.values.count == call.input.values.count
      else { return true }
      return !zip(call.output.values, network.answer(to: call)).allSatisfy { value, expected in
        // Float32, sums of a few terms in another order.
        abs(Double(value) - expected.value) <= 1e-5 * expected.size
          || !expected.value.isFinite && !value.isFinite
          || expected.size > Double(Float.greatestFiniteMagnitude)
      }
    }
  }

  /// Without draws that nobody drew: noise is judged by statistics where no draws are known.
  var withBelievableDraws: WorkerAnswer {
    let drawn = normals.values.map(Double.init)
    let isBelievable =
      drawn.allSatisfy { abs($0) < 10 }
      // 8 normal numbers are all this small once in 10⁹ times.
      && (drawn.count < 8 || rootMeanSquare(drawn) > 0.05)
      && (drawn.count < 8
        || Bound.variance(count: drawn.count).contains(variance(drawn))
          && abs(mean(drawn)) * Double(drawn.count).squareRoot() < Bound.deviations
          && kolmogorovDistance(drawn) < Bound.kolmogorov)
    if isBelievable { return self }
    var answer = self
    answer.normals = TensorValue(shape: [0], values: [])
    return answer
  }
}

extension AssignmentCall {
  /// The network that the function is given.
  var network: ProbeDescription? {
    switch self {
    case .trainingLoss(let network, _, _, _, _), .loss(let network, _, _, _, _, _),
      .sampleImages(let network, _, _, _, _, _), .sample(let network, _, _, _, _, _),
      .denoise(let network, _, _, _, _, _, _):
      network
    default: nil
    }
  }
}

extension ProbeDescription {
  /// A number, and the size of what was added up for it.
  fileprivate struct Sum {
    var value: Double
    var size: Double
  }

  /// What the network answers to a call, for its values in their order.
  fileprivate func answer(to call: NetworkCall) -> [Sum] {
    let batch = call.input.shape.first ?? 1
    let pixels = call.input.values.count / max(batch, 1)
    return call.input.values.indices.map { index in
      let image = pixels > 0 ? index / pixels : 0
      let input = Double(call.input.values[index])
      let timestep = call.timesteps.indices.contains(image) ? call.timesteps[image] : nil
      switch self {
      case .affine(let scale, let time, let label, let shift, let last):
        var terms = [Double(scale) * input, Double(shift)]
        // A number without axes is an image of its own to nobody.
        if !call.input.shape.isEmpty {
          if let timestep {
            terms.append(Double(time) * Double(Float(timestep) / Float(max(last, 1))))
          }
          if let labels = call.labels, labels.indices.contains(image) {
            terms.append(Double(label) * Double((Float(labels[image]) + 1) / 10))
          }
        }
        return Sum(value: terms.reduce(0, +), size: 1 + terms.reduce(0) { $0 + abs($1) })
      case .reader(let scale, let time, let text, let last):
        var terms = [Double(scale) * input]
        if let timestep {
          terms.append(Double(time) * Double(Float(timestep) / Float(max(last, 1))))
        }
        if let meaning = call.text?.meaning(of: image) { terms.append(Double(text) * meaning) }
        return Sum(value: terms.reduce(0, +), size: 1 + terms.reduce(0) { $0 + abs($1) })
      case .oracle(let known, let alphaBars, let prediction):
        var clean = image
        if let labels = call.labels {
          clean = labels.indices.contains(image) ? labels[image] : -1
        }
        guard call.input.shape.dropFirst() == known.shape.dropFirst(),
          (0..<known.shape[0]).contains(clean), let timestep, timestep > 0,
          alphaBars.values.indices.contains(timestep)
        else { return Sum(value: 0, size: 1) }
        let value = Double(known.values[clean * pixels + index % pixels])
        if prediction == .sample { return Sum(value: value, size: 1 + abs(value)) }
        let (signal, noise) = (
          alphaBars.values[timestep].squareRoot(), (1 - alphaBars.values[timestep]).squareRoot()
        )
        return Sum(
          value: (input - signal * value) / noise,
          size: 1 + (abs(input) + abs(signal * value)) / noise)
      }
    }
  }
}

extension TensorValue {
  /// The one number that the network which reads makes of a text: Σ_k (1 + k mod 3) text_k / count.
  func meaning(of index: Int) -> Double? {
    guard (0..<batch).contains(index), values.count == batch * pixels else { return nil }
    let sum = image(index).enumerated().reduce(0) { $0 + Double(1 + $1.offset % 3) * $1.element }
    return sum / Double(max(pixels, 1))
  }
}
