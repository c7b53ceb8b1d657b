import Foundation
import Zlib

extension MNIST {
  /// One of MNIST's four files, as published.
  public struct PublishedFile: Sendable {
    /// The name, with `.gz`.
    public let name: String
    /// The MD5 sum of the packed file, in hexadecimal.
    public let sum: String

    public init(name: String, sum: String) {
      self.name = name
      self.sum = sum
    }
  }

  /// The four files of MNIST.
  public static let publishedFiles = [
    PublishedFile(name: "train-images-idx3-ubyte.gz", sum: "f68b3c2dcbeaaa9fbdd348bbdeb94873"),
    PublishedFile(name: "train-labels-idx1-ubyte.gz", sum: "d53e105ee54ea40749a09fcbcd1e9432"),
    PublishedFile(name: "t10k-images-idx3-ubyte.gz", sum: "9fb629c4189551a2d022fa330f9573f3"),
    PublishedFile(name: "t10k-labels-idx1-ubyte.gz", sum: "ec29112dd5afa0611ce80d1b7f02629c"),
  ]

  /// Where the files are known to be; asked in this order.
  public static let mirrors = [
    URL(string: "https://ossci-datasets.s3.amazonaws.com/mnist/")!,
    URL(string: "https://storage.googleapis.com/cvdf-datasets/mnist/")!,
  ]

  /// What `fetch` is doing.
  public enum FetchProgress: Equatable, Sendable, CustomStringConvertible {
    /// The file was right already.
    case alreadyThere(String)
    /// A download begins.
    case downloading(String, from: URL)
    /// A mirror did not give the file; the next one is asked.
    case mirrorFailed(String, reason: String)
    /// The file is there, its sum is right.
    case finished(String, byteCount: Int)

    /// One line.
    public var description: String {
      switch self {
      case .alreadyThere(let file): "\(file): already there"
      case .downloading(let file, let mirror): "\(file): from \(mirror.absoluteString)"
      case .mirrorFailed(let file, let reason): "\(file): \(reason)"
      case .finished(let file, let byteCount): "\(file): \(byteCount) bytes, sum right"
      }
    }
  }

  /// Downloads MNIST's files into a folder, which is made when it is not there.
  ///
  /// A file whose sum is right is left alone. Each other one is downloaded under a temporary name
  /// with the system's `curl` (which knows proxies and certificates), its MD5 sum is checked, and
  /// then it is renamed; when anything fails, the next mirror is asked.
  ///
  /// - Parameters:
  ///   - directory: Where the files go.
  ///   - mirrors: Folders on the web (or `file:` URLs), asked in this order.
  ///   - files: What to fetch.
  ///   - progress: Told of each step.
  /// - Throws: `DigitFolderError`.
  public static func fetch(
    into directory: String, from mirrors: [URL] = MNIST.mirrors,
    files: [PublishedFile] = MNIST.publishedFiles, progress: (FetchProgress) -> Void = { _ in }
  ) throws(DigitFolderError) {
    do {
      try FileManager.default.createDirectory(
        atPath: directory, withIntermediateDirectories: true)
    } catch {
      throw .notWritable(folder: directory, reason: "it cannot be made")
    }
    guard FileManager.default.isWritableFile(atPath: directory) else {
      throw .notWritable(folder: directory, reason: "permission denied")
    }
    for file in files {
      let path = "\(directory)/\(file.name)"
      if let bytes = try? CappedFile.read(path, limit: maximumFileBytes),
        MD5.hexadecimal(bytes) == file.sum
      {
        progress(.alreadyThere(file.name))
        continue
      }
      try fetch(file, to: path, in: directory, from: mirrors, progress: progress)
    }
  }

  /// No file of MNIST has more than 10 MB; a mirror may send anything.
  private static let maximumFileBytes = 1 << 25

  private static func fetch(
    _ file: PublishedFile, to path: String, in directory: String, from mirrors: [URL],
    progress: (FetchProgress) -> Void
  ) throws(DigitFolderError) {
    let temporary = "\(path).\(ProcessInfo.processInfo.processIdentifier).part"
    defer { unlink(temporary) }
    var reasons: [String] = []
    for mirror in mirrors {
      progress(.downloading(file.name, from: mirror))
      do {
        let byteCount = try download(
          mirror.appendingPathComponent(file.name), to: temporary, expecting: file.sum)
        guard rename(temporary, path) == 0 else {
          throw DigitFolderError.notWritable(
            folder: directory, reason: String(cString: strerror(errno)).lowercased())
        }
        progress(.finished(file.name, byteCount: byteCount))
        return
      } catch let error as DigitFolderError {
        throw error
      } catch {
        reasons.append("\(mirror.isFileURL ? mirror.path : mirror.host ?? "?"): \(error)")
        progress(.mirrorFailed(file.name, reason: reasons.last!))
      }
    }
    throw .noMirrorWorked(file: file.name, folder: directory, reasons: reasons)
  }

  /// Downloads one file, checks its sum and returns its length.
  private static func download(
    _ url: URL, to temporary: String, expecting sum: String
  ) throws -> Int {
    try runCurl([
      "--fail", "--silent", "--show-error", "--location", "--proto", "=https,http,file",
      "--proto-redir", "=https,http", "--connect-timeout", "20", "--speed-limit", "1000",
      "--speed-time", "30", "--max-time", "1800", "--max-filesize", "\(maximumFileBytes)",
      "--output", temporary, "--", url.absoluteString,
    ])
    let bytes: [UInt8]
    do { bytes = try CappedFile.read(temporary, limit: maximumFileBytes) } catch {
      throw DownloadFailure(description: "the download is \(error)")
    }
    let actual = MD5.hexadecimal(bytes)
    guard actual == sum else {
      throw DownloadFailure(
        description: "\(bytes.count) bytes with the MD5 sum \(actual), not \(sum)")
    }
    return bytes.count
  }

  private static func runCurl(_ arguments: [String]) throws {
    let curl = Process()
    curl.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    curl.arguments = ["curl"] + arguments
    curl.standardInput = FileHandle.nullDevice
    curl.standardOutput = FileHandle.nullDevice
    let errors = Pipe()
    curl.standardError = errors
    do { try curl.run() } catch {
      throw DownloadFailure(description: "curl cannot be started")
    }
    // Read to the end before waiting: a full pipe would stop curl.
    let words = String(decoding: errors.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    curl.waitUntilExit()
    if curl.terminationStatus == 127 {
      throw DownloadFailure(description: "the command curl is needed; install it")
    }
    guard curl.terminationReason == .exit, curl.terminationStatus == 0 else {
      // "curl: (22) The requested URL returned error: 404" without what is before the words.
      let line = words.split(separator: "\n").last.map(String.init) ?? ""
      let reason = line.hasPrefix("curl: (") ? line.split(separator: ") ", maxSplits: 1).last : nil
      throw DownloadFailure(
        description: reason.map(String.init) ?? "curl ended with status \(curl.terminationStatus)")
    }
  }
}

/// Why one mirror did not give a file, for a person.
private struct DownloadFailure: Error, CustomStringConvertible {
  let description: String
}
