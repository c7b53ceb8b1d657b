import DiffusionTool
import HandsOnSolution
import ImageGenerationSolution
import TextToImageSolution

Tool.main(
  ToolContext(
    program: "reference", handsOn: HandsOn.self, imageGeneration: ImageGeneration.self,
    textToImage: TextToImage.self))
