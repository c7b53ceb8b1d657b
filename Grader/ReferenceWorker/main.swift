import Foundation
import HandsOnSolution
import ImageGenerationSolution
import SubmissionWorker
import TextToImageSolution

// The worker that `swift test` asks by default: the reference solution, which must earn every point.
switch CommandLine.arguments.dropFirst().first {
case "hands-on":
  SubmissionWorker.serve(HandsOn.self)
case "image-generation":
  SubmissionWorker.serve(ImageGeneration.self)
case "text-to-image":
  SubmissionWorker.serve(TextToImage.self)
default:
  FileHandle.standardError.write(
    Data("usage: reference-worker hands-on|image-generation|text-to-image\n".utf8))
  exit(2)
}
