internal import CProcessor

/// Moves one row of several images between memory and vectors whose lanes are tiles.
///
/// A vector holds 16 lanes: 2 images of 8 tiles, 4 of 4 or 8 of 2. A row of all of them is four pieces
/// of 16 floats, x ascending within an image, and becomes four phases: lane X of phase c holds the
/// row's element 4 X + c. Elements beyond an image's width are zero.
struct ImageRows {
  private let lanesPerImage: Int
  private let width: Int
  /// Floats from one channel to the next.
  private let plane: Int
  /// Elements of a piece that lie beyond the image's width.
  private let beyond: SIMDMask<SIMD16<Int32>>
  /// Lanes of the last tile of each image, where its right neighbour is the next image; else none.
  private let ends: SIMDMask<SIMD16<Int32>>
  /// Lanes of the first tile of each image, where its left neighbour is the image before.
  private let starts: SIMDMask<SIMD16<Int32>>

  init(_ layout: TileLayout, width: Int, plane: Int) {
    lanesPerImage = layout.lanesPerImage
    self.width = width
    self.plane = plane
    var beyond = SIMDMask<SIMD16<Int32>>(repeating: false)
    var ends = beyond
    var starts = beyond
    for lane in 0..<vectorWidth {
      let x = lanesPerImage == 8 ? lane + 16 : lane % (4 * lanesPerImage)
      beyond[lane] = x >= width
      starts[lane] = lane % lanesPerImage == 0
      // With an idle lane at its end, an image has no neighbour.
      ends[lane] =
        width > 4 * (lanesPerImage - 1) && lane % lanesPerImage == lanesPerImage - 1
    }
    self.beyond = beyond
    self.ends = ends
    self.starts = starts
  }

  /// Reads `count` rows, one after another in each image, as phases.
  ///
  /// - Parameters:
  ///   - row: The first row's first element in the first image.
  ///   - imageStride: Floats from one image to the next.
  ///   - images: How many images there are; the lanes of further ones are zero.
  ///   - end: Where the images' memory ends.
  ///   - phases: [count][4] vectors.
  ///   - scratch: Room for 32 floats.
  func read(
    _ row: UnsafePointer<Float>, count: Int, imageStride: Int, images: Int,
    end: UnsafePointer<Float>,
    into phases: UnsafeMutablePointer<Float>, scratch: UnsafeMutablePointer<Float>
  ) {
    for y in 0..<count {
      let row = row + y * width
      var (a, b, c, d) = (Vector.zero, Vector.zero, Vector.zero, Vector.zero)
      if lanesPerImage == 8 {
        if images > 0 {
          let first = readable(row, end, scratch)
          a = load(first)
          b = within(load(first + vectorWidth))
        }
        if images > 1 {
          let second = readable(row + imageStride, end, scratch)
          c = load(second)
          d = within(load(second + vectorWidth))
        }
      } else if lanesPerImage == 4 {
        if images > 0 { a = within(load(readable(row, end, scratch))) }
        if images > 1 { b = within(load(readable(row + imageStride, end, scratch))) }
        if images > 2 { c = within(load(readable(row + 2 * imageStride, end, scratch))) }
        if images > 3 { d = within(load(readable(row + 3 * imageStride, end, scratch))) }
      } else {
        a = readPair(row, imageStride, images, end, scratch)
        b = readPair(row + 2 * imageStride, imageStride, images - 2, end, scratch)
        c = readPair(row + 4 * imageStride, imageStride, images - 4, end, scratch)
        d = readPair(row + 6 * imageStride, imageStride, images - 6, end, scratch)
      }
      let (evenLeft, oddLeft) = (evenLanes(a, b), oddLanes(a, b))
      let (evenRight, oddRight) = (evenLanes(c, d), oddLanes(c, d))
      Four(
        a: evenLanes(evenLeft, evenRight), b: evenLanes(oddLeft, oddRight),
        c: oddLanes(evenLeft, evenRight), d: oddLanes(oddLeft, oddRight)
      ).write(to: phases + y * phasesLength, stride: vectorWidth)
    }
  }

