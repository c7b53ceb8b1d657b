/// The unit of every loop here: 16 floats. One register with AVX-512; the compiler splits it into
/// two with AVX2 and into four with NEON.
typealias Vector = SIMD16<Float>

let vectorWidth = 16

@inline(__always)
func load(_ pointer: UnsafePointer<Float>) -> Vector {
  UnsafeRawPointer(pointer).loadUnaligned(as: Vector.self)
}

@inline(__always)
func load(_ pointer: UnsafeMutablePointer<Float>) -> Vector {
  UnsafeRawPointer(pointer).loadUnaligned(as: Vector.self)
}

@inline(__always)
func store(_ vector: Vector, to pointer: UnsafeMutablePointer<Float>) {
  UnsafeMutableRawPointer(pointer).storeBytes(of: vector, as: Vector.self)
}

/// The first `lanes` lanes from memory, the others `filler`.
@inline(__always)
func load(_ pointer: UnsafePointer<Float>, lanes: Int, filler: Float = 0) -> Vector {
  if lanes == vectorWidth { return load(pointer) }
  var vector = Vector(repeating: filler)
  for lane in 0..<lanes { vector[lane] = pointer[lane] }
  return vector
}

/// Stores the first `lanes` lanes.
@inline(__always)
func store(_ vector: Vector, to pointer: UnsafeMutablePointer<Float>, lanes: Int) {
  if lanes == vectorWidth {
    store(vector, to: pointer)
  } else {
    for lane in 0..<lanes { pointer[lane] = vector[lane] }
  }
}

extension SIMD16<Float> {
  /// The sum of the lanes, pairwise.
  @inline(__always)
  var total: Float {
    let eight = lowHalf + highHalf
    let four = eight.lowHalf + eight.highHalf
    let two = four.lowHalf + four.highHalf
    return two.x + two.y
  }
}

/// Calls `full` for each whole vector of `count` elements, then `rest` for each element left over.
@inline(__always)
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

/// Scratch memory for one piece of work, aligned to a cache line.
@inline(__always)
func withScratch<R>(_ count: Int, _ body: (UnsafeMutablePointer<Float>) -> R) -> R {
  let raw = UnsafeMutableRawPointer.allocate(
    byteCount: max(count, 1) * MemoryLayout<Float>.stride, alignment: 64)
  defer { raw.deallocate() }
  return body(raw.bindMemory(to: Float.self, capacity: max(count, 1)))
}
