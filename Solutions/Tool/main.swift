import DiffusionTool
import HandsOnSolution
import ImageGenerationSolution

Tool.main(
  ToolContext(
    program: "reference", handsOn: HandsOn.self, imageGeneration: ImageGeneration.self))
