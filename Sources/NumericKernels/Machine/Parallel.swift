#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// How many threads the kernels use: `DIFFUSION_THREADS` if set, else one for each processor.
public let threadCount: Int = {
  if let text = getenv("DIFFUSION_THREADS"), let count = Int(String(cString: text)), count > 0 {
    return min(count, 256)
  }
  return max(1, Int(sysconf(Int32(_SC_NPROCESSORS_ONLN))))
}()

/// Runs `body` for 0..<count, on all threads, and returns when all are done.
///
/// The pieces must not depend on one another. Results must not depend on the thread count: whoever
/// sums over pieces keeps their sums apart and adds them in order.
@inline(__always)
public func parallelFor(_ count: Int, _ body: (Int) -> Void) {
  guard count > 1, threadCount > 1 else {
    for index in 0..<count { body(index) }
    return
  }
  runOnThreads(count, body)
}

private func runOnThreads(_ count: Int, _ body: (Int) -> Void) {
  withoutActuallyEscaping(body) { body in
    // The pieces write to disjoint memory, so sharing the closure is safe.
    nonisolated(unsafe) let shared = body
    ThreadPool.shared.run(count) { shared($0) }
  }
}

/// Splits `count` elements into pieces of at least `grain` and runs `body` on each range.
public func parallelRanges(_ count: Int, grain: Int, _ body: (Range<Int>) -> Void) {
  let pieces = max(1, min(threadCount * 4, count / max(grain, 1)))
  guard pieces > 1 else {
    if count > 0 { body(0..<count) }
    return
  }
  parallelFor(pieces) { piece in
    body(count * piece / pieces..<count * (piece + 1) / pieces)
  }
}
