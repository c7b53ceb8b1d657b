import DiffusionCourse
import Digits
import Foundation

/// `train`: one of the four runs, or all.
enum TrainCommand {
  static let specification = CommandSpecification(
    name: "train",
    summary: "train one of the four runs, or all, and draw 100 digits from each",
    options: [
      .option("--prediction", "P", "what the network predicts: epsilon or sample"),
      .option("--schedule", "S", "how the noise grows: linear or cosine"),
      .flag("--all", "the four runs, one after the other"),
      .option("--data", "DIR", "MNIST's files; else $MNIST_DIR, Data/mnist, drawn digits"),
      .option("--features", "N", "width of the network, a multiple of 8"),
      .option("--epochs", "N", "passes over the images"),
      .option("--timesteps", "T", "timesteps; beta1 and beta2 are scaled to keep x_T noise"),
      .option("--batch", "N", "images in one step"),
      .option("--learning-rate", "R", "highest learning rate, for example 0.001"),
      .option("--seed", "N", "seed of weights, order and noise (default 1)"),
      .option(
        "--grid-every", "N",
        "draw 20 digits after every N epochs, into epochs/ (default 5; 0: never)"),
      .option("--output", "DIR", "where the results folders go (default .)"),
      .flag("--resume", "go on with a checkpoint, and fail if there is none"),
      .flag("--fresh", "begin anew: drop the checkpoint and old results"),
    ],
    details: [
      "Settings not given come from problem 3. Each run leaves results_P_S/ with",
      "weights, samples and learning curve. Ctrl-C, or a kill, loses no more than the",
      "epoch under way: the same command goes on from the checkpoint. To watch:",
      "loss.png, epochs/, or TensorBoard (tensorboard --logdir .).",
    ],
    examples: [
      "train --prediction epsilon --schedule cosine --epochs 20",
      "train --all",
    ])

  static func run(_ arguments: ParsedArguments, _ context: ToolContext) throws -> Int32 {
    let runs = try requestedRuns(arguments)
    if arguments.contains("--fresh"), arguments.contains("--resume") {
      throw UsageError.conflictingOptions("--fresh", "--resume")
    }
    let gridInterval = try arguments.integer("--grid-every", in: 0...100_000) ?? 5
    guard try Preflight.run("train", arguments, context) else { return ExitCode.notDone }
    let (data, note) = try loadDigits(arguments, context)
    if let note { context.console.note(note) }
    Interruption.listen()
    for run in runs {
      let configuration = RunConfiguration(
        prediction: run.prediction, schedule: run.schedule,
        settings: try settings(of: run, arguments, context),
        seed: try arguments.seed() ?? 1, data: data)
      let folder = ResultsFolder(
        path: joined(
          arguments["--output"] ?? ".",
          ResultsFolder.name(prediction: run.prediction, schedule: run.schedule)))
      let outcome = try train(configuration, data, folder, gridInterval, arguments, context)
      guard outcome == .completed else { return ExitCode.interrupted }
    }
    return ExitCode.success
  }

  typealias Run = (prediction: PredictionType, schedule: NoiseSchedule)

  /// The run that the options name, or all four.
  static func requestedRuns(_ arguments: ParsedArguments) throws(UsageError) -> [Run] {
    let prediction: PredictionType? = try arguments.choice("--prediction")
    let schedule: NoiseSchedule? = try arguments.choice("--schedule")
    if arguments.contains("--all") {
      if prediction != nil { throw .conflictingOptions("--all", "--prediction") }
      if schedule != nil { throw .conflictingOptions("--all", "--schedule") }
      return PredictionType.allCases.flatMap { prediction in
        NoiseSchedule.allCases.map { (prediction, $0) }
      }
    }
    guard let prediction else {
      throw .missingOption(
        "--prediction", reason: "epsilon or sample, with --schedule; or --all for the four runs")
    }
    guard let schedule else {
      throw .missingOption("--schedule", reason: "linear or cosine; or --all for the four runs")
    }
    return [(prediction, schedule)]
  }

  /// The settings of problem 3, as changed by options.
  static func settings(
    of run: Run, _ arguments: ParsedArguments, _ context: ToolContext
  ) throws -> RunSettings {
    var settings = context.imageGeneration.settings(
      prediction: run.prediction, schedule: run.schedule)
    settings.features = try arguments.integer("--features", in: 1...256) ?? settings.features
    settings.epochs = try arguments.integer("--epochs", in: 1...100_000) ?? settings.epochs
    settings.batchSize = try arguments.integer("--batch", in: 1...100_000) ?? settings.batchSize
    settings.learningRate =
      try arguments.positive("--learning-rate", upTo: 1) ?? settings.learningRate
    if let timesteps = try arguments.integer("--timesteps", in: 2...100_000) {
      let scale = Double(settings.timesteps) / Double(timesteps)
      settings.beta1 = min(settings.beta1 * scale, 0.9)
      settings.beta2 = min(settings.beta2 * scale, 0.999)
      settings.timesteps = timesteps
    }
    try settings.validate(schedule: run.schedule)
    return settings
  }

  private static func train(
    _ configuration: RunConfiguration, _ data: DigitSet, _ folder: ResultsFolder,
    _ gridInterval: Int, _ arguments: ParsedArguments, _ context: ToolContext
  ) throws -> Trainer.Outcome {
    let console = context.console
    if arguments.contains("--fresh") {
      try folder.removeCheckpoint()
    } else if folder.hasRecord {
      let missing = folder.missingFiles
      guard missing.isEmpty else {
        // Training again would clear the folder of weights that took hours.
        throw RunError.incompleteResults(path: folder.path, names: missing.map(\.rawValue))
      }
      let record = try folder.record()
      guard record.run == configuration else {
        throw RunError.resultsOfOtherSettings(
          path: folder.path, differences: record.run.differences(from: configuration))
      }
      console.note("\(folder.path): already trained; --fresh trains it anew")
      return .completed
    }
    let trainer = try Trainer(
      assignment: context.imageGeneration, configuration: configuration, data: data,
      folder: folder, gridInterval: gridInterval)
    let resumed = try trainer.resume()
    if !resumed, arguments.contains("--resume") {
      throw RunError.noCheckpoint(path: folder.path)
    }
    console.note(
      "\(folder.path): \(configuration.settings.features) features, "
        + "T = \(configuration.settings.timesteps), \(configuration.settings.epochs) × "
        + "\(grouped(configuration.images)) images")
    if resumed {
      console.note(
        "going on from the checkpoint: \(grouped(trainer.step)) of "
          + "\(grouped(configuration.steps)) steps are done")
    }
    let display = ProgressDisplay(console)
    guard
      try trainer.train(
        shouldStop: { Interruption.isRequested }, report: display.show) == .completed
    else {
      display.end()
      console.note(
        "stopped after \(grouped(trainer.step)) of \(grouped(configuration.steps)) steps, "
          + "checkpoint written: the same command goes on")
      return .interrupted
    }
    // All is in the checkpoint: from here on Ctrl-C may stop at once.
    Interruption.stopListening()
    let record = try trainer.finish(report: display.show)
    Interruption.listen()
    display.end()
    console.note(
      "loss \(String(format: "%.4f", record.loss)) after \(ProgressLine.duration(record.seconds)); "
        + "100 digits in \(folder.path(of: .samplesPicture))")
    return .completed
  }
}
