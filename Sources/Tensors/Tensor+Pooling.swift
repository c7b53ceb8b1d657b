internal import NumericKernels

extension Tensor {
  /// The largest of each size × size square: [B, C, H, W] → [B, C, H / size, W / size].
  public func maxPooled(size: Int) -> Tensor {
    let (planes, height, width) = poolingShape(size)
    let places = TensorStorage(
      count: maxPoolPlaceCount(planes: planes, height: height, width: width, size: size))
    return Tensor(shape: [shape[0], shape[1], height / size, width / size]) {
      maxPool(
        planes: planes, height: height, width: width, size: size, input: pointer, output: $0,
        places: places.pointer)
    }.recorded(from: [self]) { [shape] gradient in
      [
        Tensor(shape: shape) {
          maxPoolGradient(
            planes: planes, height: height, width: width, size: size,
            outputGradient: gradient.pointer, places: places.pointer, inputGradient: $0)
        }
      ]
    }
  }

  /// The mean of each size × size square: [B, C, H, W] → [B, C, H / size, W / size].
  public func averagePooled(size: Int) -> Tensor {
    let (planes, height, width) = poolingShape(size)
    return Tensor(shape: [shape[0], shape[1], height / size, width / size]) {
      averagePool(
        planes: planes, height: height, width: width, size: size, input: pointer, output: $0)
    }.recorded(from: [self]) { [shape] gradient in
      [
        Tensor(shape: shape) {
          averagePoolGradient(
            planes: planes, height: height, width: width, size: size,
            outputGradient: gradient.pointer, inputGradient: $0)
        }
      ]
    }
  }

  /// Each pixel repeated as a size × size square: [B, C, H, W] → [B, C, size · H, size · W].
  public func upsampledNearest(size: Int) -> Tensor {
    guard rank == 4, size > 0 else {
      fatalError("upsampling by \(size): shape \(shape); expected [B, C, H, W]")
    }
    let (planes, height, width) = (shape[0] * shape[1], shape[2], shape[3])
    return Tensor(shape: [shape[0], shape[1], height * size, width * size]) {
      upsampleNearest(
        planes: planes, height: height, width: width, size: size, input: pointer, output: $0)
    }.recorded(from: [self]) { [shape] gradient in
      [
        Tensor(shape: shape) {
          upsampleNearestGradient(
            planes: planes, height: height, width: width, size: size,
            outputGradient: gradient.pointer, inputGradient: $0)
        }
      ]
    }
  }

  private func poolingShape(_ size: Int) -> (planes: Int, height: Int, width: Int) {
    guard rank == 4, size > 0, shape[2] % size == 0, shape[3] % size == 0 else {
      fatalError("pooling by \(size): shape \(shape); expected [B, C, H, W], H and W multiples")
    }
    return (shape[0] * shape[1], shape[2], shape[3])
  }
}
