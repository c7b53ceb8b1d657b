import Pictures

/// The event file of one run: loss and learning rate at each entry of the learning curve, sample grids
/// at the ends of epochs. Its clock counts the seconds of training alone, from when the run began:
/// interruptions leave no gap.
struct RunEvents {
  private var file: EventFile
  private let started: Double
  /// Entries of the learning curve that are in the file.
  private var logged = 0
  private var lastTime: Double

  /// - Parameter started: When the run began, in seconds since 1970.
  init(started: Double) {
    self.started = started
    lastTime = started
    file = EventFile(time: started)
  }

  /// Takes up the entries of the learning curve that are new, up to a step.
  mutating func append(_ history: LossHistory, through step: Int = .max) {
    while logged < history.entries.count, history.entries[logged].step <= step {
      let entry = history.entries[logged]
      lastTime = started + entry.seconds
      file.append(
        scalars: [("loss", entry.loss), ("learning rate", entry.learningRate)], step: entry.step,
        time: lastTime)
      logged += 1
    }
  }

  /// Takes up a sheet of samples, after the learning curve up to its step.
  ///
  /// - Parameter png: The bytes of the picture's file; what is none is left out.
  mutating func append(png: [UInt8], step: Int, history: LossHistory) {
    guard let image = try? PNG.decode(png) else { return }
    append(history, through: step)
    file.append(
      png: png, width: image.width, height: image.height, channels: image.channels, tag: "samples",
      step: step, time: lastTime)
  }

  func write(to folder: ResultsFolder) throws(RunError) { try file.write(to: folder.eventsPath) }
}
