import Foundation
import XCTest
import Zlib

@testable import Digits

final class FetchTests: FolderTestCase {
  private let contents: [String: [UInt8]] = [
    "one.gz": [UInt8]("first file".utf8), "two.gz": [UInt8]("second file".utf8),
  ]
  private var files: [MNIST.PublishedFile] {
    contents.keys.sorted().map {
      MNIST.PublishedFile(name: $0, sum: MD5.hexadecimal(contents[$0]!))
    }
  }

  override func setUpWithError() throws {
    try super.setUpWithError()
    let path = ProcessInfo.processInfo.environment["PATH"] ?? ""
    let hasCurl = path.split(separator: ":").contains {
      FileManager.default.isExecutableFile(atPath: "\($0)/curl")
    }
    try XCTSkipUnless(hasCurl, "the command curl is not installed")
  }

  func testFetchesFromAFolder() throws {
    let mirror = try makeMirror("mirror with blanks")
    let target = "\(folder)/Data/mnist"
    var steps: [MNIST.FetchProgress] = []
    try MNIST.fetch(into: target, from: [mirror], files: files) { steps.append($0) }
    XCTAssertEqual(
      steps,
      [
        .downloading("one.gz", from: mirror), .finished("one.gz", byteCount: 10),
        .downloading("two.gz", from: mirror), .finished("two.gz", byteCount: 11),
      ])
    try assertComplete(target)

    // What is right is left alone, even with no mirror; what is damaged is fetched again.
    steps = []
    try MNIST.fetch(into: target, from: [], files: files) { steps.append($0) }
    XCTAssertEqual(steps, [.alreadyThere("one.gz"), .alreadyThere("two.gz")])
    try CappedFile.write([1, 2, 3], to: "\(target)/two.gz")
    steps = []
    try MNIST.fetch(into: target, from: [mirror], files: files) { steps.append($0) }
    XCTAssertEqual(steps.count, 3)
    XCTAssertEqual(steps[0].description, "one.gz: already there")
    XCTAssertEqual(steps[1].description, "two.gz: from \(mirror.absoluteString)")
    XCTAssertEqual(steps[2].description, "two.gz: 11 bytes, sum right")
    try assertComplete(target)
  }

  func testAsksTheNextMirror() throws {
    let empty = URL(fileURLWithPath: try makeFolder("empty"), isDirectory: true)
    let wrong = try makeMirror("wrong")
    try CappedFile.write([UInt8]("other".utf8), to: "\(wrong.path)/one.gz")
    let right = try makeMirror("right")
    let target = try makeFolder("target")
    var steps: [MNIST.FetchProgress] = []
    try MNIST.fetch(into: target, from: [empty, wrong, right], files: files) { steps.append($0) }
    // Three mirrors for the first file, two for the second: the wrong one has that.
    XCTAssertEqual(steps.count, 10)
    XCTAssertEqual(
      steps[3],
      .mirrorFailed(
        "one.gz",
        reason: "\(wrong.path): 5 bytes with the MD5 sum 795f3202b17cb6bc3d4b771d8c6c9eaf, "
          + "not \(files[0].sum)"))
    XCTAssertEqual(steps[5], .finished("one.gz", byteCount: 10))
    try assertComplete(target)
  }

  func testSaysWhyNoMirrorWorked() throws {
    let wrong = try makeMirror("wrong")
    try CappedFile.write([UInt8]("other".utf8), to: "\(wrong.path)/one.gz")
    let target = try makeFolder("target")
    assertFailure(
      "one.gz could not be downloaded into \(target): \(wrong.path): 5 bytes with the MD5 sum "
        + "795f3202b17cb6bc3d4b771d8c6c9eaf, not \(files[0].sum); try again later, or go on without: the "
        + "program then draws digits itself"
    ) { try MNIST.fetch(into: target, from: [wrong], files: files) }
    // Neither the wrong file nor half of one stays.
    XCTAssertEqual(try FileManager.default.contentsOfDirectory(atPath: target), [])
    try CappedFile.write([1], to: "\(folder)/file")
    assertFailure(
      "\(folder)/file/here: cannot be written (it cannot be made); choose another folder"
    ) { try MNIST.fetch(into: "\(folder)/file/here", from: [wrong], files: files) }
  }

