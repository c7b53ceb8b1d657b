import NumericKernels

/// What this machine can do at most, measured: the roof under which every layer stays
/// (Williams, Waterman and Patterson 2009, the roofline model).
///
/// Other programs can only make it look lower, so the best of all measurements counts, and whoever times
/// something measures again between.
final class MachinePeak {
  /// Operations a second on registers, all threads.
  private(set) var operationsPerSecond = 0.0
  /// Bytes a second, by the size of the memory.
  private var bandwidths: [Int: Double] = [:]
  private var rounds = 1 << 10

  init() {
    // Rounds for some two milliseconds, found by doubling: short enough to lie between what other programs
    // do. It also wakes the processor.
    while rounds < 1 << 40, seconds({ _ = runMultiplyAdds(rounds: rounds) }) < 0.001 { rounds *= 2 }
    for _ in 0..<10 { measureOperations() }
  }

  func measureOperations() {
    for _ in 0..<10 {
      var operations = 0.0
      let time = seconds { operations = runMultiplyAdds(rounds: rounds) }
      operationsPerSecond = max(operationsPerSecond, operations / time)
    }
  }

  /// Bytes a second that a pass over `bytes` of memory reads and writes, all threads. What is small fits a
  /// cache, which is faster than memory, so there is one for each power of two, from 1 to 256 MB.
  func bandwidth(over bytes: Double) -> Double { bandwidths[Self.size(bytes)] ?? 0 }

  func measureBandwidth(over bytes: Double) {
    let size = Self.size(bytes)
    let count = size / (3 * MemoryLayout<Float>.stride)
    let memory = UnsafeMutablePointer<Float>.allocate(capacity: 3 * count)
    defer { memory.deallocate() }
    memory.update(repeating: 1, count: 3 * count)
    // Short passes are repeated, so that starting the threads does not count.
    let repeats = max(1, (1 << 25) / size)
    for _ in 0..<5 {
      var moved = 0.0
      let time = seconds {
        for _ in 0..<repeats {
          moved += runTriad(
            count: count, first: memory, second: memory + count, result: memory + 2 * count)
        }
      }
      bandwidths[size] = max(bandwidths[size] ?? 0, moved / time)
    }
  }

  private static func size(_ bytes: Double) -> Int {
    var size = 1 << 20
    while Double(size) < bytes, size < 1 << 28 { size *= 2 }
    return size
  }
}
