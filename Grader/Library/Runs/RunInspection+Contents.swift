import DiffusionCourse
import Foundation
import NeuralNetworks
import Pictures
import Tensors

extension RunInspection {
  /// Whether the weights load into the network that `run.json` describes.
  static func model(of folder: ResultsFolder, record: RunRecord?) -> Finding {
    let path = folder.path(of: .model)
    guard isFile(path) else { return .none("model.safetensors is missing") }
    guard let record else { return .none("without a usable run.json the network is unknown") }
    let features = record.run.settings.features
    // A network takes over 400 F² numbers of 16 bits. A run.json with a larger F than the file can
    // hold must not make the grader build that network.
    let (square, overflow) = features.multipliedReportingOverflow(by: features)
    guard !overflow, square <= fileSize(path) / 800 else {
      return .none(
        "model.safetensors has \(fileSize(path)) bytes, too few for the \(features) features of "
          + "run.json")
    }
    do {
      let state = try SafeTensors.read(path)
      guard state.tensors.allSatisfy({ $0.values.allSatisfy(\.isFinite) }) else {
        return .none("model.safetensors holds weights that are infinite or undefined")
      }
      let network = ContextUnet(
        inChannels: 1, features: features, classes: ConditionalDenoiser.classes,
        using: RandomSource(seed: 0))
      try network.load(state)
      let count = network.parameters.reduce(0) { $0 + $1.parameter.value.count }
      return .full("\(count) parameters load into ContextUnet with \(features) features")
    } catch {
      return .none(relative("\(error)", to: folder))
    }
  }

  /// Whether `loss.csv` shows that training reduced the loss.
  static func loss(of folder: ResultsFolder) -> Finding {
    switch readCapped(folder.path(of: .loss), limit: 16 << 20) {
    case .failure(let problem): return .none("loss.csv \(problem.words)")
    case .success(let data): return loss(in: String(decoding: data, as: UTF8.self))
    }
  }

  /// The same of the text of `loss.csv`.
  static func loss(in text: String) -> Finding {
    let rows = text.split(whereSeparator: \.isNewline)
    guard
      let column = rows.first?.split(separator: ",").firstIndex(where: {
        $0.trimmingCharacters(in: .whitespaces).lowercased() == "loss"
      })
    else { return .none("loss.csv has no column named loss in its first line") }
    var losses: [Double] = []
    for (index, row) in rows.enumerated().dropFirst() {
      let cells = row.split(separator: ",", omittingEmptySubsequences: false)
      guard column < cells.count,
        let loss = Double(cells[column].trimmingCharacters(in: .whitespaces)), loss.isFinite
      else { return .none("loss.csv: line \(index + 1) holds no finite loss") }
      losses.append(loss)
    }
    guard losses.count >= 5 else {
      return .none("loss.csv has \(losses.count) entries; a training leaves at least 5")
    }
    let start = losses[0]
    let tail = losses.suffix(max(1, losses.count / 10))
    let end = tail.reduce(0, +) / Double(tail.count)
    let words = "the loss went from \(fourDigits(start)) to \(fourDigits(end))"
    return end < 0.9 * start
      ? .full(words) : .none("\(words); training should bring it well below its start")
  }

  /// Whether `samples.npy` holds 100 images that are neither empty nor noise.
  static func samples(of folder: ResultsFolder) -> ([Float]?, Finding) {
    guard isFile(folder.path(of: .samples)) else { return (nil, .none("samples.npy is missing")) }
    let array: NPY.Array
    do {
      array = try NPY.read(folder.path(of: .samples), maximumBytes: 4 << 20)
    } catch {
      return (nil, .none(relative("\(error)", to: folder)))
    }
    return samples(in: array)
  }

  /// The same of the array in it.
  static func samples(in array: NPY.Array) -> ([Float]?, Finding) {
    guard array.shape == [100, 1, 28, 28] else {
      return (nil, .none("samples.npy has the shape \(array.shape), not [100, 1, 28, 28]"))
    }
    let broken = array.values.count { !$0.isFinite }
    guard broken == 0 else {
      return (nil, .none("samples.npy: \(broken) values are infinite or undefined"))
    }
    let images = stride(from: 0, to: array.values.count, by: 784).map {
      array.values[$0..<$0 + 784]
    }
    let empty = images.count { SampleStatistics($0).deviation < 0.05 }
    let noisy = images.count { image in
      let statistics = SampleStatistics(image)
      return statistics.deviation >= 0.05 && statistics.neighbourCorrelation < 0.3
    }
    let distinct = Set(images.map { Array($0) }).count
    var problems: [String] = []
    if empty > 10 { problems.append("\(empty) of 100 images are empty or of one grey") }
    if noisy > 10 { problems.append("\(noisy) of 100 images are noise") }
    if distinct < 90 { problems.append("only \(distinct) of 100 images differ from each other") }
    guard problems.isEmpty else {
      return (array.values, Finding(share: 0, feedback: problems))
    }
    return (array.values, .full("100 images of 28 × 28, all finite, neither empty nor noise"))
  }

  /// A reader's message without the grader's temporary folder in it.
  private static func relative(_ message: String, to folder: ResultsFolder) -> String {
    message.replacing(folder.path + "/", with: "")
  }

  private static func fourDigits(_ value: Double) -> String { String(format: "%.4f", value) }
}

/// What tells a picture from an empty sheet and from noise.
struct SampleStatistics: Equatable {
  /// Standard deviation of the values.
  var deviation: Double
  /// Correlation of each pixel with its right neighbour: about 0 for noise, 0.8 for a digit.
  var neighbourCorrelation: Double

  /// - Parameter image: One image of 28 × 28, row-major.
  init(_ image: ArraySlice<Float>) {
    let values = image.map(Double.init)
    let mean = values.reduce(0, +) / Double(values.count)
    let variance = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(values.count)
    var covariance = 0.0
    for index in values.indices where index % 28 < 27 {
      covariance += (values[index] - mean) * (values[index + 1] - mean)
    }
    covariance /= Double(values.count / 28 * 27)
    deviation = variance.squareRoot()
    neighbourCorrelation = variance > 1e-12 ? covariance / variance : 0
  }
}
