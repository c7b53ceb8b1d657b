internal import CProcessor

/// One register of the processor that this is built for: 16 floats with AVX-512, 8 with AVX, else 4.
///
/// The C compiler knows what the build's flags allow, so its header chooses the type, and nothing is
/// left to decide when the program runs. Only the kernels that count registers need it; all other
/// loops use `Vector`, which the compiler splits.
typealias MachineVector = processor_register

/// How many such registers there are: 32, or 16 on x86-64 before AVX-512.
let machineRegisters = Int(PROCESSOR_REGISTERS)

/// Floats that can fill a register of some processor.
protocol KernelVector: SIMD<Float> {
  /// self + a · b: in one rounding where the processor has an instruction for it, else in two.
  ///
  /// In this module it takes the place of the standard library's, which always rounds once: where there
  /// is no such instruction, that calls a function for each lane, at a thirtieth of the speed.
  func addingProduct(_ a: Self, _ b: Self) -> Self
  /// The sums of neighbouring lanes of `a`, then those of `b`.
  static func neighbourSums(_ a: Self, _ b: Self) -> Self
}

extension SIMD4<Float>: KernelVector {
  @inline(__always)
  func addingProduct(_ a: Self, _ b: Self) -> Self { processor_multiply_add4(a, b, self) }

  @inline(__always)
  static func neighbourSums(_ a: Self, _ b: Self) -> Self {
    processor_neighbour_sums4(a, b)
  }
}

extension SIMD8<Float>: KernelVector {
  @inline(__always)
  func addingProduct(_ a: Self, _ b: Self) -> Self { processor_multiply_add8(a, b, self) }

  @inline(__always)
  static func neighbourSums(_ a: Self, _ b: Self) -> Self {
    processor_neighbour_sums8(a, b)
  }
}

extension SIMD16<Float>: KernelVector {
  @inline(__always)
  func addingProduct(_ a: Self, _ b: Self) -> Self { processor_multiply_add16(a, b, self) }

  @inline(__always)
  static func neighbourSums(_ a: Self, _ b: Self) -> Self {
    processor_neighbour_sums16(a, b)
  }
}

extension KernelVector {
  @inline(__always)
  init(from pointer: UnsafePointer<Float>) {
    self = UnsafeRawPointer(pointer).loadUnaligned(as: Self.self)
  }

  @inline(__always)
  func store(to pointer: UnsafeMutablePointer<Float>) {
    UnsafeMutableRawPointer(pointer).storeBytes(of: self, as: Self.self)
  }
}
