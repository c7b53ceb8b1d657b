/// What the test process sends to a worker: a frame of JSON on descriptor 3.
///
/// A frame is the length of its JSON as 4 little-endian bytes, then the JSON.
public struct WorkerRequest: Codable, Equatable, Sendable {
  /// Counts the requests of a worker; the answer repeats it.
  public var number: Int
  public var call: AssignmentCall

  public init(number: Int, call: AssignmentCall) {
    self.number = number
    self.call = call
  }
}

/// What a worker sends back: a frame of JSON on descriptor 4; before it, while it draws images,
/// frames that are a `NetworkQuestion` each. The first frame, before any request,
/// has number 0 and the result `ready`: from then on a fault is the submission's.
public struct WorkerAnswer: Codable, Equatable, Sendable {
  public var number: Int
  public var result: CallResult
  /// The calls of the probe network, in their order.
  public var calls: [NetworkCall]
  /// The normal numbers drawn from the `RandomSource`, in their order, as one list.
  public var normals: TensorValue

  public init(number: Int, result: CallResult, calls: [NetworkCall], normals: TensorValue) {
    self.number = number
    self.result = result
    self.calls = calls
    self.normals = normals
  }
}

/// What a function of an assignment returned.
public enum CallResult: Codable, Equatable, Sendable {
  case ready(protocolVersion: Int)
  case table(DoubleTable)
  case tables(TableValues)
  case timesteps([Int])
  case images(TensorValue)
  case noisyImages(TensorValue, noise: TensorValue)
  /// `scaleGradient` and `shiftGradient` are those of the affine probe's parameters, nil where the
  /// loss has none. They are not asked for if the loss is not one number.
  case loss(TensorValue, scaleGradient: Float32Bits?, shiftGradient: Float32Bits?)
  case samples(images: TensorValue, labels: [Int], states: [TensorValue])
  /// Any tensor: predicted noise, scores.
  case tensor(TensorValue)
  /// Clean latents, and what the scheduler was asked on the way.
  case denoised(TensorValue, steps: [SchedulerStep])
  /// The gradients are by the three arguments, nil where the loss has none.
  case contrastiveLoss(
    TensorValue, imageGradient: TensorValue?, textGradient: TensorValue?,
    scaleGradient: Float32Bits?)
  /// The worker serves another assignment.
  case unsupported
  /// The submission's library cannot be loaded; the loader's words.
  case unloadable(String)
}

/// A Float32 that survives JSON as it is, not-a-number included.
public struct Float32Bits: Codable, Equatable, Sendable {
  private var bits: UInt32

  public var value: Float { Float(bitPattern: bits) }

  public init(_ value: Float) {
    bits = value.bitPattern
  }
}

/// Numbers that both ends of the pipe must agree on.
public enum WorkerProtocol {
  public static let version = 3
  /// Where a worker reads requests when it starts.
  public static let requestDescriptor: Int32 = 3
  /// Where a worker writes answers when it starts.
  public static let answerDescriptor: Int32 = 4
  /// No frame is larger.
  public static let maximumFrameBytes = 64 << 20
}
