import Synchronization

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// Keeps freed memory for the next request of its size: a training step asks for the same sizes again
/// and again, and fresh memory from the system costs a page fault every 4 kB.
public final class MemoryPool: Sendable {
  public static let shared = MemoryPool()

  /// Where the running thread takes scratch memory from: one that another core has just written to would
  /// have to come from that core's cache.
  static var ofThread: MemoryPool {
    guard let own = pthread_getspecific(threadKey) else { return shared }
    return Unmanaged<MemoryPool>.fromOpaque(own).takeUnretainedValue()
  }

  /// Gives the running thread a pool of its own, for good.
  static func separateThread() {
    pthread_setspecific(threadKey, Unmanaged.passRetained(MemoryPool()).toOpaque())
  }

  private static let threadKey = {
    var key = pthread_key_t()
    let result = pthread_key_create(&key, nil)
    guard result == 0 else { fatalError("no room for one more thread-specific value") }
    return key
  }()

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
    return Self.fresh(capacity * MemoryLayout<Float>.stride)
      .bindMemory(to: Float.self, capacity: capacity)
  }

  /// Where it is large, memory is asked for in pages of 2 MB, if the system has them: kernels walk through many
  /// channels at once, each on pages of its own, and of small pages the processor finds few without looking
  /// them up in memory.
  private static func fresh(_ bytes: Int) -> UnsafeMutableRawPointer {
    let page = 2 << 20
    guard bytes >= page else { return .allocate(byteCount: bytes, alignment: 64) }
    let memory = UnsafeMutableRawPointer.allocate(byteCount: bytes, alignment: page)
    #if canImport(Glibc)
      _ = madvise(memory, bytes, MADV_HUGEPAGE)
    #endif
    return memory
  }

  public func giveBack(_ pointer: UnsafeMutablePointer<Float>, capacity: Int) {
    let address = UInt(bitPattern: pointer)
    free.withLock { $0[capacity, default: []].append(address) }
  }
}
