/// How two shapes combine: as in NumPy, axes are matched from the last, and an axis of size 1 (or a
/// missing one) is repeated.
///
/// The result is walked as runs of contiguous elements: within a run each operand either moves along
/// or stays, so the inner loops are simple.
struct Broadcast {
  let shape: [Int]
  /// Elements in a run.
  let run: Int
  /// Whether the operand moves along within a run.
  let leftMoves: Bool
  let rightMoves: Bool
  private let outer: [Int]
  private let leftStrides: [Int]
  private let rightStrides: [Int]

  init(_ left: [Int], _ right: [Int]) {
    let rank = max(left.count, right.count)
    let a = Array(repeating: 1, count: rank - left.count) + left
    let b = Array(repeating: 1, count: rank - right.count) + right
    shape = zip(a, b).map { x, y in
      if x != y && x != 1 && y != 1 {
        fatalError("shapes \(left) and \(right) do not combine: sizes \(x) and \(y) differ")
      }
      return x == 1 ? y : x
    }
    // The longest run: the last axes for which both operands keep their kind.
    var axis = rank
    var run = 1
    var kind: (Bool, Bool)?
    while axis > 0 {
      let size = shape[axis - 1]
      if size != 1 {
        let here = (a[axis - 1] == size, b[axis - 1] == size)
        if let kind, kind != here { break }
        kind = here
      }
      run *= size
      axis -= 1
    }
    self.run = run
    (leftMoves, rightMoves) = kind ?? (true, true)
    outer = Array(shape[..<axis])
    leftStrides = Broadcast.strides(a, upTo: axis)
    rightStrides = Broadcast.strides(b, upTo: axis)
  }

  /// Row-major strides, 0 for repeated axes.
  private static func strides(_ shape: [Int], upTo axis: Int) -> [Int] {
    var strides = Array(repeating: 0, count: shape.count)
    var step = 1
    for i in stride(from: shape.count - 1, through: 0, by: -1) {
      strides[i] = shape[i] == 1 ? 0 : step
      step *= shape[i]
    }
    return Array(strides[..<axis])
  }

  /// Calls `body(result, left, right)` with the offsets of each run.
  func forEachRun(_ body: (Int, Int, Int) -> Void) {
    guard !shape.contains(0) else { return }
    var index = Array(repeating: 0, count: outer.count)
    var left = 0
    var right = 0
    var result = 0
    while true {
      body(result, left, right)
      result += run
      var axis = outer.count - 1
      while axis >= 0 {
        index[axis] += 1
        left += leftStrides[axis]
        right += rightStrides[axis]
        if index[axis] < outer[axis] { break }
        left -= leftStrides[axis] * outer[axis]
        right -= rightStrides[axis] * outer[axis]
        index[axis] = 0
        axis -= 1
      }
      if axis < 0 { return }
    }
  }
}

extension Tensor {
  /// The sum over the axes along which `shape` was repeated to give this tensor's shape.
  func summed(to shape: [Int]) -> Tensor {
    if self.shape == shape { return self }
    let broadcast = Broadcast(self.shape, shape)
    return Tensor(shape: shape) { target in
      target.update(repeating: 0, count: Tensor.count(of: shape))
      let source = pointer
      broadcast.forEachRun { from, _, to in
        if broadcast.rightMoves {
          for i in 0..<broadcast.run { target[to + i] += source[from + i] }
        } else {
          target[to] += Float(sumOf(source + from, broadcast.run))
        }
      }
    }
  }

  /// The elements repeated to fill `shape`.
  func repeated(to shape: [Int]) -> Tensor {
    if self.shape == shape { return detached() }
    let broadcast = Broadcast(shape, self.shape)
    return Tensor(shape: shape) { target in
      let source = pointer
      broadcast.forEachRun { to, _, from in
        if broadcast.rightMoves {
          (target + to).update(from: source + from, count: broadcast.run)
        } else {
          (target + to).update(repeating: source[from], count: broadcast.run)
        }
      }
    }
  }
}
