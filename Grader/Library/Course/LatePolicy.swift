/// What being late costs.
public struct LatePolicy: Codable, Equatable, Sendable {
  /// After the due date, for nothing.
  public var graceMinutes: Int?
  /// For each day begun after the due date.
  public var pointsADay: Double?
  /// The same, of the points earned.
  public var percentADay: Double?
  /// The most that can be lost, in the same unit.
  public var most: Double?
  /// From then on nothing counts any more.
  public var latestDays: Int?

  public init(
    graceMinutes: Int? = nil, pointsADay: Double? = nil, percentADay: Double? = nil,
    most: Double? = nil, latestDays: Int? = nil
  ) {
    self.graceMinutes = graceMinutes
    self.pointsADay = pointsADay
    self.percentADay = percentADay
    self.most = most
    self.latestDays = latestDays
  }

  /// The first thing that makes no sense, or nil.
  var inconsistency: String? {
    if let graceMinutes, !(0...100_000).contains(graceMinutes) {
      return "late.graceMinutes is to be 0 or more"
    }
    if (pointsADay == nil) == (percentADay == nil) {
      return "late needs pointsADay or percentADay, one of the two"
    }
    let unit = percentADay == nil ? 10_000.0 : 100
    for (name, value) in [
      ("pointsADay", pointsADay), ("percentADay", percentADay), ("most", most),
    ] {
      if let value, !(value >= 0 && value <= unit) {
        return "late.\(name) is to be from 0 to \(pointsText(unit))"
      }
    }
    if let latestDays, !(1...1000).contains(latestDays) {
      return "late.latestDays is to be from 1 to 1000"
    }
    return nil
  }

  /// How many days late a submission is: each day that has begun, none within the grace.
  func days(submitted: Moment, due: Moment) -> Int {
    let late = submitted.seconds - due.seconds
    guard late > (graceMinutes ?? 0) * 60 else { return 0 }
    return (late + 86_399) / 86_400
  }

  /// What that many days cost somebody who earned so many points; never more than those.
  func deduction(days: Int, from points: Double) -> Double {
    guard days > 0 else { return 0 }
    if let latestDays, days > latestDays { return points }
    let days = Double(days)
    if let percentADay {
      let percent = min(percentADay * days, most ?? 100, 100)
      return roundedPoints(points * percent / 100)
    }
    return roundedPoints(min((pointsADay ?? 0) * days, most ?? .infinity, points))
  }
}
