/// How tiles lie in lanes.
struct TileLayout {
  /// Lanes of one image: its tiles in a row, and a spare one where those need a neighbour.
  let lanesPerImage: Int
  let tileRows: Int
  let imagesPerGroup: Int
  let vectors: Int

  var lanes: Int { vectors * vectorWidth }
  var imagesPerVector: Int { vectorWidth / lanesPerImage }

  init?(_ shape: ConvolutionShape) {
    guard shape.kernelHeight == 3, shape.kernelWidth == 3, shape.padding == 1,
      shape.inChannels >= 8, shape.outChannels >= 8
    else { return nil }
    switch shape.width {
    case 4...8: lanesPerImage = 2
    case 11...16: lanesPerImage = 4
    case 21...32: lanesPerImage = 8
    // Of other widths too many lanes would be idle.
    default: return nil
    }
    tileRows = (shape.height + 3) / 4
    let most = 3 * vectorWidth / lanesPerImage
    // A small batch does not fill the lanes: the plain way is faster then.
    guard shape.batch * lanesPerImage >= vectorWidth else { return nil }
    let groups = (shape.batch + most - 1) / most
    imagesPerGroup = (shape.batch + groups - 1) / groups
    vectors = (imagesPerGroup * lanesPerImage + vectorWidth - 1) / vectorWidth
  }
}

/// Places of a transformed tile.
let places = 36
/// Floats of the four phases of a row.
let phasesLength = 4 * vectorWidth
/// Floats of scratch memory that the transforms need: 24 vectors between the two directions, and four
/// rows of phases.
let transformScratch = 40 * vectorWidth

/// The six values of a tile's row or column, a tile in each lane.
struct Six {
  var a: Vector
  var b: Vector
  var c: Vector
  var d: Vector
  var e: Vector
  var f: Vector

  @_transparent
  init(a: Vector, b: Vector, c: Vector, d: Vector, e: Vector, f: Vector) {
    (self.a, self.b, self.c, self.d, self.e, self.f) = (a, b, c, d, e, f)
  }

  /// Six vectors in memory, `stride` floats apart.
  @_transparent
  init(_ source: UnsafePointer<Float>, stride: Int) {
    self.init(
      a: load(source), b: load(source + stride), c: load(source + 2 * stride),
      d: load(source + 3 * stride), e: load(source + 4 * stride), f: load(source + 5 * stride))
  }

  @_transparent
  func write(to target: UnsafeMutablePointer<Float>, stride: Int) {
    store(a, to: target)
    store(b, to: target + stride)
    store(c, to: target + 2 * stride)
    store(d, to: target + 3 * stride)
    store(e, to: target + 4 * stride)
    store(f, to: target + 5 * stride)
  }

  /// Bᵀ applied to six values.
  @_transparent
  var inputTransform: Six {
    let four = Vector(repeating: 4)
    let two = Vector(repeating: 2)
    let five = Vector(repeating: 5)
    let outer = e - four * c
    let inner = d - four * b
    let low = e - c
    let high = two * (d - b)
    return Six(
      a: (four * a - five * c) + e, b: outer + inner, c: outer - inner, d: low + high,
      e: low - high, f: (four * b - five * d) + f)
  }

  /// Aᵀ applied to six values.
  @_transparent
  var outputTransform: Four {
    let (sum1, difference1) = (b + c, b - c)
    let (sum2, difference2) = (d + e, d - e)
    return Four(
      a: a + sum1 + sum2,
      b: difference1.addingProduct(difference2, Vector(repeating: 2)),
      c: sum1.addingProduct(sum2, Vector(repeating: 4)),
      d: difference1.addingProduct(difference2, Vector(repeating: 8)) + f)
  }
}

/// Four values of a tile's row or column, a tile in each lane.
struct Four {
  var a: Vector
  var b: Vector
  var c: Vector
  var d: Vector

  @_transparent
  init(a: Vector, b: Vector, c: Vector, d: Vector) {
    (self.a, self.b, self.c, self.d) = (a, b, c, d)
  }

  /// Four vectors in memory, `stride` floats apart.
  @_transparent
  init(_ source: UnsafePointer<Float>, stride: Int) {
    self.init(
      a: load(source), b: load(source + stride), c: load(source + 2 * stride),
      d: load(source + 3 * stride))
  }

  @_transparent
  func write(to target: UnsafeMutablePointer<Float>, stride: Int) {
    store(a, to: target)
    store(b, to: target + stride)
    store(c, to: target + 2 * stride)
    store(d, to: target + 3 * stride)
  }

  /// A applied to four values: the adjoint of `outputTransform`.
  @_transparent
  var gradientTransform: Six {
    let (even, odd) = (a + c, b + d)
    let even2 = a.addingProduct(c, Vector(repeating: 4))
    let odd2 = (b * 2).addingProduct(d, Vector(repeating: 8))
    return Six(a: a, b: even + odd, c: even - odd, d: even2 + odd2, e: even2 - odd2, f: d)
  }
}
