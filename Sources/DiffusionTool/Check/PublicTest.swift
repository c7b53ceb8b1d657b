import DiffusionCourse
import Tensors

/// One test that students may see and run. It says what should hold; the hidden tests go further.
struct PublicTest {
  /// The assignment it belongs to.
  enum Part: String, CaseIterable {
    case handsOn = "Hands-on"
    case imageGeneration = "Assignment 2-1"
    case textToImage = "Assignment 2-2"
  }

  var part: Part
  /// Of the part: "step 1", "1a", "2-2-1".
  var problem: String
  /// A name that stays, for `swift test`: "alphaBar".
  var name: String
  /// What should hold: a formula, or a few words.
  var title: Bilingual
  /// The formula behind the title, where that is none.
  var formula: String?
  /// The function to write, in that file.
  var function: String
  var file: String
  /// Nil if it holds, else the first thing that differs.
  var body: (ToolContext) -> Bilingual?

  /// What the child process is told to run: "step 1/alphaBar".
  var identifier: String { "\(problem)/\(name)" }

  static func all() -> [PublicTest] { handsOn() + imageGeneration() + textToImage() }

  static func handsOn() -> [PublicTest] { firstSteps() + trainingStep() + reverseProcess() }

  static func imageGeneration() -> [PublicTest] { schedules() + losses() + sampling() + settings() }
}

extension PublicTest {
  /// A test of the hands-on's step `number`.
  static func step(
    _ number: Int, _ name: String, _ title: Bilingual, formula: String? = nil, of function: String,
    _ body: @escaping (any HandsOnAssignment.Type, RandomSource) -> Bilingual?
  ) -> PublicTest {
    let files = [
      "Step1Alpha", "Step2Timesteps", "Step3ForwardProcess", "Step4TrainingStep",
      "Step5ReverseProcess",
    ]
    return PublicTest(
      part: .handsOn, problem: "step \(number)", name: name, title: title, formula: formula,
      function: function, file: "Assignments/HandsOn/\(files[number - 1]).swift"
    ) { body($0.handsOn, recordingSource()) }
  }

  /// A test of a problem of assignment 2-1.
  static func problem(
    _ problem: String, _ name: String, _ title: Bilingual, formula: String? = nil,
    of function: String,
    _ body: @escaping (any ImageGenerationAssignment.Type, RandomSource) -> Bilingual?
  ) -> PublicTest {
    let files = ["1": "Problem1Schedules", "3": "Problem3Settings"]
    let file =
      files[String(problem.prefix(1))] ?? (problem == "2a" ? "Problem2Loss" : "Problem2Sampling")
    return PublicTest(
      part: .imageGeneration, problem: problem, name: name, title: title, formula: formula,
      function: function, file: "Assignments/ImageGeneration/\(file).swift"
    ) { body($0.imageGeneration, recordingSource()) }
  }

  /// A test of a problem of assignment 2-2.
  static func problem(
    _ problem: String, _ name: String, _ title: Bilingual, formula: String? = nil,
    of function: String, in file: String,
    _ body: @escaping (any TextToImageAssignment.Type, RandomSource) -> Bilingual?
  ) -> PublicTest {
    PublicTest(
      part: .textToImage, problem: problem, name: name, title: title, formula: formula,
      function: function, file: "Assignments/TextToImage/\(file).swift"
    ) { body($0.textToImage, recordingSource()) }
  }

  private static func recordingSource() -> RandomSource {
    let random = RandomSource(seed: 7)
    random.startRecording()
    return random
  }
}
