extension ResourceLimits {
  /// For the compiler, whose frontend maps far more than it uses.
  static let compiler = ResourceLimits(
    processorSeconds: 120, memoryBytes: 6 << 30, fileBytes: 256 << 20, openFiles: 512,
    processes: 128, residentBytes: 4 << 30, temporaryBytes: 256 << 20)

  /// For a worker. For each single answer the suites keep a far shorter time.
  static let worker = ResourceLimits(
    processorSeconds: 600, memoryBytes: 3 << 30, fileBytes: 16 << 20, openFiles: 128,
    processes: 128, residentBytes: 2 << 30)
}
