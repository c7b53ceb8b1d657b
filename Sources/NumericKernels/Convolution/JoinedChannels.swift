/// Images whose channels lie in one array, or the first in one and the others in a second: a concatenation
/// that is never made.
public struct JoinedChannels<Pointer: Strideable> where Pointer.Stride == Int {
  private let first: Pointer
  private let firstChannels: Int
  private let second: Pointer
  private let secondChannels: Int
  /// Elements of one channel, H · W.
  private let plane: Int

  /// [B, C, H, W] in one array.
  public init(_ images: Pointer, channels: Int, plane: Int) {
    self.init(images, channels: channels, images, channels: 0, plane: plane)
  }

  /// [B, C₁, H, W] and [B, C₂, H, W] as [B, C₁ + C₂, H, W].
  public init(
    _ first: Pointer, channels firstChannels: Int, _ second: Pointer,
    channels secondChannels: Int, plane: Int
  ) {
    self.first = first
    self.firstChannels = firstChannels
    self.second = second
    self.secondChannels = secondChannels
    self.plane = plane
  }

  /// Where a channel of an image starts.
  func start(image: Int, channel: Int) -> Pointer {
    channel < firstChannels
      ? first.advanced(by: (image * firstChannels + channel) * plane)
      : second.advanced(by: (image * secondChannels + channel - firstChannels) * plane)
  }

  /// Elements from one image to the next in the array of a channel.
  func imageStride(channel: Int) -> Int {
    (channel < firstChannels ? firstChannels : secondChannels) * plane
  }

  /// Where the array of a channel ends.
  func end(channel: Int, batch: Int) -> Pointer {
    channel < firstChannels
      ? first.advanced(by: batch * firstChannels * plane)
      : second.advanced(by: batch * secondChannels * plane)
  }

  /// All channels in order, if they lie in one array.
  var whole: Pointer? { secondChannels == 0 ? first : nil }
}

/// Images that a kernel reads.
public typealias ChannelSource = JoinedChannels<UnsafePointer<Float>>
/// Images that a kernel writes.
public typealias ChannelTarget = JoinedChannels<UnsafeMutablePointer<Float>>
