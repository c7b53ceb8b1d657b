/// What a teaching assistant decided against the grader: `overrides.json`.
///
///     {
///       "version": 1,
///       "images": [
///         {"student": "2000-00001", "run": "results_epsilon_linear", "image": 17, "clear": true,
///          "reason": "a seven with a bar", "by": "J. Kim"}
///       ],
///       "adjustments": [
///         {"student": "2000-00001", "assignment": "hands-on", "line": "step-3", "item": "testX",
///          "points": 3, "reason": "right in all but the sign", "by": "J. Kim"}
///       ]
///     }
///
/// `student` is the student's number, or the name of the report's folder. `image` counts from 0, as
/// `grader clarity` and the report do. Without `item`, `points` are those of the whole line.
public struct GradingOverrides: Equatable, Sendable {
  public var images: [ImageOverride]
  public var adjustments: [PointsOverride]

  public init(images: [ImageOverride] = [], adjustments: [PointsOverride] = []) {
    self.images = images
    self.adjustments = adjustments
  }
}

/// One image is clear, or is not.
public struct ImageOverride: Codable, Equatable, Sendable {
  public var student: String
  /// The results folder.
  public var run: String
  /// 0…99.
  public var image: Int
  public var clear: Bool
  public var reason: String
  /// Who decided.
  public var by: String

  public init(
    student: String, run: String, image: Int, clear: Bool, reason: String, by: String
  ) {
    self.student = student
    self.run = run
    self.image = image
    self.clear = clear
    self.reason = reason
    self.by = by
  }
}

/// The points of a line of the rubric, or of one item of it.
public struct PointsOverride: Codable, Equatable, Sendable {
  public var student: String
  /// The ids in `rubric.json`.
  public var assignment: String
  public var line: String
  /// A test, or a part of a run; nil is the whole line.
  public var item: String?
  /// What it earns instead, 0 to what is possible.
  public var points: Double
  public var reason: String
  /// Who decided.
  public var by: String

  public init(
    student: String, assignment: String, line: String, item: String? = nil, points: Double,
    reason: String, by: String
  ) {
    self.student = student
    self.assignment = assignment
    self.line = line
    self.item = item
    self.points = points
    self.reason = reason
    self.by = by
  }
}

extension GradingOverrides {
  /// Those of one student, by the student's number or the folder of the report.
  func of(student: String, folder: String) -> GradingOverrides {
    GradingOverrides(
      images: images.filter { $0.student == student || $0.student == folder },
      adjustments: adjustments.filter { $0.student == student || $0.student == folder })
  }

  /// What was decided about one image; nil if nothing was.
  func decision(on image: Int, of run: String) -> ImageOverride? {
    images.first { $0.run == run && $0.image == image }
  }

  /// Both together. The same decision in both is one.
  func joined(with other: GradingOverrides) -> GradingOverrides {
    GradingOverrides(
      images: images + other.images.filter { !images.contains($0) },
      adjustments: adjustments + other.adjustments.filter { !adjustments.contains($0) })
  }
}
