import DiffusionCourse
import SubmissionProtocol
import Tensors

/// Calls the functions of assignment 2-1 as requests ask for it.
///
/// - Parameter channel: Where the network is that a request speaks of without describing it.
func imageGenerationAnswer<Submission: ImageGenerationAssignment>(
  to request: WorkerRequest, from submission: Submission.Type, over channel: WorkerChannel
) -> WorkerAnswer {
  switch request.call {
  case .betaSchedule(let beta1, let beta2, let timesteps, let schedule):
    let betas = submission.betaSchedule(
      beta1: beta1, beta2: beta2, timesteps: timesteps, schedule: NoiseSchedule(schedule))
    return CallContext().answer(.table(DoubleTable(betas)), to: request)

  case .scheduleTables(let betas):
    let tables = submission.scheduleTables(betas: betas.values)
    return CallContext().answer(.tables(TableValues(tables)), to: request)

  case .loss(let network, let images, let labels, let tables, let prediction, let seed):
    let context = CallContext(seed: seed, network: network)
    let loss = submission.loss(
      network: context.network!, images: images.tensor, labels: labels,
      tables: ScheduleTables(tables), prediction: PredictionType(prediction),
      using: context.random)
    return context.answer(context.lossResult(loss), to: request)

  case .sample(let network, let count, let imageShape, let tables, let prediction, let seed):
    let context = CallContext(seed: seed, network: network)
    let sampled = submission.sample(
      network: context.network!, count: count, imageShape: imageShape,
      tables: ScheduleTables(tables), prediction: PredictionType(prediction),
      using: context.random)
    return context.answer(
      .samples(
        images: TensorValue(sampled.images), labels: sampled.labels,
        states: sampled.states.map { TensorValue($0) }),
      to: request)

  case .draw(let count, let tables, let prediction, let seed):
    let sampled = submission.sample(
      network: RemoteNetwork(channel), count: count, imageShape: [1, 28, 28],
      tables: ScheduleTables(tables), prediction: PredictionType(prediction),
      using: RandomSource(seed: seed))
    return CallContext().answer(
      .samples(images: TensorValue(sampled.images), labels: sampled.labels, states: []),
      to: request)

  case .alphas, .alphaBars, .sampleTimesteps, .noiseImages, .sampleAndNoise, .trainingLoss,
    .ddpmStep, .ddimStep, .sampleImages,
    .guidedNoise, .denoise, .latentScaling, .pictures, .contrastiveLoss, .clipScores:
    return CallContext().answer(.unsupported, to: request)
  }
}
