/// The coefficients that make Σ c_k · regressor_k come closest to `target`, and what is left over.
struct LeastSquares {
  let coefficients: [Double]
  /// Root mean square of what no coefficients explain.
  let residual: Double
  /// Standard deviation of each coefficient if the rest is independent noise.
  let uncertainties: [Double]

  /// By the normal equations: at most three regressors, none nearly a multiple of another. `nil` if
  /// they are, or if a number is not finite.
  init?(_ target: [Double], _ regressors: [[Double]]) {
    let count = regressors.count
    var matrix = regressors.map { row in regressors.map { column in dot(row, column) } }
    var right = regressors.map { dot($0, target) }
    var inverse = (0..<count).map { row in (0..<count).map { $0 == row ? 1.0 : 0.0 } }
    for column in 0..<count {
      let pivot = (column..<count).max { abs(matrix[$0][column]) < abs(matrix[$1][column]) }!
      guard abs(matrix[pivot][column]) > 1e-9 * dot(regressors[column], regressors[column]) else {
        return nil
      }
      matrix.swapAt(column, pivot)
      inverse.swapAt(column, pivot)
      right.swapAt(column, pivot)
      for row in 0..<count where row != column {
        let factor = matrix[row][column] / matrix[column][column]
        for k in 0..<count {
          matrix[row][k] -= factor * matrix[column][k]
          inverse[row][k] -= factor * inverse[column][k]
        }
        right[row] -= factor * right[column]
      }
    }
    let solution = (0..<count).map { right[$0] / matrix[$0][$0] }
    var rest = target
    for (coefficient, regressor) in zip(solution, regressors) {
      for index in rest.indices { rest[index] -= coefficient * regressor[index] }
    }
    let left = rootMeanSquare(rest)
    guard left.isFinite, solution.allSatisfy(\.isFinite) else { return nil }
    coefficients = solution
    residual = left
    uncertainties = (0..<count).map { left * max(0, inverse[$0][$0] / matrix[$0][$0]).squareRoot() }
  }
}