  func testFetchesFromALocalServer() throws {
    let mirror = try makeMirror("served")
    let server = Process()
    server.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    server.arguments = [
      "python3", "-u", "-m", "http.server", "0", "--bind", "127.0.0.1", "--directory", mirror.path,
    ]
    let output = Pipe()
    server.standardOutput = output
    server.standardError = FileHandle.nullDevice
    try server.run()
    defer {
      server.terminate()
      server.waitUntilExit()
    }
    // "Serving HTTP on 127.0.0.1 port 40123 (http://…": the first words it prints.
    var words = ""
    while !words.contains("("), case let data = output.fileHandleForReading.availableData,
      !data.isEmpty
    { words += String(decoding: data, as: UTF8.self) }
    guard let port = words.split(separator: " ").compactMap({ Int($0) }).first else {
      throw XCTSkip("python3 is not installed")
    }
    let target = "\(folder)/target"
    let address = try XCTUnwrap(URL(string: "http://127.0.0.1:\(port)/"))
    let missing = try XCTUnwrap(URL(string: "http://127.0.0.1:\(port)/none/"))
    var steps: [MNIST.FetchProgress] = []
    try MNIST.fetch(into: target, from: [missing, address], files: files) { steps.append($0) }
    // The words behind the address are curl's own.
    XCTAssertTrue(steps[1].description.hasPrefix("one.gz: 127.0.0.1: "), "\(steps[1])")
    XCTAssertTrue(steps[1].description.contains("404"), "\(steps[1])")
    XCTAssertFalse(steps[1].description.contains("curl: ("), "\(steps[1])")
    try assertComplete(target)
  }

  /// RFC 1321, appendix A.5, and the lengths around a block's end (from Python's hashlib).
  func testSums() {
    let digits = String(repeating: "1234567890", count: 8)
    let sums = [
      "": "d41d8cd98f00b204e9800998ecf8427e", "a": "0cc175b9c0f1b6a831c399e269772661",
      "abc": "900150983cd24fb0d6963f7d28e17f72",
      "message digest": "f96b697d7cb7938d525a2f31aaf161d0",
      "abcdefghijklmnopqrstuvwxyz": "c3fcd3d76192e4007dfb496cca67e13b",
      digits: "57edf4a22be3c955ac49da2e2107b67a",
      String(digits.prefix(55)): "c9ccf168914a1bcfc3229f1948e67da0",
      String(digits.prefix(56)): "49f193adce178490e34d1b3a4ec0064c",
      String(digits.prefix(64)): "eb6c4179c0a7c82cc2828c1e6338e165",
    ]
    for (text, sum) in sums { XCTAssertEqual(MD5.hexadecimal([UInt8](text.utf8)), sum, text) }
  }

  func testPublishedFilesAreMNISTs() {
    let names = MNIST.Split.allCases.flatMap { ["\($0.imagesName).gz", "\($0.labelsName).gz"] }
    XCTAssertEqual(MNIST.publishedFiles.map(\.name), names)
    XCTAssertTrue(MNIST.mirrors.allSatisfy { $0.scheme == "https" && $0.path.hasSuffix("mnist") })
  }

  private func makeMirror(_ name: String) throws -> URL {
    let path = try makeFolder(name)
    for (name, bytes) in contents { try CappedFile.write(bytes, to: "\(path)/\(name)") }
    return URL(fileURLWithPath: path, isDirectory: true)
  }

  private func assertComplete(_ target: String, line: UInt = #line) throws {
    XCTAssertEqual(
      try FileManager.default.contentsOfDirectory(atPath: target).sorted(), ["one.gz", "two.gz"],
      line: line)
    for (name, bytes) in contents {
      XCTAssertEqual(try CappedFile.read("\(target)/\(name)", limit: 100), bytes, line: line)
    }
  }
}
