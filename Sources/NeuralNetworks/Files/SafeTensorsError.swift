/// Why a safetensors file cannot be read or written.
public struct SafeTensorsError: Error, Equatable, Sendable {
  enum Cause: Equatable, Sendable {
    case file(RegularFile.Failure)
    case content(SafeTensorsContentError)
    case unwritable(String)
  }

  public let path: String
  let cause: Cause
}

/// What is wrong with the bytes of a file, or with tensors to be written.
package enum SafeTensorsContentError: Error, Equatable, Sendable {
  case tooShort(bytes: Int)
  case headerLength(UInt64, available: Int)
  case malformedHeader(at: Int)
  case duplicateName(String)
  case reservedName
  case unexpectedField(name: String, field: String)
  case incomplete(name: String)
  case unknownType(name: String, type: String)
  case badOffsets(name: String, offsets: [Int])
  case wrongSize(name: String, shape: [Int], bytes: Int)
  case beyondEnd(name: String, end: Int, available: Int)
  case overlap(name: String)
  case gap(before: String, bytes: Int)
  case trailingBytes(Int)
  case tooLargeForHalf(name: String, value: Float)
}

extension SafeTensorsError: CustomStringConvertible {
  /// One line: the file, what is wrong, what to do where something can be done.
  public var description: String {
    switch cause {
    case .file(.missing): "\(path): no such file; check the path"
    case .file(.notRegular): "\(path): not a file"
    case .file(.tooLarge(let limit)): "\(path): larger than the \(limit) bytes that are read"
    case .file(.unreadable(let reason)): "\(path): cannot be read: \(reason)"
    case .unwritable(let reason): "\(path): cannot be written: \(reason)"
    case .content(let error):
      "\(path): not a usable safetensors file (\(error.description)); save the weights again"
    }
  }
}

extension SafeTensorsContentError: CustomStringConvertible {
  package var description: String {
    switch self {
    case .tooShort(let bytes):
      "it has \(bytes) bytes, the length of the header alone takes 8"
    case .headerLength(let length, let available):
      "the header claims \(length) bytes, \(available) are there; the file may be cut short"
    case .malformedHeader(let position):
      "the header is not understood at byte \(position)"
    case .duplicateName(let name):
      "\(displayed(name)) occurs twice"
    case .reservedName:
      "__metadata__ cannot be a tensor's name"
    case .unexpectedField(let name, let field):
      "tensor \(displayed(name)) has an unexpected or repeated field \(displayed(field))"
    case .incomplete(let name):
      "tensor \(displayed(name)) lacks one of dtype, shape and data_offsets"
    case .unknownType(let name, let type):
      "tensor \(displayed(name)) has the type \(displayed(type)); save it as F32 or F16"
    case .badOffsets(let name, let offsets):
      "tensor \(displayed(name)) lies at \(offsets.prefix(4)), which is not [begin, end]"
    case .wrongSize(let name, let shape, let bytes):
      "tensor \(displayed(name)) has \(bytes) bytes, which do not make shape \(shape.prefix(8))"
    case .beyondEnd(let name, let end, let available):
      "tensor \(displayed(name)) ends at byte \(end) of \(available); the file may be cut short"
    case .overlap(let name):
      "tensor \(displayed(name)) overlaps another"
    case .gap(let name, let bytes):
      "\(bytes) bytes before tensor \(displayed(name)) belong to none"
    case .trailingBytes(let bytes):
      "\(bytes) bytes at its end belong to no tensor"
    case .tooLargeForHalf(let name, let value):
      "\(value) in \(displayed(name)) is too large for 16 bits; store it with 32"
    }
  }
}
