import Mutations
import Zlib

extension FuzzTarget {
  /// What students upload.
  static let archive = FuzzTarget(
    name: "archive", summary: "tar, gzipped tar and zip archives, and the submission in them",
    seeds: {
      let files = contents.map { (path: $0, content: Array("let x = 1 // \($0)\n".utf8)) }
      let tar = (try? TarWriter.archive(of: Dictionary(uniqueKeysWithValues: files))) ?? []
      let long = String(repeating: "long/", count: 40) + "name.swift"
      let entries: [(kind: Character, name: String, content: String)] = [
        ("x", "PaxHeader", pax(["path": long, "size": "4", "mtime": "1.5"])), ("0", "a", "four"),
        ("L", "././@LongLink", long + "\0"), ("0", "b", "content"),
        ("g", "global", pax(["c": "d"])),
        ("5", "folder/", ""), ("0", "folder/c", "1"), ("K", "link", "x"), ("0", "d", ""),
        ("0", "._d", "litter"),
      ]
      let extended =
        entries.flatMap { entry in
          TarWriter.header(
            name: Array(entry.name.utf8), size: entry.content.utf8.count,
            kind: entry.kind.asciiValue ?? 0) + padded(Array(entry.content.utf8))
        } + [UInt8](repeating: 0, count: 1024)
      let link =
        TarWriter.header(name: [97], size: 0, kind: 50, linkName: Array("/etc/passwd".utf8))
        + [UInt8](repeating: 0, count: 1024)
      let tars = [tar, extended, link]
      return tars
        + tars.map { Zlib.deflate($0, as: .gzip) }
        + [
          zip(files.map { ZipEntry($0.path, $0.content) }),
          zip([
            ZipEntry("a/", [], mode: 0o40755), ZipEntry("a/b", [1, 2, 3], isPacked: false),
            ZipEntry("a\\c", [UInt8](repeating: 7, count: 300)),
            ZipEntry("__MACOSX/x", [1]),
          ]),
          zip([ZipEntry("l", Array("/etc".utf8), mode: 0o120777)]), zip([]),
          // 1 MiB of zeros out of 1 KiB.
          zip([ZipEntry("z", [UInt8](repeating: 0, count: 1 << 20))]),
          Zlib.deflate([UInt8](repeating: 0, count: 1 << 20), as: .gzip),
        ]
    },
    mutate: { mutator, seeds in
      let seed = mutator.pick(seeds)
      let isZip = ZipReader.recognizes(seed)
      // What is inside gzip, or the archive itself.
      var bytes = (try? Zlib.inflate(seed, as: .gzip, limit: 1 << 16)) ?? seed
      bytes = mutator.mutated(bytes, with: seeds, words: words)
      if mutator.oneIn(2), !isZip {
        // One field of one header, at its place.
        let fields = [0, 100, 124, 136, 148, 156, 157, 257, 345]
        let position = 512 * mutator.below(bytes.count / 512) + mutator.pick(fields)
        let value = Array(mutator.pick(words))
        if position + value.count < bytes.count {
          bytes.replaceSubrange(position..<position + value.count, with: value)
        }
      }
      if !mutator.oneIn(4) {
        if isZip { Checksums.repairZip(&bytes) } else { Checksums.repairTar(&bytes) }
      }
      switch mutator.below(8) {
      case 0, 1, 2: return Zlib.deflate(bytes, as: .gzip, level: 1)
      case 3: return mutator.mutated(Zlib.deflate(bytes, as: .gzip, level: 1))
      case 4:
        // An archive in an archive.
        return zip([ZipEntry(mutator.oneIn(2) ? "a.zip" : "a/b.tar", bytes)])
      default: return bytes
      }
    },
    read: { bytes throws(FuzzViolation) in
      var limits = ArchiveLimits()
      limits.fileBytes = 1 << 20
      limits.totalBytes = 2 << 20
      limits.entries = 1000
      let archive = try refusing { () throws(ArchiveFailure) in
        try Archive(bytes: bytes, name: "a.zip", limits: limits)
      }
      guard let archive else { return false }
      for file in archive.files { try requireHarmless(file, within: limits) }
      try requireSameAfterWriting(archive)
      let submission = try refusing { () throws(ArchiveFailure) in
        try Submission(in: archive, expecting: contents.filter { $0.hasPrefix("Assignments/") })
      }
      return submission != nil
    })

  private static let contents = [
    "Assignments/HandsOn/Step1Alpha.swift", "Assignments/HandsOn/Step2Timesteps.swift",
    "Assignments/HandsOn/Helper.swift", "results_epsilon_linear/run.json",
    "results_sample_cosine/loss.csv", "가나다.txt",
  ]

