import SubmissionProtocol

/// An assignment of one submission, compiled.
struct StudentModule {
  /// The shared library that the kit's worker loads; nil where nothing could be compiled.
  var library: String?
  /// What the reader of the report should know: missing files, compiler errors, stand-ins.
  var notes: [Sentence] = []
  /// Files whose stub stands in for them, by name: why.
  var standIns: [String: Sentence] = [:]
  /// Set when the fault was not the submission's.
  var fault: String?
}
