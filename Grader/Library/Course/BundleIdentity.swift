/// Which bundle a student worked in: `bundle.json`, made with the bundle and packed with the work.
public struct BundleIdentity: Codable, Equatable, Sendable {
  public static let fileName = "bundle.json"

  public var course: String
  public var term: String
  /// The version of the assignment.
  public var assignment: String
  public var due: Moment?
  /// The version of the project that the bundle was cut from.
  public var project: String
  /// A name for all other files of the bundle (SHA-256).
  public var content: String

  init(of course: Course, project: String, content: String) {
    self.course = course.course
    term = course.term
    assignment = course.assignment
    due = course.due
    self.project = project
    self.content = content
  }
}
