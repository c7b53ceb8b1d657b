/// What is looked at in a results folder, each for some of its points.
public enum RunPart: String, CaseIterable, Codable, CodingKeyRepresentable, Sendable {
  /// The seven files are there.
  case files
  /// `run.json` says what the folder's name says, with settings that a training can have.
  case settings
  /// `model.safetensors` loads into the network that `run.json` describes.
  case model
  /// The weights predict what this run's setting asks, on digits that they never saw.
  case denoising
  /// `loss.csv` shows a training that reduced the loss.
  case loss
  /// `samples.npy` holds 100 images of the asked form that are neither empty nor plain noise.
  case samples
}
