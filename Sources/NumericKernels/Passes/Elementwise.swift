#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// Elements that are worth a thread of their own.
private let elementGrain = 1 << 15

@_transparent
func mapVectors(
  _ a: UnsafePointer<Float>, _ count: Int, _ output: UnsafeMutablePointer<Float>,
  _ function: (Vector) -> Vector
) {
  parallelRanges(count, grain: elementGrain) { range in
    var i = range.lowerBound
    while i + vectorWidth <= range.upperBound {
      store(function(load(a + i)), to: output + i)
      i += vectorWidth
    }
    let rest = range.upperBound - i
    if rest > 0 {
      store(function(load(a + i, lanes: rest)), to: output + i, lanes: rest)
    }
  }
}

@_transparent
func mapVectors(
  _ a: UnsafePointer<Float>, _ b: UnsafePointer<Float>, _ count: Int,
  _ output: UnsafeMutablePointer<Float>, _ function: (Vector, Vector) -> Vector
) {
  parallelRanges(count, grain: elementGrain) { range in
    var i = range.lowerBound
    while i + vectorWidth <= range.upperBound {
      store(function(load(a + i), load(b + i)), to: output + i)
      i += vectorWidth
    }
    let rest = range.upperBound - i
    if rest > 0 {
      store(
        function(load(a + i, lanes: rest), load(b + i, lanes: rest)), to: output + i, lanes: rest)
    }
  }
}

/// The four operations of arithmetic.
public enum ArithmeticOperation: Sendable {
  case add, subtract, multiply, divide
}

/// output = a ∘ b for arrays of one size.
public func arithmetic(
  _ operation: ArithmeticOperation, _ a: UnsafePointer<Float>, _ b: UnsafePointer<Float>,
  count: Int, output: UnsafeMutablePointer<Float>
) {
  switch operation {
  case .add: mapVectors(a, b, count, output) { $0 + $1 }
  case .subtract: mapVectors(a, b, count, output) { $0 - $1 }
  case .multiply: mapVectors(a, b, count, output) { $0 * $1 }
  case .divide: mapVectors(a, b, count, output) { $0 / $1 }
  }
}

/// output = factor · a + offset.
public func scaleAndShift(
  _ a: UnsafePointer<Float>, factor: Float, offset: Float, count: Int,
  output: UnsafeMutablePointer<Float>
) {
  let factor16 = Vector(repeating: factor)
  let offset16 = Vector(repeating: offset)
  mapVectors(a, count, output) { $0 * factor16 + offset16 }
}

/// output = (a + b) · factor.
public func sumScaled(
  _ a: UnsafePointer<Float>, _ b: UnsafePointer<Float>, factor: Float, count: Int,
  output: UnsafeMutablePointer<Float>
) {
  let factor16 = Vector(repeating: factor)
  mapVectors(a, b, count, output) { ($0 + $1) * factor16 }
}

/// Functions of one element.
public enum UnaryFunction: Sendable {
  case squareRoot, logarithm, magnitude, sign
}

public func apply(
  _ function: UnaryFunction, _ a: UnsafePointer<Float>, count: Int,
  output: UnsafeMutablePointer<Float>
) {
  switch function {
  case .squareRoot: mapVectors(a, count, output) { $0.squareRoot() }
  case .magnitude: mapVectors(a, count, output) { $0.replacing(with: -$0, where: $0 .< 0) }
  case .sign:
    mapVectors(a, count, output) {
      Vector.zero.replacing(with: 1, where: $0 .> 0).replacing(with: -1, where: $0 .< 0)
    }
  case .logarithm:
    parallelRanges(count, grain: elementGrain) { range in
      for i in range { output[i] = logf(a[i]) }
    }
  }
}

/// output = a held within low…high.
public func clamp(
  _ a: UnsafePointer<Float>, low: Float, high: Float, count: Int,
  output: UnsafeMutablePointer<Float>
) {
  let low16 = Vector(repeating: low)
  let high16 = Vector(repeating: high)
  mapVectors(a, count, output) {
    $0.replacing(with: low16, where: $0 .< low16).replacing(with: high16, where: $0 .> high16)
  }
}

/// output = gradient where low ≤ a ≤ high, else 0.
public func clampGradient(
  _ a: UnsafePointer<Float>, low: Float, high: Float, gradient: UnsafePointer<Float>, count: Int,
  output: UnsafeMutablePointer<Float>
) {
  let low16 = Vector(repeating: low)
  let high16 = Vector(repeating: high)
  mapVectors(a, gradient, count, output) { value, gradient in
    gradient.replacing(with: 0, where: (value .< low16) .| (value .> high16))
  }
}

/// Σ a, in Float64 over pieces of fixed length: the same whatever the thread count.
public func sum(_ a: UnsafePointer<Float>, count: Int) -> Double {
  let piece = 1 << 12
  let pieces = (count + piece - 1) / piece
  guard pieces > 1 else { return sumPiece(a, count) }
  return withUnsafeTemporaryAllocation(of: Double.self, capacity: pieces) { sums in
    let base = sums.baseAddress!
    parallelRanges(pieces, grain: elementGrain / piece) { range in
      for i in range { base[i] = sumPiece(a + i * piece, min(piece, count - i * piece)) }
    }
    return sums.reduce(0, +)
  }
}

private func sumPiece(_ a: UnsafePointer<Float>, _ count: Int) -> Double {
  var vector = Vector.zero
  var rest: Float = 0
  forEachVector(count) {
    vector += load(a + $0)
  } rest: {
    rest += a[$0]
  }
  return Double(vector.total) + Double(rest)
}
