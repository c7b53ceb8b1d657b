import Digits
import Mutations
import Zlib

extension FuzzTarget {
  /// MNIST's files, plain and in gzip.
  static let idx = FuzzTarget(
    name: "idx", summary: "IDX files of images and labels, plain and in gzip",
    seeds: {
      let digits = DrawnDigits.generate(count: 2, seed: 5)
      let plain = [
        IDX.encode(IDX.Images(count: 2, rows: 28, columns: 28, bytes: digits.pixels)),
        IDX.encode(IDX.Images(count: 2, rows: 1, columns: 3, bytes: [1, 2, 3, 4, 5, 6])),
        IDX.encode(labels: [7, 2, 1, 0]),
      ]
      return plain
        + plain.map { Zlib.deflate($0, as: .gzip) }
        // Two members; and 1 MiB out of 1 KiB.
        + [Zlib.deflate(plain[1], as: .gzip) + Zlib.deflate([1, 2], as: .gzip)]
        + [Zlib.deflate([UInt8](repeating: 0, count: 1 << 20), as: .gzip)]
    },
    mutate: { mutator, seeds in
      let seed = mutator.pick(seeds)
      guard mutator.oneIn(2), let plain = try? Zlib.inflate(seed, as: .gzip, limit: 1 << 16) else {
        return mutator.mutated(seed, with: seeds)
      }
      // Packed anew, so that the checksum at its end is right.
      return Zlib.deflate(mutator.mutated(plain), as: .gzip, level: 1)
    },
    read: { bytes throws(FuzzViolation) in
      let images = try refusing { () throws(IDX.Failure) in try IDX.decodeImages(bytes) }
      if let images {
        try require(
          images.bytes.count == images.count * images.rows * images.columns,
          "\(images.bytes.count) bytes for \(images.count) × \(images.rows) × \(images.columns)")
        let again = try refusing { () throws(IDX.Failure) in
          try IDX.decodeImages(IDX.encode(images))
        }
        try require(again == images, "images that were read are not read again after writing")
      }
      let labels = try refusing { () throws(IDX.Failure) in try IDX.decodeLabels(bytes) }
      if let labels {
        let again = try refusing { () throws(IDX.Failure) in
          try IDX.decodeLabels(IDX.encode(labels: labels))
        }
        try require(again == labels, "labels that were read are not read again after writing")
      }
      try require(images == nil || labels == nil, "one file is read as images and as labels")
      return images != nil || labels != nil
    })
}
