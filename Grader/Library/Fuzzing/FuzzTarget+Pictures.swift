import Foundation
import Mutations
import Pictures
import SubmissionProtocol

extension FuzzTarget {
  /// NPY files, and what is looked at in a run's samples.
  static let npy = FuzzTarget(
    name: "npy", summary: "NPY files, and samples that a run claims",
    seeds: {
      let values = (0..<24).map { Float($0) / 7 - 1 }
      var seeds: [[UInt8]] = [[24], [4, 6], [2, 3, 4], [1, 24, 1, 1]].map {
        NPY.encode(shape: $0, values: values)
      }
      seeds += [NPY.encode(shape: [], values: [1]), NPY.encode(shape: [3, 0], values: [])]
      // Other types, orders and versions: our writer writes one kind.
      for (type, size) in [
        ("<f2", 2), (">f4", 4), ("<f8", 8), ("|b1", 1), ("|i1", 1), ("<u2", 2), (">i8", 8),
      ] {
        for (order, version) in [("True", 1), ("False", 2)] {
          let header = "{'descr': '\(type)', 'fortran_order': \(order), 'shape': (2, 3), }\n"
          var bytes: [UInt8] = [0x93] + "NUMPY".utf8 + [UInt8(version), 0]
          bytes += [UInt8(header.utf8.count), 0] + (version == 1 ? [] : [0, 0]) + header.utf8
          seeds.append(bytes + (0..<6 * size).map { UInt8(truncatingIfNeeded: 37 * $0) })
        }
      }
      return seeds
    },
    mutate: { mutator, seeds in
      // The samples of a run are large: they come less often.
      if mutator.oneIn(100) {
        var samples = NPY.encode(shape: [100, 1, 28, 28], values: sampleValues)
        for _ in 0...mutator.below(6) {
          mutator.putInteger(into: &samples, at: 128 + 4 * mutator.below(78_400))
        }
        return samples
      }
      return mutator.mutated(
        mutator.pick(seeds), with: seeds,
        words: [
          "'descr'", "'shape'", "'fortran_order'", "True", "False", "(", ")", "()", ",", "'", "L",
          "[('a','<f4')]", "{", "}", "'<f4'", "'>f8'", "'|b1'", "(0,)", "(-1,)", "(1,)*9",
        ].map { Array($0.utf8) })
    },
    read: { bytes throws(FuzzViolation) in
      guard let array = try refusing({ () throws(NPY.Failure) in try NPY.decode(bytes) }) else {
        return false
      }
      let count = array.shape.contains(0) ? 0 : array.shape.reduce(1, *)
      try require(
        count == array.values.count, "shape \(array.shape) with \(array.values.count) values")
      let again = try refusing { () throws(NPY.Failure) in
        try NPY.decode(NPY.encode(shape: array.shape, values: array.values))
      }
      try require(
        again?.shape == array.shape
          && again?.values.map(\.bitPattern) == array.values.map(\.bitPattern),
        "what was read is not read again after writing")
      let samples = RunInspection.samples(in: array)
      for line in samples.finding.feedback { try requireOneLine(line[.english]) }
      try require((0...1).contains(samples.finding.share), "a share of \(samples.finding.share)")
      if let images = samples.images {
        try require(
          images.count == 78_400 && images.allSatisfy(\.isFinite), "images that cannot be judged")
      }
      return true
    })

  /// Smooth spots: neither empty nor noise.
  private static let sampleValues = (0..<78_400).map { index -> Float in
    let (x, y, image) = (index % 28, index / 28 % 28, index / 784)
    return sin(Float(x + image) / 5) * cos(Float(y) / 4 + Float(image))
  }

  /// PNG images of every kind: colour types, depths, filters, interlacing.
  static let png = FuzzTarget(
    name: "png", summary: "PNG images",
    seeds: {
      var mutator = Mutator(seed: 3)
      var seeds = [1, 3].map { channels in
        PNG.encode(
          Image(
            width: 5, height: 4, channels: channels, pixels: mutator.randomBytes(20 * channels)))
      }
      for (type, depths, samples) in [
        (0, [1, 2, 4, 8, 16], 1), (2, [8, 16], 3), (3, [1, 2, 4, 8], 1), (4, [8, 16], 2),
        (6, [8, 16], 4),
      ] {
        for depth in depths {
          for isInterlaced in [false, true] {
            let (width, height) = (7, 6)
            // Room for the rows of all seven passes; what is too much is cut below.
            var header: [UInt8] = [0, 0, 0, UInt8(width), 0, 0, 0, UInt8(height)]
            header += [UInt8(depth), UInt8(type), 0, 0, isInterlaced ? 1 : 0]
            let passes =
              isInterlaced
              ? [(1, 1), (1, 1), (2, 1), (2, 2), (4, 2), (3, 3), (7, 3)] : [(width, height)]
            let rows = passes.flatMap { width, height in
              (0..<height).flatMap { _ in
                [UInt8(mutator.below(5))]
                  + mutator.randomBytes((width * samples * depth + 7) / 8)
              }
            }
            var parts = PNGParts([("IHDR", header), ("IDAT", []), ("IEND", [])])
            parts.rows = rows
            if type == 3 { parts.chunks.insert(("PLTE", mutator.randomBytes(768)), at: 1) }
            if type == 3 { parts.chunks.insert(("tRNS", mutator.randomBytes(9)), at: 2) }
            if type == 0 || type == 2 {
              parts.chunks.insert(("tRNS", mutator.randomBytes(2 * samples)), at: 1)
            }
            if type == 6 { parts.chunks.insert(("tEXt", [65, 0, 66]), at: 1) }
            seeds.append(parts.file)
          }
        }
      }
      return seeds
    },
    mutate: { mutator, seeds in mutator.mutatedPNG(mutator.pick(seeds), with: seeds) },
    read: { bytes throws(FuzzViolation) in
      let pixels = 1 << 20
      guard
        let image = try refusing({ () throws(PNG.Failure) in
          try PNG.decode(bytes, maximumPixels: pixels)
        })
      else { return false }
      try require(image.width * image.height <= pixels, "more pixels than are allowed")
      let again = try refusing { () throws(PNG.Failure) in try PNG.decode(PNG.encode(image)) }
      try require(again == image, "what was read is not read again after writing")
      return true
    })
}
