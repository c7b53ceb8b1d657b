extension PictureFileError: CustomStringConvertible {
  /// One line that names the file, says what is wrong and what to do.
  public var description: String {
    switch cause {
    case .file(let failure): "\(path): \(failure)"
    case .png(let failure): "\(path): \(failure)"
    case .npy(let failure): "\(path): \(failure)"
    }
  }
}

extension PNG.Failure: CustomStringConvertible {
  /// One clause, to follow the name of the file.
  public var description: String {
    switch self {
    case .notPNG:
      "not a PNG image (wrong first bytes)"
    case .truncated:
      "the PNG image is cut short; copy or save it again"
    case .badChunkName:
      "the PNG image is damaged (a chunk without a name); copy or save it again"
    case .wrongChecksum(let chunk):
      "the PNG image is damaged (checksum of \(chunk)); copy or save it again"
    case .wrongOrder(let chunk):
      "not a valid PNG image (\(chunk) stands in the wrong place)"
    case .wrongLength(let chunk, let length):
      "not a valid PNG image (\(chunk) has \(length) bytes)"
    case .unknownCriticalChunk(let chunk):
      "the PNG image needs the extension \(chunk), which is not supported; save it again"
    case .unsupportedFormat(let depth, let colourType):
      "not a valid PNG image (\(depth) bits with colour type \(colourType))"
    case .unknownMethod(let compression, let filter, let interlace):
      "not a valid PNG image (compression \(compression), filter \(filter), interlace "
        + "\(interlace))"
    case .emptyImage(let width, let height):
      "not a valid PNG image (\(width) × \(height) pixels)"
    case .tooManyPixels(let width, let height, let limit):
      "the PNG image has \(width) × \(height) pixels, over the \(limit) allowed; make it smaller"
    case .missing(let chunk):
      "not a valid PNG image (\(chunk) is missing)"
    case .badData(let failure):
      "the PNG image is damaged: \(failure)"
    case .tooFewRows(let expected, let actual):
      "the PNG image is cut short: \(actual) bytes of rows where its size needs \(expected)"
    case .tooManyRows(let expected):
      "the PNG image is damaged: more than the \(expected) bytes of rows that its size needs"
    case .unknownFilter(let filter):
      "the PNG image is damaged (row filter \(filter))"
    case .noSuchColour(let index, let colours):
      "the PNG image is damaged (colour \(index) of a palette of \(colours))"
    }
  }
}

extension NPY.Failure: CustomStringConvertible {
  /// One clause, to follow the name of the file.
  public var description: String {
    switch self {
    case .notNPY:
      "not an NPY file (wrong first bytes); write it with numpy.save"
    case .truncatedHeader:
      "the NPY file ends inside its header; write it again"
    case .unknownVersion(let major, let minor):
      "NPY version \(major).\(minor) is not supported; write it with numpy.save"
    case .badHeader(let reason):
      "the header of the NPY file is damaged (\(reason)); write it again"
    case .unsupportedType(let type):
      "arrays of type \(type) are not supported; write it with .astype(numpy.float32)"
    case .tooLarge(let shape):
      "an array of shape \(shape) is too large to read"
    case .wrongSize(let shape, let expected, let actual):
      "the NPY file has \(actual) bytes of values where shape \(shape) needs \(expected); "
        + "write it again"
    }
  }
}
