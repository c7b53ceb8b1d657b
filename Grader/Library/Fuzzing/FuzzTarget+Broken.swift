import Foundation
import Mutations

extension FuzzTarget {
  /// A reader with one fault of each kind, to show that the search finds them. Not part of `all`.
  ///
  /// A file is `B`, a letter, a length, and that many bytes.
  static let broken = FuzzTarget(
    name: "broken", summary: "a reader that is broken on purpose",
    seeds: { "THMEDW".utf8.map { [UInt8(ascii: "B"), $0, 2, 10, 20] } },
    mutate: { mutator, seeds in
      let seed = mutator.pick(seeds)
      // Only the length and what follows: the letter decides which fault is tried.
      return seed.prefix(2) + mutator.mutated(Array(seed.dropFirst(2)))
    },
    read: { bytes throws(FuzzViolation) in
      guard bytes.count > 3, bytes[0] == UInt8(ascii: "B") else { return false }
      let length = Int(bytes[2])
      let content = bytes[3...]
      if length == content.count { return true }
      switch bytes[1] {
      case UInt8(ascii: "T"):
        // Trusts the length; now and then only, so that the other faults get their turn.
        return content.count < 5 || bytes[3 + length] < 128
      case UInt8(ascii: "H"):
        // Moves on by a length that may be zero.
        var position = 3
        while position < bytes.count {
          position += length
          // The optimiser would leave out a loop that does nothing.
          _ = getpid()
        }
        return true
      case UInt8(ascii: "M"):
        // Takes memory by the length alone, and uses it.
        let taken = [UInt8](repeating: UInt8(length), count: length << 24)
        return taken.last == 0
      case UInt8(ascii: "E"):
        // Refuses in several lines.
        return try refusing { () throws(TwoLines) in throw TwoLines() } ?? false
      case UInt8(ascii: "D"):
        // Drops what it does not know: writing gives another file.
        try require(length == 0, "what was read is not read again after writing")
        return true
      default: return false
      }
    })

  private struct TwoLines: Error, CustomStringConvertible {
    var description: String { "wrong\nvery wrong" }
  }
}
