import Synchronization

/// Keeps freed memory for the next request of its size: a training step asks for the same sizes again
/// and again, and fresh memory from the system costs a page fault every 4 kB.
public final class MemoryPool: Sendable {
  public static let shared = MemoryPool()

  private let free = Mutex<[Int: [UInt]]>([:])

  /// `count` rounded up so that few distinct sizes remain: at most an eighth is lost.
  public static func capacity(for count: Int) -> Int {
    guard count > 64 else { return 64 }
    let step = max(64, 1 << (Int.bitWidth - 1 - count.leadingZeroBitCount - 3))
    return (count + step - 1) / step * step
  }

  /// `capacity` floats that hold anything, at a 64-byte boundary.
  public func take(_ capacity: Int) -> UnsafeMutablePointer<Float> {
    let kept = free.withLock { $0[capacity]?.popLast() }
    if let kept { return UnsafeMutablePointer(bitPattern: kept)! }
    return UnsafeMutableRawPointer.allocate(
      byteCount: capacity * MemoryLayout<Float>.stride, alignment: 64
    ).bindMemory(to: Float.self, capacity: capacity)
  }

  public func giveBack(_ pointer: UnsafeMutablePointer<Float>, capacity: Int) {
    let address = UInt(bitPattern: pointer)
    free.withLock { $0[capacity, default: []].append(address) }
  }
}
