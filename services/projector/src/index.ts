export { compareGenerations, type Difference, type DifferingCell } from './compare.ts'
export { type MadeWith, madeWithOf, wordsOf } from './made-with.ts'
export type { Posted } from './posted.ts'
export { type MakePoster, openPosting, type Poster } from './posting.ts'
export { startProjector } from './projector.ts'
export type { ProjectorOptions } from './projector-options.ts'
export {
  type OwnProjector,
  type ProjectorDesk,
  type SharedProjectorOptions,
  type StandingBy,
  shareProjector,
} from './shared-projector.ts'
export { isPassing } from './standing.ts'
export type {
  ActionResult,
  Projector,
  ProjectorAction,
  ProjectorRefusal,
  ProjectorState,
  ProjectorStatus,
  RebuildStatus,
} from './status.ts'
export { type Channel, postedTo, projectorBehind, serveProjector } from './thread.ts'
