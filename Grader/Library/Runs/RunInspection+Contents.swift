import DiffusionCourse
import Foundation
import NeuralNetworks
import Pictures
import SubmissionProtocol
import Tensors

extension RunInspection {
  /// Whether the weights load into the network that `run.json` describes.
  static func model(of folder: ResultsFolder, record: RunRecord?) -> Finding {
    let path = folder.path(of: .model)
    guard isFile(path) else { return .none(ReadProblem.missing.sentence("model.safetensors")) }
    guard let record else {
      return .none(
        say(
          "without a usable run.json the network is unknown",
          korean: "쓸 수 있는 run.json이 없어 어떤 네트워크인지 알 수 없습니다"))
    }
    let features = record.run.settings.features
    // A network takes over 400 F² numbers of 16 bits. A run.json with a larger F than the file can
    // hold must not make the grader build that network.
    let (square, overflow) = features.multipliedReportingOverflow(by: features)
    guard !overflow, square <= fileSize(path) / 800 else {
      return .none(
        say(
          """
          model.safetensors has \(fileSize(path)) bytes, too few for the \(features) features of run.json
          """,
          korean: """
            model.safetensors: 크기가 \(fileSize(path))바이트로, run.json에 적힌 features \(features)의 \
            네트워크에는 모자랍니다
            """))
    }
    do {
      let state = try SafeTensors.read(path)
      guard state.tensors.allSatisfy({ $0.values.allSatisfy(\.isFinite) }) else {
        return .none(
          say(
            "model.safetensors holds weights that are infinite or undefined",
            korean: "model.safetensors: 무한대이거나 정의되지 않은 가중치가 있습니다"))
      }
      let network = ContextUnet(
        inChannels: 1, features: features, classes: ConditionalDenoiser.classes,
        using: RandomSource(seed: 0))
      try network.load(state)
      let count = network.parameters.reduce(0) { $0 + $1.parameter.value.count }
      return .full(
        say(
          "\(count) parameters load into ContextUnet with \(features) features",
          korean: "파라미터 \(count)개를 features \(features)의 ContextUnet에 불러왔습니다"))
    } catch {
      return .none(readerProblem("model.safetensors", "\(error)", in: folder))
    }
  }

  /// Whether `loss.csv` shows that training reduced the loss.
  static func loss(of folder: ResultsFolder) -> Finding {
    switch readCapped(folder.path(of: .loss), limit: 16 << 20) {
    case .failure(let problem): return .none(problem.sentence("loss.csv"))
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
    else {
      return .none(
        say(
          "loss.csv has no column named loss in its first line",
          korean: "loss.csv: 첫 줄에 loss라는 열이 없습니다"))
    }
    var losses: [Double] = []
    for (index, row) in rows.enumerated().dropFirst() {
      let cells = row.split(separator: ",", omittingEmptySubsequences: false)
      guard column < cells.count,
        let loss = Double(cells[column].trimmingCharacters(in: .whitespaces)), loss.isFinite
      else {
        return .none(
          say(
            "loss.csv: line \(index + 1) holds no finite loss",
            korean: "loss.csv: \(index + 1)번째 줄에 유한한 손실 값이 없습니다"))
      }
      losses.append(loss)
    }
    guard losses.count >= 5 else {
      return .none(
        say(
          "loss.csv has \(losses.count) entries; a training leaves at least 5",
          korean: "loss.csv: 값이 \(losses.count)개입니다. 학습하면 적어도 5개가 남습니다"))
    }
    let start = losses[0]
    let tail = losses.suffix(max(1, losses.count / 10))
    let end = tail.reduce(0, +) / Double(tail.count)
    let (from, to) = (fourDigits(start), fourDigits(end))
    return end < 0.9 * start
      ? .full(
        say("the loss went from \(from) to \(to)", korean: "손실이 \(from)에서 \(to)(으)로 바뀌었습니다"))
      : .none(
        say(
          "the loss went from \(from) to \(to); training should bring it well below its start",
          korean: "손실이 \(from)에서 \(to)(으)로 바뀌었습니다. 학습하면 처음보다 뚜렷이 작아져야 합니다"))
  }

  /// Whether `samples.npy` holds 100 images that are neither empty nor noise.
  static func samples(of folder: ResultsFolder) -> ([Float]?, Finding) {
    guard isFile(folder.path(of: .samples)) else {
      return (nil, .none(ReadProblem.missing.sentence("samples.npy")))
    }
    let array: NPY.Array
    do {
      array = try NPY.read(folder.path(of: .samples), maximumBytes: 4 << 20)
    } catch {
      return (nil, .none(readerProblem("samples.npy", "\(error)", in: folder)))
    }
    return samples(in: array)
  }

  /// The same of the array in it.
  static func samples(in array: NPY.Array) -> ([Float]?, Finding) {
    guard array.shape == [100, 1, 28, 28] else {
      return (
        nil,
        .none(
          say(
            "samples.npy has the shape \(array.shape), not [100, 1, 28, 28]",
            korean: "samples.npy: shape이 \(array.shape)입니다. [100, 1, 28, 28]이어야 합니다"))
      )
    }
    let broken = array.values.count { !$0.isFinite }
    guard broken == 0 else {
      return (
        nil,
        .none(
          say(
            "samples.npy: \(broken) values are infinite or undefined",
            korean: "samples.npy: 값 \(broken)개가 무한대이거나 정의되지 않았습니다"))
      )
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
    var problems: [Sentence] = []
    if empty > 10 {
      problems.append(
        say(
          "\(empty) of 100 images are empty or of one grey",
          korean: "이미지 100장 중 \(empty)장이 비어 있거나 한 가지 회색입니다"))
    }
    if noisy > 10 {
      problems.append(
        say(
          "\(noisy) of 100 images are noise", korean: "이미지 100장 중 \(noisy)장이 노이즈입니다"))
    }
    if distinct < 90 {
      problems.append(
        say(
          "only \(distinct) of 100 images differ from each other",
          korean: "이미지 100장 중 서로 다른 것이 \(distinct)장뿐입니다"))
    }
    guard problems.isEmpty else {
      return (array.values, Finding(share: 0, feedback: problems))
    }
    return (
      array.values,
      .full(
        say(
          "100 images of 28 × 28, all finite, neither empty nor noise",
          korean: "28 × 28 이미지 100장, 값이 모두 유한하고, 비어 있거나 노이즈인 것이 아닙니다"))
    )
  }

  /// A reader's message about the file `name`, without the grader's temporary folder in it.
  private static func readerProblem(
    _ name: String, _ message: String, in folder: ResultsFolder
  ) -> Sentence {
    let message = message.replacing(folder.path + "/", with: "")
    return say("\(message)", korean: "\(name): 쓸 수 없습니다. 읽는 프로그램의 메시지: \(message)")
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
