// Activations, 16 lanes at a time.
//
// Accuracy: `exp16` is within 2 units in the last place (range reduction to ±½ ln 2, a polynomial of
// degree 6). The normal distribution function is within 2e-7, as close as Float32's own rounding of GELU
// allows. A call of the C library costs ten times as much.

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
  exp16(within: x.replacing(with: -87, where: x .< -87).replacing(with: 88, where: x .> 88))
}

/// e^x for lanes in −87…88.
@_transparent
func exp16(within x: Vector) -> Vector {
  // Adding 1.5 · 2²³ rounds to an integer and leaves it in the low bits.
  let magic = Vector(repeating: 12_582_912)
  let shifted = magic.addingProduct(x, Vector(repeating: 1.442_695_04))
  let n = shifted - magic
  var r = x.addingProduct(n, Vector(repeating: -0.693_359_375))
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
///
/// The tail beyond |x| is e^(−x²/2) · q(|x|), q a polynomial whose error, weighted with the factor before
/// it, is evenly spread over 0…6; beyond, the factor is nothing. Unlike the usual rational forms it needs
/// no division.
@_transparent
func normal16(_ x: Vector) -> (distribution: Vector, density: Vector) {
  let absolute = unsafeBitCast(
    unsafeBitCast(x, to: SIMD16<UInt32>.self) & SIMD16<UInt32>(repeating: 0x7FFF_FFFF),
    to: Vector.self)
  let magnitude = absolute.replacing(with: 13, where: absolute .> 13)
  let gauss = exp16(within: magnitude * magnitude * -0.5)
  var q = Vector(repeating: 1.271_345_4e-6)
  q = Vector(repeating: -2.899_588_4e-5).addingProduct(q, magnitude)
  q = Vector(repeating: 2.951_704_7e-4).addingProduct(q, magnitude)
  q = Vector(repeating: -0.001_801_431_3).addingProduct(q, magnitude)
  q = Vector(repeating: 0.007_541_910_3).addingProduct(q, magnitude)
  q = Vector(repeating: -0.023_762_934).addingProduct(q, magnitude)
  q = Vector(repeating: 0.060_701_787).addingProduct(q, magnitude)
  q = Vector(repeating: -0.132_305_59).addingProduct(q, magnitude)
  q = Vector(repeating: 0.249_869_57).addingProduct(q, magnitude)
  q = Vector(repeating: -0.398_932_49).addingProduct(q, magnitude)
  q = Vector(repeating: 0.499_999_88).addingProduct(q, magnitude)
  let tail = q * gauss
  return ((1 - tail).replacing(with: tail, where: x .< 0), gauss * 0.398_942_28)
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
    case .silu: return Silu.value(x)
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
    case .silu: return Silu.derivative(x)
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
  case silu
}

/// The same as a type, so that loops are compiled for each.
protocol FusedFunction {
  static func value(_ x: Vector) -> Vector
  static func derivative(_ x: Vector) -> Vector
}

enum Identity: FusedFunction {
  @_transparent
  static func value(_ x: Vector) -> Vector { x }
  @_transparent
  static func derivative(_ x: Vector) -> Vector { Vector(repeating: 1) }
}

enum Relu: FusedFunction {
  @_transparent
  static func value(_ x: Vector) -> Vector { x.replacing(with: 0, where: x .< 0) }
  @_transparent
  static func derivative(_ x: Vector) -> Vector {
    Vector(repeating: 1).replacing(with: 0, where: x .<= 0)
  }
}

enum Gelu: FusedFunction {
  @_transparent
  static func value(_ x: Vector) -> Vector { x * normal16(x).distribution }
  @_transparent
  static func derivative(_ x: Vector) -> Vector {
    let (distribution, density) = normal16(x)
    return distribution.addingProduct(x, density)
  }
}

enum Silu: FusedFunction {
  @_transparent
  static func value(_ x: Vector) -> Vector { x * sigmoid16(x) }
  @_transparent
  static func derivative(_ x: Vector) -> Vector {
    let s = sigmoid16(x)
    return s * (x * (1 - s) + 1)
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
