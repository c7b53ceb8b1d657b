import NumericKernels

/// What this machine can do at most, measured: the roof under which every layer stays
/// (Williams, Waterman and Patterson 2009, the roofline model).
final class MachinePeak {
  /// Operations a second on registers, all threads.
  let operationsPerSecond: Double
  private var bandwidths: [Int: Double] = [:]
  private let runs: Int

  init(runs: Int) {
    self.runs = runs
    // Rounds for some twenty milliseconds, found by doubling; it also wakes the processor.
    var rounds = 1 << 10
    while rounds < 1 << 40, seconds({ _ = runMultiplyAdds(rounds: rounds) }) < 0.02 { rounds *= 2 }
    let best = (0..<max(5, runs)).map { _ in
      var operations = 0.0
      let time = seconds { operations = runMultiplyAdds(rounds: rounds) }
      return operations / time
    }.max()
    operationsPerSecond = best ?? 0
  }

  /// Bytes a second that a pass over `bytes` of memory reads and writes, all threads. Little fits a
  /// cache, which is faster than memory, so it is measured for each power of two, from 1 to 256 MB.
  func bandwidth(over bytes: Double) -> Double {
    var size = 1 << 20
    while Double(size) < bytes, size < 1 << 28 { size *= 2 }
    if let known = bandwidths[size] { return known }
    let count = size / (3 * MemoryLayout<Float>.stride)
    let memory = UnsafeMutablePointer<Float>.allocate(capacity: 3 * count)
    defer { memory.deallocate() }
    memory.update(repeating: 1, count: 3 * count)
    // Short passes are repeated, so that starting the threads does not count.
    let repeats = max(1, (1 << 25) / size)
    let best = (0..<max(5, runs)).map { _ in
      var moved = 0.0
      let time = seconds {
        for _ in 0..<repeats {
          moved += runTriad(
            count: count, first: memory, second: memory + count, result: memory + 2 * count)
        }
      }
      return moved / time
    }.max()
    bandwidths[size] = best ?? 0
    return best ?? 0
  }
}
