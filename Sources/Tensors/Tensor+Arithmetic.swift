internal import NumericKernels

func sumOf(_ pointer: UnsafePointer<Float>, _ count: Int) -> Double {
  NumericKernels.sum(pointer, count: count)
}

extension Tensor {
  public static func + (left: Tensor, right: Tensor) -> Tensor {
    combine(.add, left, right).recorded(from: [left, right]) {
      [leftShape = left.shape, rightShape = right.shape] gradient in
      [gradient.summed(to: leftShape), gradient.summed(to: rightShape)]
    }
  }

  public static func - (left: Tensor, right: Tensor) -> Tensor {
    combine(.subtract, left, right).recorded(from: [left, right]) {
      [leftShape = left.shape, rightShape = right.shape] gradient in
      [gradient.summed(to: leftShape), (-gradient).summed(to: rightShape)]
    }
  }

  /// Element by element.
  public static func * (left: Tensor, right: Tensor) -> Tensor {
    let (a, b) = (left.detached(), right.detached())
    let (needsLeft, needsRight) = (left.tracksGradient, right.tracksGradient)
    return combine(.multiply, left, right).recorded(from: [left, right]) { gradient in
      [
        needsLeft ? (gradient * b).summed(to: a.shape) : nil,
        needsRight ? (gradient * a).summed(to: b.shape) : nil,
      ]
    }
  }

  /// Element by element.
  public static func / (left: Tensor, right: Tensor) -> Tensor {
    let (a, b) = (left.detached(), right.detached())
    let (needsLeft, needsRight) = (left.tracksGradient, right.tracksGradient)
    return combine(.divide, left, right).recorded(from: [left, right]) { gradient in
      [
        needsLeft ? (gradient / b).summed(to: a.shape) : nil,
        needsRight ? (-gradient * a / (b * b)).summed(to: b.shape) : nil,
      ]
    }
  }

  public static prefix func - (tensor: Tensor) -> Tensor { tensor.scaled(by: -1) }

  public static func + (left: Tensor, right: Double) -> Tensor { left.scaled(by: 1, plus: right) }
  public static func + (left: Double, right: Tensor) -> Tensor { right + left }
  public static func - (left: Tensor, right: Double) -> Tensor { left.scaled(by: 1, plus: -right) }
  public static func - (left: Double, right: Tensor) -> Tensor { right.scaled(by: -1, plus: left) }
  public static func * (left: Tensor, right: Double) -> Tensor { left.scaled(by: right) }
  public static func * (left: Double, right: Tensor) -> Tensor { right.scaled(by: left) }
  public static func / (left: Tensor, right: Double) -> Tensor { left.scaled(by: 1 / right) }
  public static func / (left: Double, right: Tensor) -> Tensor { Tensor(Float(left)) / right }

  // Literals mean Double; these are for Float variables.
  @_disfavoredOverload
  public static func + (left: Tensor, right: Float) -> Tensor { left + Double(right) }
  @_disfavoredOverload
  public static func + (left: Float, right: Tensor) -> Tensor { right + Double(left) }
  @_disfavoredOverload
  public static func - (left: Tensor, right: Float) -> Tensor { left - Double(right) }
  @_disfavoredOverload
  public static func - (left: Float, right: Tensor) -> Tensor { Double(left) - right }
  @_disfavoredOverload
  public static func * (left: Tensor, right: Float) -> Tensor { left * Double(right) }
  @_disfavoredOverload
  public static func * (left: Float, right: Tensor) -> Tensor { right * Double(left) }
  @_disfavoredOverload
  public static func / (left: Tensor, right: Float) -> Tensor { left / Double(right) }
  @_disfavoredOverload
  public static func / (left: Float, right: Tensor) -> Tensor { Double(left) / right }

  /// factor · self + offset.
  func scaled(by factor: Double, plus offset: Double = 0) -> Tensor {
    Tensor(shape: shape) {
      scaleAndShift(
        pointer, factor: Float(factor), offset: Float(offset), count: count, output: $0)
    }.recorded(from: [self]) { [$0.scaled(by: factor)] }
  }

