import DiffusionCourse
import SubmissionProtocol
import Tensors

/// Calls the hands-on's functions as requests ask for it.
func handsOnAnswer<Submission: HandsOnAssignment>(
  to request: WorkerRequest, from submission: Submission.Type
) -> WorkerAnswer {
  switch request.call {
  case .alphas(let betas):
    return CallContext().answer(
      .table(DoubleTable(submission.alphas(betas: betas.values))), to: request)

  case .alphaBars(let alphas):
    return CallContext().answer(
      .table(DoubleTable(submission.alphaBars(alphas: alphas.values))), to: request)

  case .sampleTimesteps(let count, let timesteps, let seed):
    let context = CallContext(seed: seed)
    let drawn = submission.sampleTimesteps(
      count: count, timesteps: timesteps, using: context.random)
    return context.answer(.timesteps(drawn), to: request)

  case .noiseImages(let images, let timesteps, let alphaBars, let seed):
    let context = CallContext(seed: seed)
    let (noisyImages, noise) = submission.noiseImages(
      images.tensor, at: timesteps, alphaBars: alphaBars.values, using: context.random)
    return context.answer(
      .noisyImages(TensorValue(noisyImages), noise: TensorValue(noise)), to: request)

  case .sampleAndNoise(let images, let alphaBars, let seed):
    let context = CallContext(seed: seed)
    let timesteps = submission.sampleTimesteps(
      count: images.shape.first ?? 0, timesteps: alphaBars.values.count - 1, using: context.random)
    let (noisyImages, noise) = submission.noiseImages(
      images.tensor, at: timesteps, alphaBars: alphaBars.values, using: context.random)
    return context.answer(
      .noisyImages(TensorValue(noisyImages), noise: TensorValue(noise)), to: request)

  case .trainingLoss(let network, let images, let alphaBars, let kind, let seed):
    let context = CallContext(seed: seed, network: network)
    let loss = submission.trainingLoss(
      network: context.network!, images: images.tensor, alphaBars: alphaBars.values,
      kind: LossKind(kind), using: context.random)
    return context.answer(context.lossResult(loss), to: request)

  case .ddpmStep(
    let noisyImages, let predictedNoise, let timestep, let betas, let alphaBars, let seed):
    let context = CallContext(seed: seed)
    let images = submission.ddpmStep(
      from: noisyImages.tensor, predictedNoise: predictedNoise.tensor, at: timestep,
      betas: betas.values, alphaBars: alphaBars.values, using: context.random)
    return context.answer(.images(TensorValue(images)), to: request)

  case .ddimStep(
    let noisyImages, let predictedNoise, let timestep, let alphaBars, let eta, let seed):
    let context = CallContext(seed: seed)
    let images = submission.ddimStep(
      from: noisyImages.tensor, predictedNoise: predictedNoise.tensor, at: timestep,
      alphaBars: alphaBars.values, eta: eta, using: context.random)
    return context.answer(.images(TensorValue(images)), to: request)

  case .sampleImages(
    let network, let shape, let betas, let alphaBars, let process, let seed):
    let context = CallContext(seed: seed, network: network)
    let images = submission.sampleImages(
      network: context.network!, shape: shape, betas: betas.values, alphaBars: alphaBars.values,
      process: ReverseProcess(process), using: context.random)
    return context.answer(.images(TensorValue(images)), to: request)

  case .betaSchedule, .scheduleTables, .loss, .sample, .draw,
    .guidedNoise, .denoise, .latentScaling, .pictures, .contrastiveLoss, .clipScores:
    return CallContext().answer(.unsupported, to: request)
  }
}
