/// What became of one catalogue: the table and the JSON are made from it.
public struct CatalogueReport: Codable, Equatable, Sendable {
  /// "wrong".
  public var catalogue: String
  public var entries: [CatalogueEntry]
  /// Totals in a sentence each.
  public var totals: [String]
  /// What is wrong with the catalogue as a whole; an entry's problems stand with it.
  public var problems: [String]

  public init(
    catalogue: String, entries: [CatalogueEntry], totals: [String] = [], problems: [String] = []
  ) {
    self.catalogue = catalogue
    self.entries = entries
    self.totals = totals
    self.problems = problems
  }

  /// True if there are entries, and every one came out as it should.
  public var isAsExpected: Bool {
    problems.isEmpty && !entries.isEmpty && entries.allSatisfy(\.isAsExpected)
  }
}

/// One submission of a catalogue.
public struct CatalogueEntry: Codable, Equatable, Sendable {
  public var name: String
  /// The mistake, the difference or the attack, in a sentence.
  public var summary: String
  /// What came out, in a few words: "2 tests lost".
  public var found: String
  /// Whether the feedback names the mistake; nil where nothing has to be named.
  public var isNamed: Bool?
  /// Why this is not what should have come out; empty if it is.
  public var problems: [String]
  public var seconds: Double

  public init(
    name: String, summary: String, found: String, isNamed: Bool? = nil, problems: [String] = [],
    seconds: Double = 0
  ) {
    self.name = name
    self.summary = summary
    self.found = found
    self.isNamed = isNamed
    self.problems = problems
    self.seconds = seconds
  }

  public var isAsExpected: Bool { problems.isEmpty }
}
