import Foundation

/// A key that changes when any of the files or words that went in change (FNV-1a, 64 bits). It
/// recognises an old kit; it does not protect against anyone.
struct ContentKey {
  private var state: UInt64 = 0xcbf2_9ce4_8422_2325

  mutating func add(_ text: String) {
    add(Data(text.utf8))
  }

  mutating func add(_ data: Data) {
    data.withUnsafeBytes { bytes in
      for byte in bytes { mix(byte) }
    }
    // The length ends each piece, so that moving bytes between pieces changes the key.
    withUnsafeBytes(of: UInt64(data.count).littleEndian) { bytes in
      for byte in bytes { mix(byte) }
    }
  }

  private mutating func mix(_ byte: UInt8) {
    state = (state ^ UInt64(byte)) &* 0x100_0000_01b3
  }

  /// 16 hexadecimal digits.
  var text: String {
    let digits = String(state, radix: 16)
    return String(repeating: "0", count: 16 - digits.count) + digits
  }
}
