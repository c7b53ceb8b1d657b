/// The tables from a student's functions, looked over before hours of training rest on them.
public func checkedTables(
  of assignment: any ImageGenerationAssignment.Type, settings: RunSettings,
  schedule: NoiseSchedule
) throws(RunError) -> ScheduleTables {
  let betas = assignment.betaSchedule(
    beta1: settings.beta1, beta2: settings.beta2, timesteps: settings.timesteps,
    schedule: schedule)
  try check("betaSchedule", betas, timesteps: settings.timesteps)
  let tables = assignment.scheduleTables(betas: betas)
  try check("beta", tables.beta, timesteps: settings.timesteps)
  try check("sqrtBeta", tables.sqrtBeta, timesteps: settings.timesteps)
  try check("alpha", tables.alpha, timesteps: settings.timesteps)
  try check("alphaBar", tables.alphaBar, timesteps: settings.timesteps)
  try check("sqrtAlphaBar", tables.sqrtAlphaBar, timesteps: settings.timesteps)
  try check(
    "oneOverSqrtAlpha", tables.oneOverSqrtAlpha, timesteps: settings.timesteps, limit: .infinity)
  try check("sqrtOneMinusAlphaBar", tables.sqrtOneMinusAlphaBar, timesteps: settings.timesteps)
  try check(
    "betaOverSqrtOneMinusAlphaBar", tables.betaOverSqrtOneMinusAlphaBar,
    timesteps: settings.timesteps)
  return tables
}

/// T + 1 entries, all but the first in 0…limit.
private func check(
  _ name: String, _ table: [Double], timesteps: Int, limit: Double = 1
) throws(RunError) {
  guard table.count == timesteps + 1 else {
    throw .wrongTableLength(name: name, count: table.count, timesteps: timesteps)
  }
  for t in 1...timesteps where !(table[t] >= 0 && table[t] <= limit && table[t].isFinite) {
    throw .wrongTableEntry(name: name, timestep: t, value: table[t])
  }
}
