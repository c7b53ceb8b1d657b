// Activations, 16 lanes at a time.
//
// Accuracy: `exp16` is within 2 units in the last place (range reduction to ±½ ln 2, a polynomial of
// degree 6). The error function is Abramowitz and Stegun's 7.1.26, absolute error below 1.5e-7: as
// small as Float32's own rounding of GELU near 1. A call of the C library costs ten times as much.

/// An elementwise function with a derivative.
public enum Activation: Sendable {
  case identity
  case relu
  /// x · Φ(x), Φ the normal distribution function (the exact form, by erf).
  case gelu
  /// x · sigmoid(x).
  case silu
  case sigmoid
  case hyperbolicTangent
  case exponential
}

/// e^x for 16 lanes; below −87 nearly 0, above 88 held at e^88.
@_transparent
func exp16(_ x: Vector) -> Vector {
  // The library's `clamped` works lane by lane; two selections do not.
  let clamped = x.replacing(with: -87, where: x .< -87).replacing(with: 88, where: x .> 88)
  // Adding 1.5 · 2²³ rounds to an integer and leaves it in the low bits.
  let magic = Vector(repeating: 12_582_912)
  let shifted = magic.addingProduct(clamped, Vector(repeating: 1.442_695_04))
  let n = shifted - magic
  var r = clamped.addingProduct(n, Vector(repeating: -0.693_359_375))
  r = r.addingProduct(n, Vector(repeating: 2.121_944_4e-4))
  var p = Vector(repeating: 1.0 / 720)
  p = Vector(repeating: 1.0 / 120).addingProduct(p, r)
  p = Vector(repeating: 1.0 / 24).addingProduct(p, r)
  p = Vector(repeating: 1.0 / 6).addingProduct(p, r)
  p = Vector(repeating: 0.5).addingProduct(p, r)
  p = Vector(repeating: 1).addingProduct(p, r)
  p = Vector(repeating: 1).addingProduct(p, r)
  let exponent = unsafeBitCast(shifted, to: SIMD16<Int32>.self) &<< 23
  return unsafeBitCast(unsafeBitCast(p, to: SIMD16<Int32>.self) &+ exponent, to: Vector.self)
}

/// Φ(x) and φ(x), the standard normal's distribution function and density.
@_transparent
func normal16(_ x: Vector) -> (distribution: Vector, density: Vector) {
  let one = Vector(repeating: 1)
  let magnitude = x.replacing(with: -x, where: x .< 0) * 0.707_106_78
  let gauss = exp16(-(magnitude * magnitude))
  let t = one / one.addingProduct(magnitude, Vector(repeating: 0.327_591_1))
  var p = Vector(repeating: 1.061_405_429)
  p = Vector(repeating: -1.453_152_027).addingProduct(p, t)
  p = Vector(repeating: 1.421_413_741).addingProduct(p, t)
  p = Vector(repeating: -0.284_496_736).addingProduct(p, t)
  p = Vector(repeating: 0.254_829_592).addingProduct(p, t)
  // ½ (1 − erf(|x|/√2)): the tail beyond |x|.
  let tail = p * t * gauss * 0.5
  let distribution = (one - tail).replacing(with: tail, where: x .< 0)
  return (distribution, gauss * 0.398_942_28)
}

@_transparent
func sigmoid16(_ x: Vector) -> Vector {
  Vector(repeating: 1) / (Vector(repeating: 1) + exp16(-x))
}

extension Activation {
  /// f(x).
  @_transparent
  func value(_ x: Vector) -> Vector {
    switch self {
    case .identity: return x
    case .relu: return Relu.value(x)
    case .gelu: return Gelu.value(x)
    case .silu: return x * sigmoid16(x)
    case .sigmoid: return sigmoid16(x)
    case .hyperbolicTangent: return sigmoid16(x + x) * 2 - 1
    case .exponential: return exp16(x)
    }
  }

  /// f′(x).
  @_transparent
  func derivative(_ x: Vector) -> Vector {
    switch self {
    case .identity: return Vector(repeating: 1)
    case .relu: return Relu.derivative(x)
    case .gelu: return Gelu.derivative(x)
    case .silu:
      let s = sigmoid16(x)
      return s * (x * (1 - s) + 1)
    case .sigmoid:
      let s = sigmoid16(x)
      return s * (1 - s)
    case .hyperbolicTangent:
      let y = sigmoid16(x + x) * 2 - 1
      return 1 - y * y
    case .exponential: return exp16(x)
    }
  }
}

/// An activation that another kernel applies in the same pass.
public enum FusedActivation: Sendable {
  case identity
  case relu
  case gelu
}

/// The same as a type, so that loops are compiled for each.
protocol FusedFunction {
  static func value(_ x: Vector) -> Vector
  static func derivative(_ x: Vector) -> Vector
}

enum Identity: FusedFunction {
  @inline(__always)
  static func value(_ x: Vector) -> Vector { x }
  @inline(__always)
  static func derivative(_ x: Vector) -> Vector { Vector(repeating: 1) }
}

enum Relu: FusedFunction {
  @inline(__always)
  static func value(_ x: Vector) -> Vector { x.replacing(with: 0, where: x .< 0) }
  @inline(__always)
  static func derivative(_ x: Vector) -> Vector {
    Vector(repeating: 1).replacing(with: 0, where: x .<= 0)
  }
}

enum Gelu: FusedFunction {
  @inline(__always)
  static func value(_ x: Vector) -> Vector { x * normal16(x).distribution }
  @inline(__always)
  static func derivative(_ x: Vector) -> Vector {
    let (distribution, density) = normal16(x)
    return distribution.addingProduct(x, density)
  }
}

/// output = f(input).
public func activate(
  _ activation: Activation, _ input: UnsafePointer<Float>, count: Int,
  output: UnsafeMutablePointer<Float>
) {
  switch activation {
  case .identity: mapVectors(input, count, output) { $0 }
  case .relu: mapVectors(input, count, output) { Relu.value($0) }
  case .gelu: mapVectors(input, count, output) { Gelu.value($0) }
  case .silu: mapVectors(input, count, output) { Activation.silu.value($0) }
  case .sigmoid: mapVectors(input, count, output) { Activation.sigmoid.value($0) }
  case .hyperbolicTangent:
    mapVectors(input, count, output) { Activation.hyperbolicTangent.value($0) }
  case .exponential: mapVectors(input, count, output) { Activation.exponential.value($0) }
  }
}

/// inputGradient = outputGradient · f′(input).
public func activationGradient(
  _ activation: Activation, input: UnsafePointer<Float>, outputGradient: UnsafePointer<Float>,
  count: Int, inputGradient: UnsafeMutablePointer<Float>
) {
  @_transparent
  func map(_ derivative: (Vector) -> Vector) {
    mapVectors(input, outputGradient, count, inputGradient) { $1 * derivative($0) }
  }
  switch activation {
  case .identity: map { _ in Vector(repeating: 1) }
  case .relu: map { Relu.derivative($0) }
  case .gelu: map { Gelu.derivative($0) }
  case .silu: map { Activation.silu.derivative($0) }
  case .sigmoid: map { Activation.sigmoid.derivative($0) }
  case .hyperbolicTangent: map { Activation.hyperbolicTangent.derivative($0) }
  case .exponential: map { Activation.exponential.derivative($0) }
  }
}
