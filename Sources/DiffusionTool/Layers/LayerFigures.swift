import NumericKernels

/// What one pass through a layer costs at least.
struct LayerCost {
  /// By the definition; nil where they are not what counts.
  var operations: Double?
  /// Fewer than by the definition where Winograd's minimal filtering runs.
  var operationsMade: Double?
  var isFilteredMinimally = false
  /// Each tensor that goes in or out, once.
  var bytes: Double

  init(operations: Double? = nil, bytes: Double) {
    (self.operations, operationsMade, self.bytes) = (operations, operations, bytes)
  }

  init(_ shape: ConvolutionShape, bytes: Double) {
    (operations, operationsMade) = (shape.operations, shape.operationsMade)
    isFilteredMinimally = shape.isFilteredMinimally
    self.bytes = bytes
  }
}

/// How fast one pass through one kind of layer is.
struct LayerFigures: Codable, Equatable {
  /// What sets the least time that the pass can take on this machine.
  enum Limit: String, Codable {
    case arithmetic, memory
  }

  /// "conv 3×3 16→16 28×28".
  let layer: String
  /// "forward", "backward"; for convolutions "input" and "weight", their two gradients; "step".
  let pass: String
  /// How often it occurs in one training step.
  let occurrences: Int
  let milliseconds: Double
  let isFilteredMinimally: Bool
  let operations: Double?
  let operationsMade: Double?
  let bytes: Double
  /// By the definition's operations.
  let gigaflops: Double?
  /// The same over the multiply-adds that the machine can make: more than 1 is possible where fewer
  /// operations are made than the definition has.
  let shareOfPeak: Double?
  let gigabytesPerSecond: Double
  /// Bytes a second of a plain pass over as much memory.
  let peakGigabytesPerSecond: Double
  let limit: Limit
  /// The least time by that limit, over the time taken.
  let shareOfLimit: Double

  init(
    layer: String, pass: String, occurrences: Int, cost: LayerCost, seconds: Double,
    peakOperationsPerSecond: Double, peakBytesPerSecond: Double
  ) {
    // A clock may say zero for next to nothing.
    let seconds = max(seconds, 1e-9)
    (self.layer, self.pass, self.occurrences) = (layer, pass, occurrences)
    milliseconds = seconds * 1000
    isFilteredMinimally = cost.isFilteredMinimally
    (operations, operationsMade, bytes) = (cost.operations, cost.operationsMade, cost.bytes)
    gigaflops = cost.operations.map { $0 / seconds / 1e9 }
    shareOfPeak = cost.operations.map { $0 / seconds / peakOperationsPerSecond }
    gigabytesPerSecond = cost.bytes / seconds / 1e9
    peakGigabytesPerSecond = peakBytesPerSecond / 1e9
    let arithmetic = (cost.operationsMade ?? 0) / peakOperationsPerSecond
    let memory = cost.bytes / peakBytesPerSecond
    limit = arithmetic > memory ? .arithmetic : .memory
    shareOfLimit = max(arithmetic, memory) / seconds
  }
}
