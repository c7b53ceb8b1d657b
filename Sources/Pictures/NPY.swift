import Foundation
import Zlib

/// NumPy's array files (format versions 1 to 3).
///
/// Written: little-endian float32, C order. Read: float16, float32, float64, signed and unsigned
/// integers of 1 to 8 bytes and booleans, either byte order, C or Fortran order; all become Float32.
public enum NPY {
  /// An array: its shape and its values, row-major.
  public struct Array: Equatable, Sendable {
    public let shape: [Int]
    public let values: [Float]

    public init(shape: [Int], values: [Float]) {
      self.shape = shape
      self.values = values
    }
  }

  /// The largest file that `read` accepts unless told otherwise: 256 MiB.
  public static let defaultMaximumBytes = 1 << 28

  /// The bytes of an NPY file, version 1.0.
  ///
  /// - Parameters:
  ///   - shape: Any number of axes; the product must be the number of values.
  ///   - values: Row-major.
  public static func encode(shape: [Int], values: [Float]) -> [UInt8] {
    guard shape.allSatisfy({ $0 >= 0 }), shape.reduce(1, *) == values.count else {
      fatalError("\(values.count) values for an array of shape \(shape)")
    }
    // Python writes a tuple of one with a comma: (3,).
    let axes = shape.map(String.init).joined(separator: ", ") + (shape.count == 1 ? "," : "")
    var header = "{'descr': '<f4', 'fortran_order': False, 'shape': (\(axes)), }"
    // Spaces, so that the values start at a multiple of 64 bytes.
    let length = magic.count + 4 + header.utf8.count + 1
    header += String(repeating: " ", count: (64 - length % 64) % 64) + "\n"
    var bytes = magic + [1, 0, UInt8(header.utf8.count & 255), UInt8(header.utf8.count >> 8)]
    bytes += header.utf8
    bytes.reserveCapacity(bytes.count + 4 * values.count)
    for value in values {
      withUnsafeBytes(of: value.bitPattern.littleEndian) { bytes.append(contentsOf: $0) }
    }
    return bytes
  }

  /// The array in the bytes of an NPY file.
  ///
  /// The size that the header promises is compared with the bytes before any memory is taken for
  /// the values. Bytes left over are an error.
  ///
  /// - Throws: `Failure`; no input traps.
  public static func decode(_ bytes: [UInt8]) throws(Failure) -> Array {
    let header = try Header(of: bytes)
    guard let count = header.count, let size = header.byteCount(of: count) else {
      throw .tooLarge(shape: header.shape)
    }
    guard bytes.count - header.end == size else {
      throw .wrongSize(
        shape: header.shape, expectedBytes: size, actualBytes: bytes.count - header.end)
    }
    let values = header.type.values(bytes, from: header.end, count: count)
    let isReordered = header.isFortranOrdered && header.shape.count > 1
    return Array(
      shape: header.shape,
      values: isReordered ? rowMajor(values, shape: header.shape) : values)
  }

  /// Reads an NPY file.
  ///
  /// - Throws: `PictureFileError`, which names the file.
  public static func read(
    _ path: String, maximumBytes: Int = defaultMaximumBytes
  ) throws(PictureFileError) -> Array {
    let bytes: [UInt8]
    do { bytes = try CappedFile.read(path, limit: maximumBytes) } catch {
      throw PictureFileError(path: path, cause: .file(error))
    }
    do { return try decode(bytes) } catch {
      throw PictureFileError(path: path, cause: .npy(error))
    }
  }

  /// Writes a float32 NPY file; a file of that name is replaced as a whole.
  ///
  /// - Throws: `PictureFileError`, which names the file.
  public static func write(
    shape: [Int], values: [Float], to path: String
  ) throws(PictureFileError) {
    do { try CappedFile.write(encode(shape: shape, values: values), to: path) } catch {
      throw PictureFileError(path: path, cause: .file(error))
    }
  }

  static let magic: [UInt8] = [0x93] + [UInt8]("NUMPY".utf8)

  /// Column-major values in row-major order.
  private static func rowMajor(_ values: [Float], shape: [Int]) -> [Float] {
    guard !values.isEmpty else { return values }
    var strides = [Int](repeating: 1, count: shape.count)
    for axis in shape.indices.dropFirst() { strides[axis] = strides[axis - 1] * shape[axis - 1] }
    var index = [Int](repeating: 0, count: shape.count)
    var source = 0
    return values.indices.map { _ in
      let value = values[source]
      // Counts up by one, last axis first.
      var axis = shape.count - 1
      while axis >= 0 {
        index[axis] += 1
        source += strides[axis]
        if index[axis] < shape[axis] { break }
        source -= strides[axis] * shape[axis]
        index[axis] = 0
        axis -= 1
      }
      return value
    }
  }
}
