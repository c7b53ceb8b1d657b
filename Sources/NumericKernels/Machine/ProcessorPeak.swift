// What the processor can do at most, on all threads: fused multiply-adds that need no memory, and a pass
// over memory that needs few operations. A kernel's limit is the slower of the two for what it has to do.

internal import CProcessor

/// Runs fused multiply-adds on registers alone, on all threads.
///
/// A product takes about four cycles and a processor starts two each cycle, so at least eight independent
/// sums are needed to keep it busy; twelve, where there are registers for them.
///
/// - Parameter rounds: How often each thread goes over its sums.
/// - Returns: The operations made, a product and its sum counted as two.
public func runMultiplyAdds(rounds: Int) -> Double {
  let isWide = processor_features_of_build() & 2 != 0
  let sums = isWide ? 12 : 6
  withScratch(threadCount * vectorWidth) { results in
    parallelFor(threadCount) { thread in
      // Of no known value, or the compiler would compute the result beforehand.
      let factor = Vector(repeating: 0.999 + Float(rounds % 7) * 1e-5)
      let term = Vector(repeating: 1e-3)
      var low = Sums(start: Float(thread))
      var high = Sums(start: Float(thread) + 0.5)
      if isWide {
        for _ in 0..<rounds {
          low.step(factor, term)
          high.step(factor, term)
        }
      } else {
        for _ in 0..<rounds { low.step(factor, term) }
      }
      store(low.total + high.total, to: results + thread * vectorWidth)
    }
    // Somebody has to look at the results.
    results[0] += 1
  }
  return Double(rounds * sums * vectorWidth * 2) * Double(threadCount)
}

/// Six independent vectors.
private struct Sums {
  var a: Vector
  var b: Vector
  var c: Vector
  var d: Vector
  var e: Vector
  var f: Vector

  @inline(__always)
  init(start: Float) {
    a = Vector(repeating: start)
    b = a + 1
    c = a + 2
    d = a + 3
    e = a + 4
    f = a + 5
  }

  @inline(__always)
  mutating func step(_ factor: Vector, _ term: Vector) {
    a = term.addingProduct(a, factor)
    b = term.addingProduct(b, factor)
    c = term.addingProduct(c, factor)
    d = term.addingProduct(d, factor)
    e = term.addingProduct(e, factor)
    f = term.addingProduct(f, factor)
  }

  var total: Vector { ((a + b) + (c + d)) + (e + f) }
}

/// result = first + 2 · second, on all threads: as little arithmetic as there can be (McCalpin's triad).
///
/// - Parameter count: Elements of each; each thread goes over a stretch of its own.
/// - Returns: The bytes read and written; a line that is fetched only to be overwritten is not counted.
public func runTriad(
  count: Int, first: UnsafePointer<Float>, second: UnsafePointer<Float>,
  result: UnsafeMutablePointer<Float>
) -> Double {
  parallelFor(threadCount) { thread in
    let start = count * thread / threadCount
    let length = count * (thread + 1) / threadCount - start
    let two = Vector(repeating: 2)
    forEachVector(length) {
      let i = start + $0
      store(load(first + i).addingProduct(load(second + i), two), to: result + i)
    } rest: {
      result[start + $0] = first[start + $0] + 2 * second[start + $0]
    }
  }
  return Double(count * 3 * MemoryLayout<Float>.stride)
}
