/// Archives that mean to write elsewhere, to fill the disk or to confuse the reader.
extension HostileCatalogue {
  private static let step = HostileEntry(
    "2000-00666/Assignments/HandsOn/Step1Alpha.swift",
    .reference("Assignments/HandsOn/Step1Alpha.swift"))

  private static func archive(
    _ name: String, _ attack: String, _ archive: HostileArchive, _ outcome: HostileOutcome,
    called archiveName: String = "2000-00666.tar.gz"
  ) -> HostileCase {
    HostileCase(
      name, .archives, attack, .archive(archive), outcome, scope: ["hands-on/step-1"],
      archiveName: archiveName)
  }

  private static func gzipped(_ entries: HostileEntry...) -> HostileArchive {
    .gzippedTar([step] + entries)
  }

  static let archives: [HostileCase] = [
    archive(
      "absolute-path", "A file that wants to be in /tmp.",
      gzipped(HostileEntry("/tmp/evil.swift", .text("evil"))), .refused("holds an absolute path")),
    archive(
      "parent-path", "A file that climbs out of the folder.",
      gzipped(HostileEntry("2000-00666/../../evil.swift", .text("evil"))),
      .refused("leads out of it")),
    archive(
      "parent-path-in-zip", "The same with the separators of Windows.",
      .zip([step, HostileEntry("..\\..\\evil.swift", .text("evil"))]),
      .refused("leads out of it"), called: "2000-00666.zip"),
    archive(
      "drive-letter-in-zip", "A file for the disk C:.",
      .zip([step, HostileEntry("C:\\Windows\\evil.swift", .text("evil"))]),
      .fullMarks(
        says: ["not part of a submission"], why: "a colon is a letter like any other here"),
      called: "2000-00666.zip"),
    archive(
      "nul-in-name", "A name with a zero byte, behind which it goes on.",
      .zip([
        step,
        HostileEntry(bytes: Array("a.swift".utf8) + [0] + Array(".txt".utf8), .text("evil")),
      ]), .refused("control character"), called: "2000-00666.zip"),
    archive(
      "line-break-in-name", "A name of two lines.",
      gzipped(HostileEntry("2000-00666/a\nb.swift", .text("evil"))),
      .refused("control character")),
    archive(
      "name-of-a-thousand-bytes", "A name longer than any file system takes.",
      gzipped(
        HostileEntry(String(repeating: "x", count: 1000), kind: .longName),
        HostileEntry("short", .text("evil"))), .refused("a path longer than")),
    archive(
      "a-hundred-folders-deep", "Folders in each other.",
      gzipped(
        HostileEntry(String(repeating: "x/", count: 100) + "a", kind: .longName),
        HostileEntry("short", .text("evil"))), .refused("folders in each other")),
    archive(
      "capitals", "Two names that are one where capitals do not count.",
      gzipped(
        HostileEntry("2000-00666/Assignments/handson/STEP1ALPHA.swift", .text("evil"))),
      .refused("twice")),
    archive(
      "twice-in-two-forms", "One Korean name, composed and decomposed.",
      gzipped(
        HostileEntry("2000-00666/Assignments/HandsOn/\u{D655}.swift", .text("// 1")),
        HostileEntry("2000-00666/Assignments/HandsOn/\u{1112}\u{116A}\u{11A8}.swift", .text("//"))),
      .refused("twice")),
    archive(
      "broken-utf-8-names", "Names that are no text.",
      gzipped(
        HostileEntry(bytes: Array("2000-00666/Assignments/HandsOn/".utf8) + [0xff, 0xfe, 0xc0]),
        HostileEntry(
          bytes: Array("2000-00666/Assignments/HandsOn/".utf8) + [0xb0, 0xa1]
            + Array(".swift".utf8), .text("// in EUC-KR\n"))),
      .fullMarks()),
    archive(
      "symbolic-link", "A link to a secret in the place of a source.",
      gzipped(
        HostileEntry(
          "2000-00666/Assignments/HandsOn/Step2Timesteps.swift", kind: .symbolicLink,
          target: "/etc/passwd")), .refused("holds a link")),
    archive(
      "linked-folder", "A link to a folder, and a file behind it.",
      gzipped(
        HostileEntry("2000-00666/out", kind: .symbolicLink, target: "/tmp"),
        HostileEntry("2000-00666/out/evil.swift", .text("evil"))), .refused("holds a link")),
    archive(
      "hard-link", "A hard link to a file outside.",
      gzipped(
        HostileEntry("2000-00666/passwd.swift", kind: .hardLink, target: "/etc/passwd")),
      .refused("holds a link")),
    archive(
      "link-in-zip", "A link as zip keeps them.",
      .zip([
        step,
        HostileEntry("2000-00666/l.swift", .text("/etc/passwd"), kind: .symbolicLink),
      ]), .refused("holds a link"), called: "2000-00666.zip"),
    archive(
      "device", "A device.",
      gzipped(HostileEntry("2000-00666/zero.swift", kind: .characterDevice)),
      .refused("device or pipe")),
    archive(
      "named-pipe", "A pipe, from which a reader would wait for ever.",
      gzipped(HostileEntry("2000-00666/Assignments/HandsOn/Step2Timesteps.swift", kind: .pipe)),
      .refused("device or pipe")),
    archive(
      "gzip-bomb", "A gigabyte of zeros in seven megabytes.", .gzippedZeros(megabytes: 1000),
      .refused("more than the")),
    archive(
      "file-of-zeros", "A tar entry of 130 MB of zeros.",
      gzipped(HostileEntry("2000-00666/zeros", .repeated("\u{0}", 130 << 20))),
      .refused("too large")),
    archive(
      "claims-eight-gigabytes", "An entry that says it has more bytes than there are.",
      gzipped(HostileEntry("2000-00666/big", .text("small"), claimedSize: 0o77777777777)),
      .refused("too large")),
    archive(
      "overlapping-zip", "A thousand zip entries that share one part of the file.",
      .zip([
        HostileEntry("2000-00666/first", .repeated("zero", 2_000_000)),
        HostileEntry("2000-00666/copy", kind: .sharingTheFirst, copies: 1000),
      ]), .refused("overlap"), called: "2000-00666.zip"),
    archive(
      "nested-archives", "Archives in archives, and one of them a bomb.",
      gzipped(
        HostileEntry("2000-00666/inner.zip", .archive(.zip([step]))),
        HostileEntry("2000-00666/bomb.tar.gz", .archive(.gzippedZeros(megabytes: 600)))),
      .fullMarks(says: ["not part of a submission"], why: "inner archives are left as they are")),
    archive(
      "nothing-but-an-archive", "An archive that holds the real one.",
      .gzippedTar([HostileEntry("2000-00666.tar.gz", .archive(.gzippedTar([step])))]),
      .refused("holds none of the expected files")),
    archive(
      "a-hundred-thousand-files", "A hundred thousand empty files.",
      gzipped(HostileEntry("2000-00666/more/", copies: 100_000)),
      .refused("more than 20000 files and folders")),
    archive("empty-tar", "An archive without a file.", .gzippedTar([]), .refused("holds none of")),
    archive("empty-file", "A file of no bytes.", .raw([]), .refused("ends too early")),
    archive(
      "cut-in-half", "Half an archive.", .cut(.gzippedTar([step]), to: 0.5),
      .refused("ends too early")),
    archive(
      "cut-zip", "Half a zip archive.", .cut(.zip([step, step]), to: 0.5),
      .refused("ends too early"), called: "2000-00666.zip"),
    archive(
      "a-picture", "A picture by an archive's name.",
      .raw([0x89, 0x50, 0x4e, 0x47, 13, 10, 26, 10] + [UInt8](repeating: 7, count: 2000)),
      .refused("is neither a tar")),
    archive(
      "a-zip-called-tar", "A zip archive that calls itself a gzipped tar.", .zip([step]),
      .fullMarks(why: "its first bytes say what it is")),
    archive(
      "a-tar-with-a-tail", "An archive with another behind it.",
      .wrapped(before: [], .gzippedTar([step]), after: Array("PK\u{5}\u{6}<script>".utf8)),
      .refused("is damaged")),
    archive(
      "file-and-folder", "A name that is a file and a folder.",
      gzipped(
        HostileEntry("2000-00666/both", .text("a file")),
        HostileEntry("2000-00666/both/inner", .text("below it"))), .refused("twice")),
  ]

