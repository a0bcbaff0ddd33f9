export * from './exact.ts'
export * from './kpi.ts'
export * from './period-selection.ts'
export * from './reasons.ts'
