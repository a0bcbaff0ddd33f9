export { type ApiDependencies, apiRoutes, buildApi } from './app.ts'
export type { CommandDependencies, DecisionRequest, DecisionResult, ExecuteDecision } from './commands.ts'
export { type Completed, openFindings } from './findings.ts'
export { buildFrame, type FrameOptions } from './frame.ts'
export { HttpProblem, type OutsideProblem, type Particulars, type Pointed } from './http-problem.ts'
export { type Check, type OperatingDependencies, operatingRoutes } from './operating.ts'
export { isOperating } from './operating-paths.ts'
export { type Problem, type ProblemCode, problems } from './problems.ts'
export type { ComparedGeneration, ComparedResult } from './projection-differences.ts'
export type {
  ActionOptions,
  ActionResult,
  ProjectionAction,
  ProjectionControl,
  ProjectionRefusal,
  ProjectionStatus,
} from './projections.ts'
export { hasIt, tagFor } from './read-answers.ts'
export type { StreamOptions } from './stream.ts'
export { type Ledgers, openTimeResolver, type TimeResolver, type TimeSources } from './times.ts'