  /// Names, numbers in octal and in base 256, kinds and marks.
  private static let words: [[UInt8]] =
    [
      "../", "..", "/", "//", "./", "\\", "a\0b", "\n", "\u{1B}[31m", "\u{202E}", "e\u{301}", "é",
      "__MACOSX/", "._x", ".git/", "Assignments/HandsOn/Step1Alpha.swift", "run.json",
      "00000000000",
      "77777777777", "00000000001", "00000001000", "-0000000001", "0", "1", "2", "3", "5", "7", "x",
      "g", "L", "K", "S", "ustar\0", "ustar  ", "30 path=../../x\n", "16 size=99999\n",
      "9 size=1\n",
      "21 GNU.sparse.map=0\n", "999999999999999999 path=a\n", "PK\u{1}\u{2}", "PK\u{3}\u{4}",
      "PK\u{5}\u{6}",
    ].map { Array($0.utf8) } + [
      [0x80, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 9], [0x80, 0, 0, 0, 0x7F, 0xFF, 0xFF, 0xFF, 0xFF],
      [UInt8](repeating: 0xFF, count: 12), [0xFF, 0xFE], [0xED, 0xA0, 0x80],
      [UInt8](repeating: 0x61, count: 300), [0x1F, 0x8B],
    ]

  private static func padded(_ content: [UInt8]) -> [UInt8] {
    content + [UInt8](repeating: 0, count: (512 - content.count % 512) % 512)
  }

  /// Records `<length> <key>=<value>\n`, the length counting itself.
  private static func pax(_ fields: [String: String]) -> String {
    fields.sorted { $0.key < $1.key }.map { key, value in
      let rest = " \(key)=\(value)\n"
      var length = rest.utf8.count
      while "\(length)".utf8.count + rest.utf8.count != length {
        length = "\(length)".utf8.count + rest.utf8.count
      }
      return "\(length)\(rest)"
    }.joined()
  }

  /// Nothing that leaves the folder it is unpacked into, and nothing over the limits.
  private static func requireHarmless(
    _ file: ArchiveFile, within limits: ArchiveLimits
  ) throws(FuzzViolation) {
    try require(!file.components.isEmpty, "a file without a name")
    for component in file.components {
      try require(
        !component.isEmpty && component != "." && component != ".."
          && !component.utf8.contains(0) && !component.utf8.contains(UInt8(ascii: "/"))
          && component.utf8.count <= 3 * 255,
        "the name \(component.debugDescription) was let through")
    }
    try require(file.bytes.count <= limits.fileBytes, "\(file.bytes.count) bytes in one file")
    try require(file.components.count <= limits.depth, "too many folders in each other")
  }

  private static func requireSameAfterWriting(_ archive: Archive) throws(FuzzViolation) {
    let files = Dictionary(archive.files.map { ($0.path, $0.bytes) }) { first, _ in first }
    try require(files.count == archive.files.count, "two files of one name were let through")
    // Paths may be longer than the writer packs.
    guard
      let written = try refusing({ () throws(TarWriter.Failure) in
        try TarWriter.archive(of: files)
      })
    else { return }
    let again = try refusing { () throws(ArchiveFailure) in
      try Archive(bytes: written, name: "again.tar")
    }
    try require(again?.files == archive.files, "what was read is not read again after writing")
  }
}

/// An entry of a zip archive to be written.
private struct ZipEntry {
  var name: [UInt8]
  var content: [UInt8]
  var mode: Int
  var isPacked: Bool

  init(_ name: String, _ content: [UInt8], mode: Int = 0o100644, isPacked: Bool = true) {
    self.name = Array(name.utf8)
    self.content = content
    self.mode = mode
    self.isPacked = isPacked
  }
}

/// A zip archive as common packers write it: the project itself writes tar only.
private func zip(_ entries: [ZipEntry]) -> [UInt8] {
  func little(_ value: Int, _ count: Int) -> [UInt8] {
    (0..<count).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) }
  }
  var files: [UInt8] = []
  var directory: [UInt8] = []
  for entry in entries {
    let stored = entry.isPacked ? Zlib.deflate(entry.content, as: .raw) : entry.content
    var common = little(0, 2) + little(entry.isPacked ? 8 : 0, 2) + little(0, 4)
    common += little(Int(Zlib.crc32(entry.content)), 4) + little(stored.count, 4)
    common += little(entry.content.count, 4) + little(entry.name.count, 2)
    directory += little(0x0201_4b50, 4) + little(0x031e, 2) + little(20, 2) + common
    directory += little(0, 8) + little(entry.mode << 16, 4) + little(files.count, 4) + entry.name
    files += little(0x0403_4b50, 4) + little(20, 2) + common + little(0, 2) + entry.name + stored
  }
  return files + directory + little(0x0605_4b50, 4) + little(0, 4)
    + little(entries.count, 2) + little(entries.count, 2) + little(directory.count, 4)
    + little(files.count, 4) + little(0, 2)
}
