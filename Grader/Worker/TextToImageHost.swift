import DiffusionCourse
import SubmissionProtocol
import Tensors

/// Calls the functions of assignment 2-2 as requests ask for it.
func textToImageAnswer<Submission: TextToImageAssignment>(
  to request: WorkerRequest, from submission: Submission.Type
) -> WorkerAnswer {
  switch request.call {
  case .guidedNoise(let unconditional, let conditional, let guidance):
    let noise = submission.guidedNoise(
      unconditional: unconditional.tensor, conditional: conditional.tensor, guidance: guidance)
    return CallContext().answer(.tensor(TensorValue(noise)), to: request)

  case .denoise(
    let network, let description, let text, let negativeText, let guidance, let latentShape,
    let seed):
    let context = CallContext(seed: seed)
    let reader = ProbeReader(network)
    let scheduler = ProbeScheduler(description, network: reader, given: context.random)
    let latents = submission.denoise(
      network: reader, scheduler: scheduler, text: text.tensor, negativeText: negativeText.tensor,
      guidance: guidance, latentShape: latentShape, using: context.random)
    var answer = context.answer(
      .denoised(TensorValue(latents), steps: scheduler.steps), to: request)
    answer.calls = reader.calls
    return answer

  case .latentScaling(let latents):
    let scaling = submission.latentScaling(of: latents.tensor)
    return CallContext().answer(.table(DoubleTable([scaling])), to: request)

  case .pictures(let latents, let description, let scaling):
    let decoder = ProbeDecoder(description)
    let pictures = submission.pictures(from: latents.tensor, decoder: decoder, scaling: scaling)
    var answer = CallContext().answer(.images(TensorValue(pictures)), to: request)
    answer.calls = decoder.calls
    return answer

  case .contrastiveLoss(let images, let texts, let logitScale):
    return CallContext().answer(
      contrastiveLoss(of: submission, images, texts, logitScale), to: request)

  case .clipScores(let images, let texts):
    let scores = submission.clipScores(
      imageEmbeddings: images.tensor, textEmbeddings: texts.tensor)
    return CallContext().answer(.tensor(TensorValue(scores)), to: request)

  case .alphas, .alphaBars, .sampleTimesteps, .noiseImages, .sampleAndNoise, .trainingLoss,
    .ddpmStep, .ddimStep, .sampleImages, .betaSchedule, .scheduleTables, .loss, .sample, .draw:
    return CallContext().answer(.unsupported, to: request)
  }
}

/// The loss, and its gradients by the embeddings and the scale.
private func contrastiveLoss<Submission: TextToImageAssignment>(
  of submission: Submission.Type, _ images: TensorValue, _ texts: TensorValue, _ logitScale: Float
) -> CallResult {
  let (imageEmbeddings, textEmbeddings) = (Parameter(images.tensor), Parameter(texts.tensor))
  let scale = Parameter(Tensor(logitScale))
  let loss = submission.contrastiveLoss(
    imageEmbeddings: imageEmbeddings.value, textEmbeddings: textEmbeddings.value,
    logitScale: scale.value)
  if loss.count == 1, loss.tracksGradient { loss.backward() }
  return .contrastiveLoss(
    TensorValue(loss), imageGradient: imageEmbeddings.gradient.map { TensorValue($0) },
    textGradient: textEmbeddings.gradient.map { TensorValue($0) },
    scaleGradient: scale.gradient.map { Float32Bits($0.scalar) })
}
