export * from './exact.ts'
export * from './kpi.ts'
export * from './reasons.ts'
