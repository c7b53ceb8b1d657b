/// How long a batch will still take, from how long its submissions took.
///
/// The mean of the last submissions without the shortest and the longest tenth: one endless loop does
/// not move it, and a change of the machine's load does soon.
struct RemainingTime {
  private var durations: [Double] = []

  static let mostRemembered = 50

  /// - Parameter seconds: How long one submission took by the clock.
  mutating func add(_ seconds: Double) {
    durations.append(seconds)
    if durations.count > RemainingTime.mostRemembered { durations.removeFirst() }
  }

  /// Seconds that `remaining` submissions will take, `jobs` at a time; nil before there is anything to
  /// go by.
  func estimate(remaining: Int, jobs: Int) -> Double? {
    guard !durations.isEmpty else { return nil }
    let cut = durations.count / 10
    let middle = durations.sorted().dropFirst(cut).dropLast(cut)
    let mean = middle.reduce(0, +) / Double(middle.count)
    return mean * Double(remaining) / Double(max(1, min(jobs, remaining)))
  }

  /// "0:07", "12:30", "1:02:03".
  static func text(_ seconds: Double) -> String {
    let all = Int(min(max(0, seconds), 1e6).rounded(.up))
    let (hours, minutes, rest) = (all / 3600, all / 60 % 60, all % 60)
    func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
    return hours > 0 ? "\(hours):\(two(minutes)):\(two(rest))" : "\(minutes):\(two(rest))"
  }
}
