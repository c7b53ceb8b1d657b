import DiffusionTool
import HandsOn
import ImageGeneration

Tool.main(
  ToolContext(
    program: "diffusion", handsOn: HandsOn.self, imageGeneration: ImageGeneration.self))
