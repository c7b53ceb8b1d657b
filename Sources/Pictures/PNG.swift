import Zlib

/// Portable Network Graphics (ISO/IEC 15948): writes grey and RGB images, reads every kind.
public enum PNG {
  /// The pixels that `decode` and `read` accept unless told otherwise: 4096 × 4096.
  public static let defaultMaximumPixels = 1 << 24

  /// The bytes of a PNG file.
  public static func encode(_ image: Image) -> [UInt8] {
    var header = bigEndian(UInt32(image.width)) + bigEndian(UInt32(image.height))
    header += [8, image.channels == 1 ? 0 : 2, 0, 0, 0]
    var bytes = signature
    append(chunk: "IHDR", header, to: &bytes)
    append(
      chunk: "IDAT", Zlib.deflate(filteredRows(of: image), as: .zlib, level: 9), to: &bytes)
    append(chunk: "IEND", [], to: &bytes)
    return bytes
  }

  /// The image in the bytes of a PNG file.
  ///
  /// All colour types, bit depths, filters and Adam7 interlacing. Grey stays one channel, all else
  /// becomes RGB; 16 bits are rounded to 8; transparent parts are laid over white; gamma and other
  /// ancillary chunks are ignored, bytes after the end too.
  ///
  /// - Throws: `Failure`; no input traps.
  public static func decode(
    _ bytes: [UInt8], maximumPixels: Int = defaultMaximumPixels
  ) throws(Failure) -> Image {
    let file = try Chunks(bytes, maximumPixels: maximumPixels)
    let header = file.header
    let size = header.passes.reduce(0) { $0 + $1.height * (header.bytes(inRowOf: $1.width) + 1) }
    var rows: [UInt8]
    do {
      rows = try Zlib.inflate(file.data, as: .zlib, limit: size)
    } catch .tooLarge {
      throw .tooManyRows(expectedBytes: size)
    } catch {
      throw .badData(error)
    }
    guard rows.count == size else {
      throw .tooFewRows(expectedBytes: size, actualBytes: rows.count)
    }
    return try image(from: &rows, header: header, colours: file.colours)
  }

  /// Reads a PNG file.
  ///
  /// - Throws: `PictureFileError`, which names the file.
  public static func read(
    _ path: String, maximumPixels: Int = defaultMaximumPixels
  ) throws(PictureFileError) -> Image {
    // No honest image is larger than its raw values, 8 bytes a pixel, by more than a little.
    let (size, overflows) = maximumPixels.multipliedReportingOverflow(by: 8)
    let limit = overflows ? Int.max : max(size, 1 << 20)
    let bytes: [UInt8]
    do { bytes = try CappedFile.read(path, limit: limit) } catch {
      throw PictureFileError(path: path, cause: .file(error))
    }
    do { return try decode(bytes, maximumPixels: maximumPixels) } catch {
      throw PictureFileError(path: path, cause: .png(error))
    }
  }

  /// Writes a PNG file; a file of that name is replaced as a whole.
  ///
  /// - Throws: `PictureFileError`, which names the file.
  public static func write(_ image: Image, to path: String) throws(PictureFileError) {
    do { try CappedFile.write(encode(image), to: path) } catch {
      throw PictureFileError(path: path, cause: .file(error))
    }
  }

  static let signature: [UInt8] = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]

  static func bigEndian(_ value: UInt32) -> [UInt8] {
    withUnsafeBytes(of: value.bigEndian) { [UInt8]($0) }
  }

  private static func append(chunk name: String, _ content: [UInt8], to bytes: inout [UInt8]) {
    let typed = [UInt8](name.utf8) + content
    bytes += bigEndian(UInt32(content.count))
    bytes += typed
    bytes += bigEndian(Zlib.crc32(typed))
  }
}
