import Digits

/// Scenes from seeds. Scene i depends on the seed and on i alone.
extension Scene {
  /// Any scene of the world.
  public static func random(seed: UInt64, index: Int) -> Scene {
    var random = SplitMix64(seed: seed, stream: 11, item: index)
    return Scene(using: &random)
  }

  /// A scene to train on: never one that is held out.
  public static func training(seed: UInt64, index: Int) -> Scene {
    var random = SplitMix64(seed: seed, stream: 12, item: index)
    return first(using: &random) { !$0.isHeldOut }
  }

  /// A scene that no training sees.
  public static func heldOut(seed: UInt64, index: Int) -> Scene {
    var random = SplitMix64(seed: seed, stream: 13, item: index)
    return first(using: &random) { $0.isHeldOut }
  }

  /// Whether the scene is kept from all training, as about one in ten is.
  ///
  /// What decides is the combination of kind, colour and background of one thing, whatever its size,
  /// slant and position, and that of both kinds, both colours and their arrangement, whatever the
  /// background. So a held-out scene is new in more than a detail.
  public var isHeldOut: Bool {
    var key: UInt64 = 0
    func add(_ value: Int) { key = key << 5 | UInt64(value) }
    for thing in things {
      add(thing.kind.rawValue)
      add(thing.colour.rawValue)
    }
    switch content {
    case .one: add(background.rawValue)
    case .two(_, _, let arrangement): add(8 + arrangement.rawValue)
    }
    var hash = SplitMix64(seed: key)
    return hash.below(10) == 0
  }

  private static func first(
    using random: inout SplitMix64, where isWanted: (Scene) -> Bool
  ) -> Scene {
    while true {
      let scene = Scene(using: &random)
      if isWanted(scene) { return scene }
    }
  }

  private init(using random: inout SplitMix64) {
    background = Background.allCases[random.below(Background.allCases.count)]
    let first = Thing(on: background, using: &random)
    if random.below(10) < 6 {
      content = .one(
        first, size: Size.allCases[random.below(2)],
        slant: random.below(10) < 5 ? .none : random.below(2) == 0 ? .left : .right,
        position: random.below(10) < 4
          ? .centre : Position.allCases[1 + random.below(Position.allCases.count - 1)])
    } else {
      var second = Thing(on: background, using: &random)
      while second == first { second = Thing(on: background, using: &random) }
      content = .two(first, second, arrangement: Arrangement.allCases[random.below(2)])
    }
  }
}

extension Scene.Thing {
  fileprivate init(on background: Background, using random: inout SplitMix64) {
    kind = Kind.allCases[random.below(Kind.allCases.count)]
    repeat {
      colour = ThingColour.allCases[random.below(ThingColour.allCases.count)]
    } while !background.suits(colour)
  }
}
