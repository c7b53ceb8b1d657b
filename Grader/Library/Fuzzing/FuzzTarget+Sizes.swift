import Mutations

extension FuzzTarget {
  /// What `grader chart-sizes` draws.
  static let sizes = FuzzTarget(
    name: "sizes", summary: "files of clear digits by size and minutes",
    seeds: {
      let lines = [
        SizeMeasurement.header,
        "MNIST,epsilon,linear,1,8,1,18000,2,26641,5.5,0.06153,300,41",
        "MNIST,epsilon,linear,1,16,10,18000,2,104609,120.2,0.02911,300,288",
        "MNIST,epsilon,linear,2,16,10,18000,2,104609,121.0,0.02899,100,97",
      ]
      return (2...4).map { Array((lines[..<$0].joined(separator: "\n") + "\n").utf8) }
        + [Array(lines.joined(separator: "\r\n").utf8)]
    },
    mutate: { mutator, seeds in
      var bytes = mutator.pick(seeds)
      guard mutator.oneIn(2) else { return mutator.mutated(bytes, with: seeds) }
      // Another number at a number's place: it is looked at, not only refused.
      let digits = bytes.indices.filter {
        (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(bytes[$0])
      }
      for _ in 0...mutator.below(3) where !digits.isEmpty {
        bytes[mutator.pick(digits)] = UInt8(ascii: "0") + UInt8(mutator.below(10))
      }
      return bytes
    },
    read: { bytes throws(FuzzViolation) in
      let measurements = try refusing { () throws(SizeMeasurement.Problem) in
        try SizeMeasurement.all(in: String(decoding: bytes, as: UTF8.self))
      }
      guard let measurements else { return false }
      let study = SizeStudy(measurements)
      try require(study.chart().width == 800, "a chart of \(study.chart().width) columns")
      let clear = study.points.map(\.clear)
      try require(
        !clear.isEmpty && clear.allSatisfy { (0...100).contains($0) }, "clear digits: \(clear)")
      try require(study.markdown.contains("| epochs |"), "tables without a grid")
      return true
    })
}
