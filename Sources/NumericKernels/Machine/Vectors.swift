/// The unit of every loop here: 16 floats. One register with AVX-512; the compiler splits it into
/// two with AVX2 and into four with NEON.
typealias Vector = SIMD16<Float>

let vectorWidth = 16

@_transparent
func load(_ pointer: UnsafePointer<Float>) -> Vector {
  UnsafeRawPointer(pointer).loadUnaligned(as: Vector.self)
}

@_transparent
func load(_ pointer: UnsafeMutablePointer<Float>) -> Vector {
  UnsafeRawPointer(pointer).loadUnaligned(as: Vector.self)
}

@_transparent
func store(_ vector: Vector, to pointer: UnsafeMutablePointer<Float>) {
  UnsafeMutableRawPointer(pointer).storeBytes(of: vector, as: Vector.self)
}

/// The first `lanes` lanes from memory, 1…16; the others zero.
@_transparent
func load(_ pointer: UnsafePointer<Float>, lanes: Int) -> Vector {
  lanes == vectorWidth ? load(pointer) : loadFirst(lanes, from: pointer)
}

/// Stores the first `lanes` lanes, 1…16.
@_transparent
func store(_ vector: Vector, to pointer: UnsafeMutablePointer<Float>, lanes: Int) {
  if lanes == vectorWidth {
    store(vector, to: pointer)
  } else {
    storeFirst(lanes, of: vector, to: pointer)
  }
}

extension SIMD16<Float> {
  /// The sum of the lanes, pairwise.
  @_transparent
  var total: Float {
    let eight = lowHalf + highHalf
    let four = eight.lowHalf + eight.highHalf
    let two = four.lowHalf + four.highHalf
    return two.x + two.y
  }
}

/// Calls `full` for each whole vector of `count` elements, then `rest` for each element left over.
@_transparent
func forEachVector(_ count: Int, full: (Int) -> Void, rest: (Int) -> Void) {
  var index = 0
  while index + vectorWidth <= count {
    full(index)
    index += vectorWidth
  }
  while index < count {
    rest(index)
    index += 1
  }
}

/// The even lanes of `a`, then those of `b`.
@_transparent
func evenLanes(_ a: Vector, _ b: Vector) -> Vector {
  Vector(
    a[0], a[2], a[4], a[6], a[8], a[10], a[12], a[14], b[0], b[2], b[4], b[6], b[8], b[10], b[12],
    b[14])
}

/// The odd lanes of `a`, then those of `b`.
@_transparent
func oddLanes(_ a: Vector, _ b: Vector) -> Vector {
  Vector(
    a[1], a[3], a[5], a[7], a[9], a[11], a[13], a[15], b[1], b[3], b[5], b[7], b[9], b[11], b[13],
    b[15])
}

/// a[0], b[0], a[1], b[1], …, b[7].
@_transparent
func lowPairs(_ a: Vector, _ b: Vector) -> Vector {
  Vector(
    a[0], b[0], a[1], b[1], a[2], b[2], a[3], b[3], a[4], b[4], a[5], b[5], a[6], b[6], a[7], b[7])
}

/// a[8], b[8], a[9], b[9], …, b[15].
@_transparent
func highPairs(_ a: Vector, _ b: Vector) -> Vector {
  Vector(
    a[8], b[8], a[9], b[9], a[10], b[10], a[11], b[11], a[12], b[12], a[13], b[13], a[14], b[14],
    a[15], b[15])
}

/// Stores the first `count` lanes, 1…16, in pieces of 8, 4, 2 and 1.
@_transparent
func storeFirst(_ count: Int, of vector: Vector, to target: UnsafeMutablePointer<Float>) {
  if count == vectorWidth { return store(vector, to: target) }
  var to = UnsafeMutableRawPointer(target)
  var rest = vector.lowHalf
  if count & 8 != 0 {
    to.storeBytes(of: rest, as: SIMD8<Float>.self)
    to += 32
    rest = vector.highHalf
  }
  var quarter = rest.lowHalf
  if count & 4 != 0 {
    to.storeBytes(of: quarter, as: SIMD4<Float>.self)
    to += 16
    quarter = rest.highHalf
  }
  var pair = quarter.lowHalf
  if count & 2 != 0 {
    to.storeBytes(of: pair, as: SIMD2<Float>.self)
    to += 8
    pair = quarter.highHalf
  }
  if count & 1 != 0 { to.storeBytes(of: pair.x, as: Float.self) }
}

/// Stores a[0], b[0], a[1], …: the first `pairs` of them.
@_transparent
func storePairs(_ a: Vector, _ b: Vector, pairs: Int, to target: UnsafeMutablePointer<Float>) {
  if pairs < 8 {
    storeFirst(2 * pairs, of: lowPairs(a, b), to: target)
    return
  }
  store(lowPairs(a, b), to: target)
  if pairs == vectorWidth {
    store(highPairs(a, b), to: target + vectorWidth)
  } else {
    storeFirst(2 * pairs - vectorWidth, of: highPairs(a, b), to: target + vectorWidth)
  }
}

/// The first `count` lanes, 0…15, in pieces of 8, 4, 2 and 1; the others zero.
@_transparent
func loadFirst(_ count: Int, from source: UnsafePointer<Float>) -> Vector {
  var from = UnsafeRawPointer(source)
  var low = SIMD8<Float>.zero
  if count & 8 != 0 {
    low = from.loadUnaligned(as: SIMD8<Float>.self)
    from += 32
  }
  var (quarter, rest) = (SIMD4<Float>.zero, SIMD4<Float>.zero)
  if count & 4 != 0 {
    quarter = from.loadUnaligned(as: SIMD4<Float>.self)
    from += 16
  }
  if count & 2 != 0 {
    rest.lowHalf = from.loadUnaligned(as: SIMD2<Float>.self)
    from += 8
  }
  if count & 1 != 0 {
    let last = from.loadUnaligned(as: Float.self)
    if count & 2 != 0 { rest.z = last } else { rest.x = last }
  }
  if count & 4 == 0 { (quarter, rest) = (rest, .zero) }
  let half = SIMD8<Float>(lowHalf: quarter, highHalf: rest)
  return count & 8 != 0
    ? Vector(lowHalf: low, highHalf: half) : Vector(lowHalf: half, highHalf: .zero)
}

/// Scratch memory for one piece of work, aligned to a cache line; it holds anything.
@inline(__always)
func withScratch<R>(_ count: Int, _ body: (UnsafeMutablePointer<Float>) -> R) -> R {
  let capacity = MemoryPool.capacity(for: count)
  let pool = MemoryPool.ofThread
  let scratch = pool.take(capacity)
  defer { pool.giveBack(scratch, capacity: capacity) }
  return body(scratch)
}
