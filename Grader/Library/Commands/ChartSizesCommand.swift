import Pictures
import Zlib

/// `grader chart-sizes`: what Tests/Benchmarks/measure_sizes.sh measured, as a picture and as
/// tables.
enum ChartSizesCommand {
  static let description = CommandDescription(
    name: "chart-sizes", usage: "FILE.csv PICTURE.png",
    summary: "Draws clear digits against minutes of training, a line a size.",
    details: [
      "FILE.csv is what Tests/Benchmarks/measure_sizes.sh wrote, a line a run. The tables that "
        + "belong to the picture are printed as Markdown."
    ],
    example: "swift run grader chart-sizes Tests/Benchmarks/sizes.csv sizes.png")

  static func run(_ arguments: ParsedCommand) throws(GraderError) -> Int32 {
    guard arguments.operands.count == 2 else {
      throw .usage("FILE.csv and PICTURE.png are needed", command: description.name)
    }
    let (path, picture) = (arguments.operands[0], arguments.operands[1])
    guard picture.hasSuffix(".png") else {
      throw .usage("\(picture) does not end in .png", command: description.name)
    }
    let study: SizeStudy
    do {
      let bytes = try CappedFile.read(path, limit: 1 << 20)
      study = SizeStudy(try SizeMeasurement.all(in: String(decoding: bytes, as: UTF8.self)))
    } catch {
      throw .unreadable(path: path, reason: "\(error)")
    }
    try writeFile(PNG.encode(study.chart()), to: picture)
    Console.print(study.markdown)
    return 0
  }
}
