/// Sums `length` floats over pieces that are done in any order by any thread, with the same result each time:
/// each piece adds to sums of its own, which begin with 0, and these are added in the order of the pieces.
///
/// - Parameters:
///   - piece: Adds the piece of the given number to the given sums.
///   - finish: Is given the sums over all pieces, and may change them.
func sumPieces(
  _ pieces: Int, length: Int, _ piece: (Int, UnsafeMutablePointer<Float>) -> Void,
  finish: (UnsafeMutablePointer<Float>) -> Void
) {
  withScratch(max(pieces, 1) * length) { sums in
    if pieces == 0 { sums.update(repeating: 0, count: length) }
    parallelFor(pieces) { index in
      let own = sums + index * length
      own.update(repeating: 0, count: length)
      piece(index, own)
    }
    parallelRanges(length, grain: 1 << 12) { range in
      for index in 1..<max(pieces, 1) {
        let more = sums + index * length
        for i in range { sums[i] += more[i] }
      }
    }
    finish(sums)
  }
}
