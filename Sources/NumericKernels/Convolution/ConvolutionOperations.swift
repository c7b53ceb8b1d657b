/// What a convolution costs; its two gradients cost as much.
extension ConvolutionShape {
  /// Operations by the definition: a product and a sum for each tap of each output element.
  public var operations: Double {
    2 * Double(batch * outChannels * outHeight * outWidth) * Double(depth)
  }

  /// Whether Winograd's minimal filtering computes it.
  public var isFilteredMinimally: Bool {
    if case .winograd = kernel { true } else { false }
  }

  /// Operations that are made: by Winograd, 36 products a tile of 4 × 4 outputs and pair of channels where
  /// the definition has 144, and the transforms of each channel's tiles.
  ///
  /// An input tile's transform is 12 of six values, 20 operations each; an output tile's 10, 16 each.
  /// Tiles beyond the image's edge count; those of the filters and idle lanes do not.
  public var operationsMade: Double {
    guard isFilteredMinimally else { return operations }
    let tiles = Double(batch * ((outHeight + 3) / 4) * ((outWidth + 3) / 4))
    let products = 2 * Double(places * inChannels * outChannels)
    return tiles * (products + Double(12 * 20 * inChannels + 10 * 16 * outChannels))
  }
}
