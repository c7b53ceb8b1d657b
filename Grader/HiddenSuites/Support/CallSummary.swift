import SubmissionProtocol

extension AssignmentCall {
  /// The call as a student would write it, with lengths and shapes for long arguments.
  var summary: String {
    switch self {
    case .alphas(let betas): "alphas(betas: \(entries(betas)))"
    case .alphaBars(let alphas): "alphaBars(alphas: \(entries(alphas)))"
    case .sampleTimesteps(let count, let timesteps, _):
      "sampleTimesteps(count: \(count), timesteps: \(timesteps))"
    case .noiseImages(let images, let timesteps, let alphaBars, _):
      "noiseImages(\(images.shape), at: [\(shortened(timesteps))], alphaBars: \(entries(alphaBars)))"
    case .sampleAndNoise(let images, let alphaBars, _):
      "noiseImages(\(images.shape), at: sampleTimesteps(…), alphaBars: \(entries(alphaBars)))"
    case .trainingLoss(_, let images, let alphaBars, let kind, _):
      "trainingLoss(images: \(images.shape), alphaBars: \(entries(alphaBars)), kind: .\(kind.rawValue))"
    case .ddpmStep(let images, _, let timestep, let betas, _, _):
      "ddpmStep(from: \(images.shape), at: \(timestep), betas: \(entries(betas)))"
    case .ddimStep(let images, _, let timestep, let alphaBars, let eta, _):
      "ddimStep(from: \(images.shape), at: \(timestep), alphaBars: \(entries(alphaBars)), eta: \(eta))"
    case .sampleImages(_, let shape, let betas, _, let process, _):
      "sampleImages(shape: \(shape), betas: \(entries(betas)), process: .\(process))"
    case .betaSchedule(let beta1, let beta2, let timesteps, let schedule):
      "betaSchedule(beta1: \(beta1), beta2: \(beta2), timesteps: \(timesteps), schedule: .\(schedule))"
    case .scheduleTables(let betas): "scheduleTables(betas: \(entries(betas)))"
    case .loss(_, let images, _, let tables, let prediction, _):
      "loss(images: \(images.shape), tables: \(entries(tables.beta)), prediction: .\(prediction))"
    case .sample(_, let count, let imageShape, let tables, let prediction, _):
      "sample(count: \(count), imageShape: \(imageShape), tables: \(entries(tables.beta)), "
        + "prediction: .\(prediction))"
    case .draw(let count, let tables, let prediction, _):
      "sample(count: \(count), imageShape: [1, 28, 28], tables: \(entries(tables.beta)), "
        + "prediction: .\(prediction))"
    case .guidedNoise(let unconditional, _, let guidance):
      "guidedNoise(unconditional: \(unconditional.shape), guidance: \(guidance))"
    case .denoise(_, let scheduler, let text, _, let guidance, let latentShape, _):
      "denoise(\(scheduler.timesteps.count) timesteps, text: \(text.shape), guidance: \(guidance), "
        + "latentShape: \(latentShape))"
    case .latentScaling(let latents): "latentScaling(of: \(latents.shape))"
    case .pictures(let latents, _, let scaling):
      "pictures(from: \(latents.shape), scaling: \(scaling))"
    case .contrastiveLoss(let images, let texts, let logitScale):
      "contrastiveLoss(\(images.shape), \(texts.shape), logitScale: \(logitScale))"
    case .clipScores(let images, let texts): "clipScores(\(images.shape), \(texts.shape))"
    }
  }

  /// "[0.0, 0.3, …]": the first two of more than two entries.
  private func entries(_ table: DoubleTable) -> String {
    let head = table.values.prefix(2).map(format).joined(separator: ", ")
    return table.values.count > 2 ? "[\(head), …] (T = \(table.values.count - 1))" : "[\(head)]"
  }
}

/// The first few of a list, and the last.
func shortened(_ numbers: [Int]) -> String {
  guard numbers.count > 6 else { return numbers.map(String.init).joined(separator: ", ") }
  let head = numbers.prefix(3).map(String.init).joined(separator: ", ")
  return "\(head), …, \(numbers[numbers.count - 1])"
}
