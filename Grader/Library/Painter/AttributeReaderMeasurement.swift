import CaptionedPictures
import Foundation

/// How often the attribute reader is right, over scenes that no training saw.
struct AttributeReaderMeasurement: Codable, Equatable, Sendable {
  static let required = 0.99
  static let seed: UInt64 = 0x0BAD_5EED

  /// The share of right readings of each attribute, and of pictures read rightly in all, 0…1.
  struct Accuracy: Codable, Equatable, Sendable {
    var pictures: Int
    var attributes: [Attribute: Double]
    var all: Double
  }

  /// Pictures as drawn.
  var clean: Accuracy
  /// Pictures with what a decoder leaves.
  var spoilt: Accuracy

  /// - Parameter count: How many pictures of each sort.
  init(_ reader: AttributeReader, count: Int = 4_000) {
    let seed = AttributeReaderMeasurement.seed
    let scenes = (0..<count).map { Scene.heldOut(seed: seed, index: $0) }
    var pictures: [Float] = []
    for (index, scene) in scenes.enumerated() {
      PictureRenderer.append(scene, seed: seed, index: index, to: &pictures)
    }
    clean = Accuracy(reader.scenes(in: pictures, count: count), scenes)
    pictures = AttributeReaderTraining.spoilt(scenes, seed: seed, first: 0)
    spoilt = Accuracy(reader.scenes(in: pictures, count: count), scenes)
  }

  /// The accuracy of the attribute that is read least well.
  var least: Double { [clean, spoilt].flatMap(\.attributes.values).min() ?? 0 }

  var isMet: Bool { least >= Self.required }

  var table: MeasuredTable {
    let attributes = Attribute.allCases.filter { clean.attributes[$0] != nil }
    func row(_ name: String, _ clean: Double, _ spoilt: Double, isRequired: Bool) -> [String] {
      let isMet = min(clean, spoilt) >= Self.required
      return [
        name, percent(clean), percent(spoilt),
        isRequired ? "≥ \(percent(Self.required, digits: 0))" : "",
        isRequired ? isMet ? "met" : "**missed**" : "",
      ]
    }
    let rows = attributes.map {
      row($0.title, clean.attributes[$0] ?? 0, spoilt.attributes[$0] ?? 0, isRequired: true)
    }
    return MeasuredTable(
      header: ["attribute", "as drawn", "spoilt", "required", ""],
      rows: rows + [row("all of a picture", clean.all, spoilt.all, isRequired: false)])
  }
}

extension AttributeReaderMeasurement.Accuracy {
  init(_ read: [Scene], _ scenes: [Scene]) {
    let agreements = zip(read, scenes).map {
      $0.agreement(with: $1, in: Set(Attribute.allCases))
    }
    self.init(
      pictures: scenes.count,
      attributes: [Attribute: Double](agreementOf: agreements),
      all: share(agreements) { $0.values.allSatisfy { $0 } })
  }
}

extension [Attribute: Double] {
  /// For each attribute, the share of right ones among those that have it.
  init(agreementOf agreements: [[Attribute: Bool]]) {
    self.init()
    for attribute in Attribute.allCases {
      let answers = agreements.compactMap { $0[attribute] }
      if !answers.isEmpty { self[attribute] = share(answers) { $0 } }
    }
  }
}

/// The share of elements for which something is true, 0…1.
func share<Element>(_ elements: [Element], _ isTrue: (Element) -> Bool) -> Double {
  elements.isEmpty ? 0 : Double(elements.count(where: isTrue)) / Double(elements.count)
}

func percent(_ share: Double, digits: Int = 2) -> String {
  String(format: "%.\(digits)f %%", 100 * share)
}

extension Attribute {
  /// As in tables.
  var title: String {
    switch self {
    case .count: "one thing or two"
    case .kind: "kind (of the first)"
    case .colour: "colour (of the first)"
    case .background: "background"
    case .size: "size"
    case .slant: "slant"
    case .slanted: "slanted at all"
    case .position: "position"
    case .secondKind: "kind of the second"
    case .secondColour: "colour of the second"
    case .relation: "relation"
    }
  }
}
