/// One error of the compiler, without anything of the grader's folders in it.
struct CompilerError: Equatable {
  /// The file's name among those given to the compiler; nil for an error without a place.
  var file: String?
  var line: Int?
  var message: String

  /// Reads the errors out of what `swiftc -diagnostic-style llvm` writes.
  ///
  /// - Parameter folder: The folder of the files; it is cut off the names.
  static func errors(in output: String, folder: String) -> [CompilerError] {
    var errors: [CompilerError] = []
    for line in output.split(separator: "\n") {
      guard let marker = line.firstRange(of: "error: ") else { continue }
      let message = String(line[marker.upperBound...]).replacing(folder + "/", with: "")
      let place = line[..<marker.lowerBound]
      var error = CompilerError(message: message)
      if place.hasPrefix(folder + "/") {
        // "name:line:column: "; a note goes on behind that.
        let parts = place.dropFirst(folder.count + 1).split(separator: ":")
        guard parts.count == 4, parts[3] == " " else { continue }
        error.file = String(parts[0])
        error.line = Int(parts[1])
      } else if !place.isEmpty {
        // A source line that happens to hold the words.
        guard place == "<unknown>:0: " || place.hasSuffix("swift-frontend: ") else { continue }
      }
      if !errors.contains(error) { errors.append(error) }
    }
    return errors
  }
}
