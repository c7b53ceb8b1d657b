import Tensors

/// PyTorch's default start for weights and biases: uniform on ±1/√fanIn.
///
/// For weights this is He's uniform initialisation with a = √5 (He et al. 2015, equation 14), whose
/// bound √(6 / ((1 + a²) · fanIn)) comes to 1/√fanIn.
func defaultInitialization(
  shape: [Int], fanIn: Int, using random: RandomSource
) -> Parameter {
  let bound = Float(1 / Double(fanIn).squareRoot())
  return Parameter(random.uniform(shape: shape, in: -bound...bound))
}
