internal import CProcessor

/// What the processor lacks of the instruction sets that this build uses, in words, or nil if it
/// has them all. Ask before the first computation: otherwise an older processor stops at an illegal
/// instruction.
public func missingProcessorFeatures() -> String? {
  let missing = processor_features_of_build() & ~processor_features_present()
  guard missing != 0 else { return nil }
  var names: [String] = []
  if missing & 1 != 0 { names.append("AVX2 with FMA") }
  if missing & 2 != 0 { names.append("AVX-512") }
  return names.joined(separator: " and ")
}
