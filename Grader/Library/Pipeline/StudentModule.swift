/// An assignment of one submission, compiled.
struct StudentModule {
  /// The program that serves it; nil where nothing could be compiled.
  var worker: String?
  /// What the reader of the report should know: missing files, compiler errors, stand-ins.
  var notes: [String] = []
  /// Files whose stub stands in for them, by name: why.
  var standIns: [String: String] = [:]
  /// Set when the fault was not the submission's.
  var fault: String?
}
