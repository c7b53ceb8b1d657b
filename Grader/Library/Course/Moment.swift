/// A point in time, and the zone that it was written in: `2026-12-10T23:59:00+09:00`.
public struct Moment: Hashable, Sendable {
  /// Since 1970-01-01T00:00:00Z.
  public var seconds: Int
  /// East of Greenwich.
  public var zoneMinutes: Int

  public init(seconds: Int, zoneMinutes: Int = 0) {
    self.seconds = seconds
    self.zoneMinutes = zoneMinutes
  }

  /// Reads ISO 8601: a date, `T` or a blank, hours and minutes, perhaps seconds and their fraction (cut
  /// off), and the zone, `Z` or `±hh:mm`. nil if it is anything else, or no such day.
  ///
  /// - Parameter zoneMinutes: The zone of a time that names none; nil refuses such a time.
  public init?(_ text: String, zoneMinutes: Int? = nil) {
    let pattern =
      #/([0-9]{4})-([0-9]{2})-([0-9]{2})[T ]([0-9]{2}):([0-9]{2})(?::([0-9]{2})(?:[.,][0-9]+)?)?\s?(Z|UTC|[+-][0-9]{2}:?[0-9]{2})?/#
    guard text.utf8.count <= 64, let match = text.wholeMatch(of: pattern),
      let year = Int(match.1), let month = Int(match.2), let day = Int(match.3),
      let hour = Int(match.4), let minute = Int(match.5),
      let zone = match.7.map(Moment.minutes(ofZone:)) ?? zoneMinutes
    else { return nil }
    let second = match.6.flatMap { Int($0) } ?? 0
    let days = Moment.days(year: year, month: month, day: day)
    guard (1...12).contains(month), Moment.date(days: days) == (year, month, day),
      hour < 24, minute < 60, second < 60, abs(zone) < 24 * 60
    else { return nil }
    self.init(
      seconds: days * 86_400 + hour * 3600 + (minute - zone) * 60 + second, zoneMinutes: zone)
  }

  private static func minutes(ofZone zone: Substring) -> Int {
    let digits = zone.filter(\.isNumber)
    guard digits.count == 4, let number = Int(digits) else { return 0 }
    return (number / 100 * 60 + number % 100) * (zone.hasPrefix("-") ? -1 : 1)
  }

  /// The same moment in another zone.
  func inZone(of other: Moment) -> Moment {
    Moment(seconds: seconds, zoneMinutes: other.zoneMinutes)
  }

  // Days of the Gregorian calendar, by years that begin in March.
  private static func days(year: Int, month: Int, day: Int) -> Int {
    let year = month > 2 ? year : year - 1
    let monthFromMarch = month > 2 ? month - 3 : month + 9
    let dayOfYear = (153 * monthFromMarch + 2) / 5 + day - 1
    return year * 365 + year / 4 - year / 100 + year / 400 + dayOfYear - 719_468
  }

  private static func date(days: Int) -> (year: Int, month: Int, day: Int) {
    let shifted = days + 719_468
    let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
    let dayOfEra = shifted - era * 146_097
    let yearOfEra =
      (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let monthFromMarch = (5 * dayOfYear + 2) / 153
    let month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9
    let year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
    return (year, month, dayOfYear - (153 * monthFromMarch + 2) / 5 + 1)
  }

  private var clock: (days: Int, seconds: Int) {
    let local = seconds + zoneMinutes * 60
    let days = (local - (local % 86_400 + 86_400) % 86_400) / 86_400
    return (days, local - days * 86_400)
  }

  private var zone: String {
    let size = abs(zoneMinutes)
    return zoneMinutes == 0
      ? "Z" : "\(zoneMinutes < 0 ? "-" : "+")\(twoDigits(size / 60)):\(twoDigits(size % 60))"
  }

  /// For people: "2026-12-10 23:59 (UTC+09:00)".
  public var text: String {
    let (year, month, day) = Moment.date(days: clock.days)
    let time = "\(twoDigits(clock.seconds / 3600)):\(twoDigits(clock.seconds / 60 % 60))"
    let zone = zoneMinutes == 0 ? "UTC" : "UTC\(zone)"
    return "\(year)-\(twoDigits(month))-\(twoDigits(day)) \(time) (\(zone))"
  }
}

extension Moment: CustomStringConvertible {
  /// ISO 8601.
  public var description: String {
    let (year, month, day) = Moment.date(days: clock.days)
    let date = "\(year)-\(twoDigits(month))-\(twoDigits(day))"
    let time =
      "\(twoDigits(clock.seconds / 3600)):\(twoDigits(clock.seconds / 60 % 60))"
      + ":\(twoDigits(clock.seconds % 60))"
    return "\(date)T\(time)\(zone)"
  }
}

extension Moment: Codable {
  public init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    guard let moment = Moment(try container.decode(String.self)) else {
      throw DecodingError.dataCorruptedError(
        in: container,
        debugDescription: "a date and a time with their zone are needed: 2026-12-10T23:59:00+09:00")
    }
    self = moment
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(description)
  }
}

private func twoDigits(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
