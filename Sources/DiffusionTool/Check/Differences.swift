import Tensors

/// "ᾱ[3] is 0.72, expected 0.432".
func differs(_ what: String, _ found: Double, _ expected: Double, note: String = "") -> Bilingual {
  let (found, expected) = shortPair(found, expected)
  let tail = note.isEmpty ? "" : " (\(note))"
  return Bilingual(
    "\(what) is \(found), expected \(expected)\(tail)",
    korean: "\(what): 나온 값 \(found), 기대한 값 \(expected)\(tail)")
}

/// A shape, a number of things or a list that is not what it should be.
func differs(_ what: Bilingual, found: String, expected: String) -> Bilingual {
  Bilingual(
    "\(what.english): \(found), expected \(expected)",
    korean: "\(what.korean): 나온 값 \(found), 기대한 값 \(expected)")
}

func wrongShape(_ what: String, _ found: [Int], _ expected: [Int]) -> Bilingual {
  differs(
    Bilingual("the shape of \(what)", korean: "\(what)의 shape"), found: "\(found)",
    expected: "\(expected)")
}

/// The first entry of a table that differs, or nil.
func difference(
  _ name: String, _ found: [Double], _ expected: [Double], from first: Int = 0,
  tolerance: Double = 1e-6
) -> Bilingual? {
  guard found.count == expected.count else {
    return differs(
      Bilingual("entries of \(name)", korean: "\(name)의 길이"), found: "\(found.count)",
      expected: "\(expected.count)")
  }
  for t in first..<expected.count where !(abs(found[t] - expected[t]) <= tolerance) {
    return differs("\(name)[\(t)]", found[t], expected[t])
  }
  return nil
}

/// The first element of a tensor that differs, or nil. Its shape comes first.
///
/// - Parameter timesteps: One for each image, to be named.
func difference(
  _ name: String, _ found: Tensor, _ expected: [Float], shape: [Int], tolerance: Float = 1e-4,
  timesteps: [Int]? = nil
) -> Bilingual? {
  guard found.shape == shape else { return wrongShape(name, found.shape, shape) }
  for (i, (a, b)) in zip(found.scalars, expected).enumerated() where !(abs(a - b) <= tolerance) {
    var rest = i
    let index = Array(
      shape.reversed().map { size in
        defer { rest /= size }
        return rest % size
      }.reversed())
    let note = timesteps.map { "t = \($0[index[0]])" } ?? ""
    return differs("\(name)\(index)", Double(a), Double(b), note: note)
  }
  return nil
}

/// A loss that differs, or nil.
func difference(loss: Tensor, _ expected: Double) -> Bilingual? {
  guard loss.shape.isEmpty else { return wrongShape("L", loss.shape, []) }
  let found = Double(loss.scalar)
  return abs(found - expected) <= 1e-4 * max(1, abs(expected)) ? nil : differs("L", found, expected)
}

/// At most five digits after the point.
func short(_ value: Double) -> String {
  guard value.isFinite, abs(value) < 1e6 else { return "\(value)" }
  let rounded = (value * 1e5).rounded() / 1e5
  return rounded == rounded.rounded() ? "\(Int(rounded))" : "\(rounded)"
}

/// Two numbers that differ, so that they look different too.
private func shortPair(_ first: Double, _ second: Double) -> (String, String) {
  let pair = (short(first), short(second))
  return pair.0 == pair.1 ? ("\(first)", "\(second)") : pair
}