  /// Writes `count` rows from their phases: `read` backwards.
  func write(
    _ phases: UnsafePointer<Float>, count: Int, imageStride: Int, images: Int,
    to row: UnsafeMutablePointer<Float>
  ) {
    for image in 0..<max(0, min(images, vectorWidth / lanesPerImage)) {
      prefetch(row + image * imageStride + plane, count: count * width)
    }
    for y in 0..<count {
      let row = row + y * width
      let from = Four(phases + y * phasesLength, stride: vectorWidth)
      let (evenLow, evenHigh) = (lowPairs(from.a, from.c), highPairs(from.a, from.c))
      let (oddLow, oddHigh) = (lowPairs(from.b, from.d), highPairs(from.b, from.d))
      let (a, b) = (lowPairs(evenLow, oddLow), highPairs(evenLow, oddLow))
      let (c, d) = (lowPairs(evenHigh, oddHigh), highPairs(evenHigh, oddHigh))
      if lanesPerImage == 8 {
        if images > 0 {
          store(a, to: row)
          storeFirst(width - vectorWidth, of: b, to: row + vectorWidth)
        }
        if images > 1 {
          store(c, to: row + imageStride)
          storeFirst(width - vectorWidth, of: d, to: row + imageStride + vectorWidth)
        }
      } else if lanesPerImage == 4 {
        if images > 0 { storeFirst(width, of: a, to: row) }
        if images > 1 { storeFirst(width, of: b, to: row + imageStride) }
        if images > 2 { storeFirst(width, of: c, to: row + 2 * imageStride) }
        if images > 3 { storeFirst(width, of: d, to: row + 3 * imageStride) }
      } else {
        writePair(a, to: row, imageStride, images: images)
        writePair(b, to: row + 2 * imageStride, imageStride, images: images - 2)
        writePair(c, to: row + 4 * imageStride, imageStride, images: images - 4)
        writePair(d, to: row + 6 * imageStride, imageStride, images: images - 6)
      }
    }
  }

  /// Asks for memory that lies far from what was used last.
  @_transparent
  private func prefetch(_ start: UnsafePointer<Float>, count: Int) {
    var line = start
    while line < start + count {
      processor_prefetch(line)
      line += vectorWidth
    }
  }

  /// The row, or, at the very end of the memory, a copy of it behind which there is room.
  @_transparent
  private func readable(
    _ row: UnsafePointer<Float>, _ end: UnsafePointer<Float>,
    _ scratch: UnsafeMutablePointer<Float>
  ) -> UnsafePointer<Float> {
    // The next channel's row lies far from here.
    processor_prefetch(row + plane)
    if lanesPerImage == 8 { processor_prefetch(row + plane + vectorWidth) }
    if row + 4 * lanesPerImage <= end { return row }
    scratch.update(from: row, count: width)
    return UnsafePointer(scratch)
  }

  @_transparent
  private func within(_ piece: Vector) -> Vector { piece.replacing(with: 0, where: beyond) }

  /// The rows of two images, 8 floats each.
  @_transparent
  private func readPair(
    _ row: UnsafePointer<Float>, _ imageStride: Int, _ images: Int, _ end: UnsafePointer<Float>,
    _ scratch: UnsafeMutablePointer<Float>
  ) -> Vector {
    var (low, high) = (SIMD8<Float>.zero, SIMD8<Float>.zero)
    if images > 0 {
      low = UnsafeRawPointer(readable(row, end, scratch)).loadUnaligned(as: SIMD8<Float>.self)
    }
    if images > 1 {
      high = UnsafeRawPointer(readable(row + imageStride, end, scratch))
        .loadUnaligned(as: SIMD8<Float>.self)
    }
    return within(Vector(lowHalf: low, highHalf: high))
  }

  /// The elements 4 X − 1 … 4 X + 4 of a row, from its phases.
  @_transparent
  func withNeighbours(_ phases: Four) -> Six {
    let (p, n) = (phases.d, phases.a)
    let before = Vector(
      0, p[0], p[1], p[2], p[3], p[4], p[5], p[6], p[7], p[8], p[9], p[10], p[11], p[12], p[13],
      p[14]
    ).replacing(with: 0, where: starts)
    let after = Vector(
      n[1], n[2], n[3], n[4], n[5], n[6], n[7], n[8], n[9], n[10], n[11], n[12], n[13], n[14],
      n[15], 0)
    return Six(
      a: before, b: phases.a, c: phases.b, d: phases.c, e: phases.d,
      f: after.replacing(with: 0, where: ends))
  }

  @_transparent
  private func writePair(
    _ pair: Vector, to row: UnsafeMutablePointer<Float>, _ imageStride: Int, images: Int
  ) {
    if images > 0 { storeFirst(width, of: pair, to: row) }
    if images > 1 {
      storeFirst(
        width, of: Vector(lowHalf: pair.highHalf, highHalf: pair.highHalf), to: row + imageStride)
    }
  }
}