  /// (self + other) · factor in one pass, for tensors of one shape.
  public func added(to other: Tensor, scaledBy factor: Double) -> Tensor {
    if shape != other.shape {
      fatalError("added: shapes \(shape) and \(other.shape) differ")
    }
    return Tensor(shape: shape) {
      sumScaled(pointer, other.pointer, factor: Float(factor), count: count, output: $0)
    }.recorded(from: [self, other]) { gradient in
      let part = gradient.scaled(by: factor)
      return [part, part]
    }
  }

  /// self · factor + offset in one pass, a factor and an offset for each channel of each image.
  ///
  /// - Parameters:
  ///   - factor, offset: [B, C, 1, 1] for images [B, C, H, W].
  public func channelsScaled(by factor: Tensor, plus offset: Tensor) -> Tensor {
    guard rank == 4, factor.shape == [shape[0], shape[1], 1, 1], offset.shape == factor.shape else {
      fatalError(
        "channelsScaled: factor \(factor.shape) and offset \(offset.shape) for images \(shape)")
    }
    let (input, scale) = (detached(), factor.detached())
    let (planes, plane) = (shape[0] * shape[1], shape[2] * shape[3])
    return Tensor(shape: shape) {
      scaleChannels(
        planes: planes, plane: plane, input: pointer, factor: factor.pointer,
        offset: offset.pointer, output: $0)
    }.recorded(from: [self, factor, offset]) { gradient in
      let factorGradient = TensorStorage(count: planes)
      let offsetGradient = TensorStorage(count: planes)
      let inputGradient = Tensor(shape: input.shape) {
        scaleChannelsGradient(
          planes: planes, plane: plane, input: input.pointer, factor: scale.pointer,
          outputGradient: gradient.pointer, inputGradient: $0,
          factorGradient: factorGradient.pointer, offsetGradient: offsetGradient.pointer)
      }
      return [
        inputGradient, Tensor(storage: factorGradient, shape: scale.shape),
        Tensor(storage: offsetGradient, shape: scale.shape),
      ]
    }
  }

  private static func combine(
    _ operation: ArithmeticOperation, _ left: Tensor, _ right: Tensor
  ) -> Tensor {
    let (a, b) = (left.pointer, right.pointer)
    if left.shape == right.shape {
      return Tensor(shape: left.shape) {
        arithmetic(operation, a, b, count: left.count, output: $0)
      }
    }
    let broadcast = Broadcast(left.shape, right.shape)
    return Tensor(shape: broadcast.shape) { target in
      switch operation {
      case .add: combineRuns(broadcast, a, b, target) { $0 + $1 }
      case .subtract: combineRuns(broadcast, a, b, target) { $0 - $1 }
      case .multiply: combineRuns(broadcast, a, b, target) { $0 * $1 }
      case .divide: combineRuns(broadcast, a, b, target) { $0 / $1 }
      }
    }
  }
}

@inline(__always)
private func combineRuns(
  _ broadcast: Broadcast, _ a: UnsafePointer<Float>, _ b: UnsafePointer<Float>,
  _ target: UnsafeMutablePointer<Float>, _ function: (Float, Float) -> Float
) {
  let run = broadcast.run
  switch (broadcast.leftMoves, broadcast.rightMoves) {
  case (true, true):
    broadcast.forEachRun { result, left, right in
      for i in 0..<run { target[result &+ i] = function(a[left &+ i], b[right &+ i]) }
    }
  case (true, false):
    broadcast.forEachRun { result, left, right in
      let value = b[right]
      for i in 0..<run { target[result &+ i] = function(a[left &+ i], value) }
    }
  case (false, true):
    broadcast.forEachRun { result, left, right in
      let value = a[left]
      for i in 0..<run { target[result &+ i] = function(value, b[right &+ i]) }
    }
  case (false, false):
    broadcast.forEachRun { result, left, right in target[result] = function(a[left], b[right]) }
  }
}