  /// Names and words that would mean something to a browser, a terminal, a spreadsheet or a shell.
  static let words: [HostileCase] = [
    named(
      "<img src=x onerror=alert(1)>.tar.gz", "name-for-a-browser", "HTML in an archive's name."),
    named("=HYPERLINK(\"x\")+cmd|' '!A0.tar.gz", "name-for-a-spreadsheet", "A formula for a name."),
    named("\u{1B}[2J\u{1B}]0;x\u{7}2000-x.tar.gz", "name-for-a-terminal", "Escapes in a name."),
    named("$(touch evil)`id`;rm -rf ~.tar.gz", "name-for-a-shell", "A command for a name."),
    named("index.html.tar.gz", "name-of-a-report", "The name of the class's own report."),
    named("--help.tar.gz", "name-of-an-option", "The name of an option."),
    named(
      String(repeating: "n", count: 240) + ".tar.gz", "name-of-240-letters",
      "A name as long as the system takes."),
    named("2000-00666\n2000-00667.tar.gz", "name-of-two-lines", "A name with a line break."),
    HostileCase(
      "markup-in-file-names", .words, "Sources and folders whose names are HTML and formulas.",
      code: [
        .file(
          "Assignments/HandsOn/<img src=x onerror=alert(1)>.swift", .text("let x: Int = \"\"\n")),
        .file("=1+1/<script>alert(1)<!--", .text("x")),
      ], .fullMarks(says: ["<img src=x onerror=alert(1)>.swift"])),
    HostileCase(
      "markup-in-errors", .words, "Compiler errors that quote HTML.",
      code: [
        .file(
          "Assignments/HandsOn/Step2Timesteps.swift",
          .text(
            "#error(\"<script>alert(1)</script><img src=x onerror=alert(1)> =1+1 \\u{1B}[31m\")\n"))
      ],
      .loses(Lost.timesteps, says: ["<script>alert(1)</script>"])),
  ]

  private static func named(_ file: String, _ name: String, _ attack: String) -> HostileCase {
    HostileCase(
      name, .words, attack, .archive(.gzippedTar([step])), .fullMarks(),
      scope: ["hands-on/step-1"], archiveName: file)
  }
}
