/// How many seconds `body` takes.
func seconds(_ body: () -> Void) -> Double { ContinuousClock().measure(body) / .seconds(1) }

/// The median of what `run` measures in some runs, after two to warm up.
func median(of runs: Int, _ run: () -> Double) -> Double {
  for _ in 0..<2 { _ = run() }
  return (0..<runs).map { _ in run() }.sorted()[runs / 2]
}
