export { compareGenerations, type Difference } from './compare.ts'
export type { MakePoster, Poster } from './posting.ts'
export {
  type ActionResult,
  type Projector,
  type ProjectorAction,
  type ProjectorOptions,
  type ProjectorRefusal,
  type ProjectorState,
  type ProjectorStatus,
  type RebuildStatus,
  startProjector,
} from './projector.ts'
export { type Channel, projectorBehind, serveProjector } from './thread.ts'
