/// How tiles lie in lanes.
struct TileLayout {
  /// Lanes of one image: its tiles in a row, and a spare one where those need a neighbour.
  let lanesPerImage: Int
  let tileRows: Int
  let imagesPerGroup: Int
  let vectors: Int

  var lanes: Int { vectors * vectorWidth }
  /// Floats of one row of an image in scratch memory: x = −1 and on.
  var rowLength: Int { 4 * lanesPerImage }
  /// Floats of the six rows of a group's images.
  var rowsLength: Int { 6 * imagesPerGroup * rowLength }
  /// Floats of one phase, elements 4 X + c of a row for c = 0…3: a little longer than its lanes, since
  /// a tile's right neighbour is read from one lane further.
  var phase: Int { lanes + vectorWidth }
  /// Rows, phases, a tile between its two transforms, and four rows of results.
  var scratchLength: Int { rowsLength + 24 * phase + resultsLength }
  var resultsLength: Int { (places + 16) * vectorWidth }

  init?(_ shape: ConvolutionShape) {
    guard shape.kernelHeight == 3, shape.kernelWidth == 3, shape.padding == 1,
      shape.inChannels >= 8, shape.outChannels >= 8
    else { return nil }
    switch shape.width {
    case 4...7: lanesPerImage = 2
    case 11...15: lanesPerImage = 4
    case 21...31: lanesPerImage = 8
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

struct Six {
  var a: Vector
  var b: Vector
  var c: Vector
  var d: Vector
  var e: Vector
  var f: Vector

  /// Bᵀ applied to six values.
  @inline(__always)
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
  @inline(__always)
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

struct Four {
  var a: Vector
  var b: Vector
  var c: Vector
  var d: Vector

  /// A applied to four values: the adjoint of `outputTransform`.
  @inline(__always)
  var gradientTransform: Six {
    let (even, odd) = (a + c, b + d)
    let even2 = a.addingProduct(c, Vector(repeating: 4))
    let odd2 = (b * 2).addingProduct(d, Vector(repeating: 8))
    return Six(a: a, b: even + odd, c: even - odd, d: even2 + odd2, e: even2 - odd2, f: d)
  }
}
