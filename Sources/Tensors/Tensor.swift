/// An array of Float32 with a shape, immutable, that remembers how it was computed so that
/// `backward()` can differentiate through it.
///
/// Elements lie row by row: the last axis is contiguous. Images are [B, C, H, W].
public struct Tensor: Sendable {
  /// The size of each axis; [] for a single number.
  public let shape: [Int]
  let storage: TensorStorage
  /// Where gradients flow on; nil for a constant.
  let node: GradientNode?

  init(storage: TensorStorage, shape: [Int], node: GradientNode? = nil) {
    self.storage = storage
    self.shape = shape
    self.node = node
  }

  /// A tensor of `shape` from its elements, row by row.
  public init(_ scalars: [Float], shape: [Int]) {
    let count = Tensor.count(of: shape)
    if scalars.count != count {
      fatalError("Tensor: \(scalars.count) elements do not fill shape \(shape), which has \(count)")
    }
    self.init(shape: shape) { target in
      scalars.withUnsafeBufferPointer {
        if let base = $0.baseAddress { target.update(from: base, count: count) }
      }
    }
  }

  /// A single number, shape [].
  public init(_ value: Float) {
    self.init(shape: []) { $0[0] = value }
  }

  /// A tensor whose elements `fill` writes.
  init(shape: [Int], fill: (UnsafeMutablePointer<Float>) -> Void) {
    let storage = TensorStorage(count: Tensor.count(of: shape))
    fill(storage.pointer)
    self.init(storage: storage, shape: shape)
  }

  public static func zeros(_ shape: [Int]) -> Tensor { filled(0, shape: shape) }

  public static func ones(_ shape: [Int]) -> Tensor { filled(1, shape: shape) }

  public static func filled(_ value: Float, shape: [Int]) -> Tensor {
    Tensor(shape: shape) { $0.update(repeating: value, count: count(of: shape)) }
  }

  /// The number of elements.
  public var count: Int { storage.count }

  /// The number of axes.
  public var rank: Int { shape.count }

  /// A copy of the elements, row by row.
  public var scalars: [Float] {
    Array(UnsafeBufferPointer(start: storage.pointer, count: count))
  }

  /// The element of a one-element tensor.
  public var scalar: Float {
    if count != 1 { fatalError("scalar: expected one element, found shape \(shape)") }
    return storage.pointer[0]
  }

  /// Reads the elements in place.
  public func withUnsafeScalars<R>(
    _ body: (UnsafeBufferPointer<Float>) throws -> R
  ) rethrows -> R {
    defer { withExtendedLifetime(storage) {} }
    return try body(UnsafeBufferPointer(start: storage.pointer, count: count))
  }

  var pointer: UnsafePointer<Float> { UnsafePointer(storage.pointer) }

  static func count(of shape: [Int]) -> Int {
    var count = 1
    for size in shape {
      let (product, overflow) = count.multipliedReportingOverflow(by: size)
      if size < 0 || overflow { fatalError("Tensor: \(shape) is not a shape") }
      count = product
    }
    return count
  }
}

extension Tensor: CustomStringConvertible {
  /// Shape and first elements.
  public var description: String {
    let shown = withUnsafeScalars { $0.prefix(8).map { "\($0)" }.joined(separator: ", ") }
    return "Tensor \(shape) [\(shown)\(count > 8 ? ", …" : "")]"
  }
}
