import Synchronization

/// The memory behind a tensor: floats at a 64-byte boundary, given back for reuse at its end.
final class TensorStorage: @unchecked Sendable {
  let count: Int
  let pointer: UnsafeMutablePointer<Float>
  private let capacity: Int

  /// Room for `count` floats that hold anything.
  init(count: Int) {
    self.count = count
    capacity = MemoryPool.capacity(for: count)
    pointer = MemoryPool.shared.take(capacity)
  }

  deinit {
    MemoryPool.shared.giveBack(pointer, capacity: capacity)
  }
}

/// Keeps freed memory for the next tensor of its size: a training step asks for the same sizes again
/// and again, and fresh memory from the system costs a page fault every 4 kB.
final class MemoryPool: Sendable {
  static let shared = MemoryPool()

  private let free = Mutex<[Int: [UInt]]>([:])

  /// `count` rounded up so that few distinct sizes remain: at most an eighth is lost.
  static func capacity(for count: Int) -> Int {
    guard count > 64 else { return 64 }
    let step = max(64, 1 << (Int.bitWidth - 1 - count.leadingZeroBitCount - 3))
    return (count + step - 1) / step * step
  }

  func take(_ capacity: Int) -> UnsafeMutablePointer<Float> {
    let kept = free.withLock { $0[capacity]?.popLast() }
    if let kept { return UnsafeMutablePointer(bitPattern: kept)! }
    return UnsafeMutableRawPointer.allocate(
      byteCount: capacity * MemoryLayout<Float>.stride, alignment: 64
    ).bindMemory(to: Float.self, capacity: capacity)
  }

  func giveBack(_ pointer: UnsafeMutablePointer<Float>, capacity: Int) {
    let address = UInt(bitPattern: pointer)
    free.withLock { $0[capacity, default: []].append(address) }
  }
}
