internal import NumericKernels

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
