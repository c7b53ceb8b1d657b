import DiffusionCourse
import Tensors

/// Before hours of training: does every function that the run will call return at all?
///
/// It runs in a process of its own, since a function that is not written yet traps. Without it,
/// training would go well and an unwritten `sample` would end it.
enum Preflight {
  /// Tries what `train` or `sample` is going to call.
  ///
  /// - Parameter command: The command that asks, "train" or "sample".
  /// - Returns: Whether it may begin; if not, the reason has been told.
  static func run(
    _ command: String, _ arguments: ParsedArguments, _ context: ToolContext
  ) throws -> Bool {
    switch try ChildProcess.run(["child-preflight-\(command)"] + arguments.original, seconds: 60) {
    case .exited(code: 0), .timedOut:
      return true  // slow is not wrong
    case .exited(let code):
      throw Failure.told(code: code)
    case .notImplemented(let todo):
      context.console.note("\(context.program) \(command): not implemented: \(todo)")
    case .crashed(let words):
      context.console.note("\(context.program) \(command): the assignment's code stops: \(words)")
    }
    return false
  }

  /// A failure that the child has already put into words.
  enum Failure: Error {
    case told(code: Int32)
  }

  /// What `train` calls: tables, loss and sampler of every run that was asked for.
  static func tryTraining(_ arguments: [String], _ context: ToolContext) throws -> Int32 {
    let parsed = try ParsedArguments(arguments, of: TrainCommand.specification)
    for run in try TrainCommand.requestedRuns(parsed) {
      let settings = try TrainCommand.settings(of: run, parsed, context)
      let tables = try checkedTables(
        of: context.imageGeneration, settings: settings, schedule: run.schedule)
      let weight = Parameter(Tensor(0.5))
      let network = ProbeNetwork { images, _ in images * weight.value }
      let loss = context.imageGeneration.loss(
        network: network, images: .zeros([4, 1, 28, 28]), labels: [0, 1, 2, 3], tables: tables,
        prediction: run.prediction, using: RandomSource(seed: 1))
      guard loss.shape.isEmpty else { throw RunError.lossHasShape(loss.shape) }
      guard loss.tracksGradient else { throw RunError.lossWithoutGradient }
      try trySampler(tables, run.prediction, context)
    }
    return ExitCode.success
  }

  /// What `sample` calls: tables and sampler of a trained run.
  static func trySampling(_ arguments: [String], _ context: ToolContext) throws -> Int32 {
    let parsed = try ParsedArguments(arguments, of: SampleCommand.specification)
    let run = try ResultsFolder(path: parsed.operands[0]).record().run
    let tables = try checkedTables(
      of: context.imageGeneration, settings: run.settings, schedule: run.schedule)
    try trySampler(tables, run.prediction, context)
    return ExitCode.success
  }

  /// What `pretrain` calls: the scorer's loss, the painter's scaling.
  static func tryPretraining(_ arguments: [String], _ context: ToolContext) throws -> Int32 {
    let parsed = try ParsedArguments(arguments, of: PretrainCommand.specification)
    let random = RandomSource(seed: 1)
    switch try PretrainCommand.part(parsed) {
    case .autoencoder: break
    case .scorer:
      let embeddings = Parameter(random.normal(shape: [4, 8]))
      let loss = context.textToImage.contrastiveLoss(
        imageEmbeddings: embeddings.value, textEmbeddings: random.normal(shape: [4, 8]),
        logitScale: Tensor(10))
      guard loss.shape.isEmpty else {
        throw RunError.otherShape(of: "contrastiveLoss", loss.shape, expected: [])
      }
    case .painter:
      _ = context.textToImage.latentScaling(of: random.normal(shape: [4, 8, 8, 8]))
    }
    return ExitCode.success
  }

  private static func trySampler(
    _ tables: ScheduleTables, _ prediction: PredictionType, _ context: ToolContext
  ) throws {
    let network = ProbeNetwork { images, _ in images * 0.5 }
    let sampled = context.imageGeneration.sample(
      network: network, count: 10, imageShape: [1, 4, 4], tables: tables,
      prediction: prediction, using: RandomSource(seed: 1))
    guard sampled.images.shape == [10, 1, 4, 4] else {
      throw RunError.samplesHaveShape(sampled.images.shape, expected: [10, 1, 4, 4])
    }
  }
}
