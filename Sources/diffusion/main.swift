import DiffusionTool
import HandsOn
import ImageGeneration
import TextToImage

Tool.main(
  ToolContext(
    program: "diffusion", handsOn: HandsOn.self, imageGeneration: ImageGeneration.self,
    textToImage: TextToImage.self))
