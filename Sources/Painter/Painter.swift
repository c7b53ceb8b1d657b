import CaptionedPictures
import DiffusionCourse
import NeuralNetworks
import Tensors

/// From prompts to pictures with the pretrained weights (Rombach et al. 2022): text encoder, denoising of
/// latents, decoder. What students write is called through `TextToImageAssignment`.
public final class Painter {
  /// T of the noise that the network was trained with.
  public static let timesteps = 1000
  /// ᾱ_t for t = 0…T: β rises linearly from 10⁻⁴ to 0.02.
  public static let alphaBars = linearAlphaBars(timesteps: timesteps, from: 1e-4, to: 0.02)

  /// √ᾱ_t and √(1 − ᾱ_t), what pictures and noise are multiplied by.
  static let signalLevels = alphaBars.map { $0.squareRoot() }
  static let noiseLevels = alphaBars.map { (1 - $0).squareRoot() }

  /// The key of the weights, which tells whether a picture was painted with these.
  public let weightsKey: String
  let text: TextEncoder
  let network: LatentUnet
  let autoencoder: LatentAutoencoder
  /// What latents were multiplied by in training.
  let scaling: Double

  /// - Parameter folder: Where `painter.safetensors` and `autoencoder.safetensors` are.
  /// - Throws: `WeightsError` for weights that are missing, broken or of another network.
  public init(weights folder: PainterWeights = .committed) throws(WeightsError) {
    let random = RandomSource(seed: 0)
    (text, network) = Painter.networks(using: random)
    autoencoder = LatentAutoencoder(using: random)
    let networks = try folder.load(PainterNetworks(text, network), from: .painter)
    try folder.load(autoencoder, from: .autoencoder)
    scaling = try networks.number("latent scaling", in: 1e-3...1e3)
    weightsKey = try folder.key(of: [.painter, .autoencoder])
  }

  static func networks(using random: RandomSource) -> (TextEncoder, LatentUnet) {
    (
      ContrastiveScorer.textEncoder(using: random),
      LatentUnet(width: 64, textWidth: ContrastiveScorer.textWidth, using: random)
    )
  }

  /// Paints pictures of one kind of settings, one for each prompt.
  ///
  /// - Parameters:
  ///   - prompts: B prompts; what the vocabulary does not know is left out.
  ///   - settings: Its prompt is not looked at.
  ///   - assignment: Whose guidance, loop and decoding are used.
  /// - Returns: [B, 3, 32, 32], values in 0…1.
  public func paint(
    _ prompts: [String], _ settings: PaintingSettings,
    by assignment: any TextToImageAssignment.Type
  ) -> Tensor {
    paint(prompts, settings, by: assignment, scheduler: scheduler(of: settings))
  }

  /// Paints one picture.
  ///
  /// - Returns: [1, 3, 32, 32], values in 0…1.
  public func paint(
    _ settings: PaintingSettings, by assignment: any TextToImageAssignment.Type
  ) -> Tensor {
    paint([settings.prompt], settings, by: assignment)
  }

  /// Paints one picture, and shows the way there.
  ///
  /// - Returns: The picture, [1, 3, 32, 32], values in 0…1, and what the latents decode to after each step.
  public func paintVisibly(
    _ settings: PaintingSettings, by assignment: any TextToImageAssignment.Type
  ) -> (picture: Tensor, states: [Tensor]) {
    let watched = WatchedScheduler(scheduler(of: settings))
    let picture = paint([settings.prompt], settings, by: assignment, scheduler: watched)
    let states = withoutGradients {
      watched.latents.map {
        assignment.pictures(from: $0, decoder: autoencoder, scaling: scaling)
      }
    }
    return (picture, states)
  }

  /// Pictures to latents and back, [B, 3, 32, 32] in −1…1 → [B, 3, 32, 32] in 0…1: what the latents keep.
  public func reconstructed(
    _ pictures: Tensor, by assignment: any TextToImageAssignment.Type
  ) -> Tensor {
    withoutGradients {
      assignment.pictures(
        from: autoencoder.encode(pictures) * scaling, decoder: autoencoder, scaling: scaling)
    }
  }

  private func scheduler(of settings: PaintingSettings) -> any NoiseScheduler {
    settings.scheduler.scheduler(alphaBars: Painter.alphaBars, steps: settings.steps)
  }

  private func paint(
    _ prompts: [String], _ settings: PaintingSettings,
    by assignment: any TextToImageAssignment.Type, scheduler: any NoiseScheduler
  ) -> Tensor {
    withoutGradients {
      let encoded = text(prompts.map { Tokenizer.tokenize($0).ids })  // [B, L, D]
      let negative = Tokenizer.tokenize(settings.negative).ids
      let negatives = text(prompts.map { _ in negative })  // [B, L, D]
      let latents = assignment.denoise(
        network: network, scheduler: scheduler, text: encoded, negativeText: negatives,
        guidance: settings.guidance, latentShape: LatentSize.shape,
        using: RandomSource(seed: settings.seed))
      return assignment.pictures(from: latents, decoder: autoencoder, scaling: scaling)
    }
  }
}

/// The two networks that are trained together, as one file holds them.
final class PainterNetworks: CompositeNetwork {
  let children: [(name: String, child: any Network)]

  init(_ text: TextEncoder, _ network: LatentUnet) {
    children = [("text", text), ("unet", network)]
  }
}

/// Running products of 1 − β, with β rising linearly; T + 1 entries, the first of them 1.
private func linearAlphaBars(timesteps: Int, from first: Double, to last: Double) -> [Double] {
  let slope = (last - first) / Double(timesteps - 1)
  var kept = 1.0
  return [kept]
    + (0..<timesteps).map { step in
      kept *= 1 - first - slope * Double(step)
      return kept
    }
}
