import Foundation

/// `grader gallery`: the class's works on one page.
enum GalleryCommand {
  static let description = CommandDescription(
    name: "gallery", usage: "DIR --output FILE.html [options]",
    summary: "Makes one page of the class's works, to be shared with the class.",
    details: [
      "DIR is the folder that `grader grade --output` left. Works are shown with their prompts and "
        + "settings, without points. Left out are those of students who put an empty file "
        + "works/private into their submission, and works with \"share\": false in their NAME.json."
    ],
    options: [
      .init(name: "--output", value: "FILE.html", help: "where the page goes (needed)"),
      .init(name: "--anonymous", value: nil, help: "without the students' numbers"),
      .language,
    ],
    example: "swift run grader gallery graded --output gallery.html --anonymous")

  static func run(_ arguments: ParsedCommand) throws(GraderError) -> Int32 {
    guard let folder = arguments.operands.first, arguments.operands.count == 1 else {
      throw .usage("one folder is needed, as grade left it", command: description.name)
    }
    guard let output = arguments["--output"] else {
      throw .usage("--output FILE.html is needed", command: description.name)
    }
    var results = try ClassResults.read(folder)
    if arguments["--language"] != nil { results.language = try arguments.language() }
    let page = galleryPage(of: results, isAnonymous: arguments.has("--anonymous"))
    try writeFile(page, to: output)
    let shown = results.submissions.flatMap { $0.works ?? [] }
    let hidden = shown.count { !$0.isShared }
    Console.print(
      "\(output): \(count(shown.count - hidden, "work")), \(hidden) kept out by their students")
    return 0
  }
}
