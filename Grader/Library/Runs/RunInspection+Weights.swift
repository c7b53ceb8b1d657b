import DiffusionCourse
import Foundation
import NeuralNetworks
import SubmissionProtocol
import Tensors

extension RunInspection {
  /// Whether the weights load into the network that `run.json` describes; and that network.
  static func model(
    of folder: ResultsFolder, record: RunRecord?
  ) -> (ContextUnet?, Finding) {
    let path = folder.path(of: .model)
    guard isFile(path) else {
      return (nil, .none(ReadProblem.missing.sentence("model.safetensors")))
    }
    guard let record else {
      return (
        nil,
        .none(
          say(
            "without a usable run.json the network is unknown",
            korean: "쓸 수 있는 run.json이 없어 어떤 네트워크인지 알 수 없습니다"))
      )
    }
    let features = record.run.settings.features
    do {
      let state = try SafeTensors.read(path)
      guard state.tensors.allSatisfy({ $0.values.allSatisfy(\.isFinite) }) else {
        return (
          nil,
          .none(
            say(
              "model.safetensors holds weights that are infinite or undefined",
              korean: "model.safetensors: 무한대이거나 정의되지 않은 가중치가 있습니다"))
        )
      }
      // The width that the weights have themselves. A network takes over 400 F² numbers of 16 bits:
      // a file with a larger F than it can hold must not make the grader build that network.
      let width = width(of: state)
      guard let width, width * width <= fileSize(path) / 800 else {
        return (nil, .none(notThisNetwork(features)))
      }
      let network = ContextUnet(
        inChannels: 1, features: width, classes: ConditionalDenoiser.classes,
        using: RandomSource(seed: 0))
      try network.load(state)
      guard width == features else {
        return (
          network,
          Finding(
            share: 0.5,
            feedback: [
              say(
                """
                the weights are those of a ContextUnet with \(width) features, but run.json says \
                \(features): they come from another training than the record
                """,
                korean: """
                  가중치는 features \(width)의 ContextUnet인데 run.json에는 \(features)(이)라고 적혀 있습니다. \
                  기록과 다른 학습에서 나온 가중치입니다
                  """)
            ])
        )
      }
      return (
        network,
        .full(
          say(
            "\(network.parameterCount) parameters load into ContextUnet with \(features) features",
            korean: "파라미터 \(network.parameterCount)개를 features \(features)의 ContextUnet에 불러왔습니다"))
      )
    } catch {
      return (nil, .none(readerProblem("model.safetensors", "\(error)", in: folder)))
    }
  }

  /// F of the network that a file's tensors belong to, by the shape of the first convolution; nil for
  /// files of other networks.
  private static func width(of state: StateDictionary) -> Int? {
    let first = state.tensors.first { $0.name == "init_conv.conv1.0.weight" }
    guard let shape = first?.shape, shape.count == 4, (8...256).contains(shape[0]),
      shape[0].isMultiple(of: 8)
    else { return nil }
    return shape[0]
  }

  private static func notThisNetwork(_ features: Int) -> Sentence {
    say(
      """
      model.safetensors does not hold the tensors of the ContextUnet with \(features) features that \
      run.json describes
      """,
      korean: """
        model.safetensors: run.json에 적힌 features \(features)의 ContextUnet에 맞는 텐서가 들어 있지 않습니다
        """)
  }

  /// A reader's message about the file `name`, without the grader's temporary folder in it.
  static func readerProblem(
    _ name: String, _ message: String, in folder: ResultsFolder
  ) -> Sentence {
    let message = message.replacing(folder.path + "/", with: "")
    return say("\(message)", korean: "\(name): 쓸 수 없습니다. 읽는 프로그램의 메시지: \(message)")
  }
}
