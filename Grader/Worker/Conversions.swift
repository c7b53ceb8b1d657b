import DiffusionCourse
import SubmissionProtocol
import Tensors

extension TensorValue {
  init(_ tensor: Tensor) {
    self.init(shape: tensor.shape, values: tensor.scalars)
  }

  var tensor: Tensor { Tensor(values, shape: shape) }
}

extension ScheduleTables {
  init(_ tables: TableValues) {
    self.init(
      beta: tables.beta.values,
      sqrtBeta: tables.sqrtBeta.values,
      alpha: tables.alpha.values,
      alphaBar: tables.alphaBar.values,
      sqrtAlphaBar: tables.sqrtAlphaBar.values,
      oneOverSqrtAlpha: tables.oneOverSqrtAlpha.values,
      sqrtOneMinusAlphaBar: tables.sqrtOneMinusAlphaBar.values,
      betaOverSqrtOneMinusAlphaBar: tables.betaOverSqrtOneMinusAlphaBar.values)
  }
}

extension TableValues {
  init(_ tables: ScheduleTables) {
    self.init(
      beta: DoubleTable(tables.beta),
      sqrtBeta: DoubleTable(tables.sqrtBeta),
      alpha: DoubleTable(tables.alpha),
      alphaBar: DoubleTable(tables.alphaBar),
      sqrtAlphaBar: DoubleTable(tables.sqrtAlphaBar),
      oneOverSqrtAlpha: DoubleTable(tables.oneOverSqrtAlpha),
      sqrtOneMinusAlphaBar: DoubleTable(tables.sqrtOneMinusAlphaBar),
      betaOverSqrtOneMinusAlphaBar: DoubleTable(tables.betaOverSqrtOneMinusAlphaBar))
  }
}

extension LossKind {
  init(_ choice: LossChoice) {
    switch choice {
    case .l1: self = .l1
    case .l2: self = .l2
    case .huber: self = .huber
    }
  }
}

extension NoiseSchedule {
  init(_ choice: ScheduleChoice) {
    switch choice {
    case .linear: self = .linear
    case .cosine: self = .cosine
    }
  }
}

extension PredictionType {
  init(_ choice: PredictionChoice) {
    switch choice {
    case .epsilon: self = .epsilon
    case .sample: self = .sample
    }
  }
}

extension ReverseProcess {
  init(_ choice: ProcessChoice) {
    switch choice {
    case .ddpm: self = .ddpm
    case .ddim(let eta): self = .ddim(eta: eta)
    }
  }
}
