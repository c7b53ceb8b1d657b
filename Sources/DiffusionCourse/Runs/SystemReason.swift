import Foundation

/// Why the system refused a file, in its own few words ("no space left on device"): Foundation's
/// are often none ("The operation could not be completed").
public func systemReason(of error: any Error) -> String {
  let error = error as NSError
  let underlying = error.userInfo[NSUnderlyingErrorKey] as? NSError
  for candidate in [error, underlying].compactMap(\.self)
  where candidate.domain == NSPOSIXErrorDomain {
    if let words = strerror(Int32(truncatingIfNeeded: candidate.code)) {
      return String(cString: words).lowercased()
    }
  }
  guard error.domain == NSCocoaErrorDomain else { return error.localizedDescription }
  switch CocoaError.Code(rawValue: error.code) {
  case .fileNoSuchFile, .fileReadNoSuchFile: return "no such file or folder"
  case .fileReadNoPermission, .fileWriteNoPermission: return "permission denied"
  case .fileWriteOutOfSpace: return "no space left on device"
  case .fileWriteVolumeReadOnly: return "read-only file system"
  case .fileWriteFileExists: return "a file of that name is there"
  default: return error.localizedDescription
  }
}

/// Makes a folder and those that it lies in, unless they are there.
///
/// - Throws: `RunError.cannotWrite`.
public func makeFolder(at path: String) throws(RunError) {
  do {
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
  } catch {
    throw .cannotWrite(path: path, reason: systemReason(of: error))
  }
}

/// Writes a whole file or none.
///
/// - Throws: `RunError.cannotWrite`.
public func writeFile(_ bytes: some Sequence<UInt8>, to path: String) throws(RunError) {
  var isFolder: ObjCBool = false
  if FileManager.default.fileExists(atPath: path, isDirectory: &isFolder), isFolder.boolValue {
    throw .cannotWrite(path: path, reason: "it is a folder; name a file in it")
  }
  do {
    try Data(bytes).write(to: URL(fileURLWithPath: path), options: .atomic)
  } catch {
    throw .cannotWrite(path: path, reason: systemReason(of: error))
  }
}
