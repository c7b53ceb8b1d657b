import Zlib

/// The file format of MNIST: a big-endian head, then one byte a value; plain or in gzip.
///
/// Images: magic number 2051, count, rows, columns. Labels: magic number 2049, count. Sizes are
/// compared with the bytes that are there; no input traps.
public enum IDX {
  /// Images of one size.
  public struct Images: Equatable, Sendable {
    public let count: Int
    public let rows: Int
    public let columns: Int
    /// `[count, rows, columns]`, row-major.
    public let bytes: [UInt8]

    public init(count: Int, rows: Int, columns: Int, bytes: [UInt8]) {
      self.count = count
      self.rows = rows
      self.columns = columns
      self.bytes = bytes
    }
  }

  /// The most bytes of a file, packed or not: 256 MiB, five times MNIST's largest.
  public static let maximumBytes = 1 << 28

  /// Reads a file of images.
  ///
  /// - Throws: `DigitFileError`, which names the file.
  public static func readImages(_ path: String) throws(DigitFileError) -> Images {
    try read(path, decodeImages)
  }

  /// Reads a file of labels.
  ///
  /// - Throws: `DigitFileError`, which names the file.
  public static func readLabels(_ path: String) throws(DigitFileError) -> [UInt8] {
    try read(path, decodeLabels)
  }

  /// The images in the bytes of a file, plain or gzip (told by its first bytes).
  public static func decodeImages(_ bytes: [UInt8]) throws(Failure) -> Images {
    let bytes = try unpacked(bytes)
    try checkMagic(of: bytes, is: 2051)
    guard bytes.count >= 16 else { throw .truncatedHeader }
    let (count, rows, columns) = (word(bytes, 1), word(bytes, 2), word(bytes, 3))
    guard 1...maximumSide ~= rows, 1...maximumSide ~= columns else {
      throw .badSize(rows: rows, columns: columns)
    }
    // Below 2^32 · 2^24: fits.
    let size = count * rows * columns
    guard bytes.count - 16 == size else {
      throw .wrongLength(expectedBytes: size, actualBytes: bytes.count - 16)
    }
    return Images(count: count, rows: rows, columns: columns, bytes: [UInt8](bytes[16...]))
  }

  /// The labels in the bytes of a file, plain or gzip (told by its first bytes).
  public static func decodeLabels(_ bytes: [UInt8]) throws(Failure) -> [UInt8] {
    let bytes = try unpacked(bytes)
    try checkMagic(of: bytes, is: 2049)
    guard bytes.count >= 8 else { throw .truncatedHeader }
    let count = word(bytes, 1)
    guard bytes.count - 8 == count else {
      throw .wrongLength(expectedBytes: count, actualBytes: bytes.count - 8)
    }
    return [UInt8](bytes[8...])
  }

  /// The bytes of a plain file of images.
  public static func encode(_ images: Images) -> [UInt8] {
    head(2051, images.count, images.rows, images.columns) + images.bytes
  }

  /// The bytes of a plain file of labels.
  public static func encode(labels: [UInt8]) -> [UInt8] {
    head(2049, labels.count) + labels
  }

  private static let maximumSide = 4096

  private static func read<Content>(
    _ path: String, _ decode: ([UInt8]) throws(Failure) -> Content
  ) throws(DigitFileError) -> Content {
    let bytes: [UInt8]
    do { bytes = try CappedFile.read(path, limit: maximumBytes) } catch {
      throw DigitFileError(path: path, cause: .file(error))
    }
    do { return try decode(bytes) } catch { throw DigitFileError(path: path, cause: .idx(error)) }
  }

  private static func unpacked(_ bytes: [UInt8]) throws(Failure) -> [UInt8] {
    guard bytes.starts(with: [0x1F, 0x8B]) else { return bytes }
    do { return try Zlib.inflate(bytes, as: .gzip, limit: maximumBytes) } catch {
      throw .badData(error)
    }
  }

  private static func checkMagic(of bytes: [UInt8], is expected: Int) throws(Failure) {
    guard bytes.count >= 4 else { throw .truncatedHeader }
    guard word(bytes, 0) == expected else {
      throw .wrongMagic(expected: expected, actual: word(bytes, 0))
    }
  }

  private static func word(_ bytes: [UInt8], _ index: Int) -> Int {
    bytes[4 * index..<4 * index + 4].reduce(0) { $0 << 8 | Int($1) }
  }

  private static func head(_ numbers: Int...) -> [UInt8] {
    numbers.flatMap {
      [UInt8($0 >> 24), UInt8($0 >> 16 & 255), UInt8($0 >> 8 & 255), UInt8($0 & 255)]
    }
  }
}
