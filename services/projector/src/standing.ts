import { changedVersions, type KpiVersion } from '@daybook/projections'
import type { Generation } from '@daybook/read-model'
import type { Posting } from './posting.ts'
import type { Rebuild } from './rebuilding.ts'
import type { ProjectorStatus } from './status.ts'

/** What a projector has under way. */
export type Standing = {
  readonly state: 'running' | 'paused' | 'stopped'
  readonly problem: string | null
  /** Whether it goes on by itself where it has stopped. */
  readonly triesAgain: boolean
  readonly active: Posting | null
  readonly building: Rebuild | null
  readonly generations: readonly Generation[]
  readonly busyTotal: number
  /** The newest versions. */
  readonly versions: readonly KpiVersion[]
}

/**
 * How a projector stands, as it is told: a rebuild that still goes on, or will by itself, is a state of its own, and its fault a problem.
 */
export const statusOf = (standing: Standing): ProjectorStatus => {
  const { state, problem, triesAgain, active, building, generations, busyTotal, versions } = standing
  const isRebuilding = state === 'running' && (building?.isCatchingUp === true || building?.triesAgain === true)
  const held = active?.held ?? null
  return {
    state: isRebuilding ? 'rebuilding' : held !== null && state === 'running' ? 'stopped' : state,
    generation: active?.generation ?? 0,
    position: active?.position ?? -1n,
    generations,
    rebuild: building?.status({ isHalted: state === 'stopped' && triesAgain }) ?? null,
    outdated: active === null ? [] : changedVersions(active.versions, versions),
    problem: problem ?? held ?? building?.fault ?? null,
    busyTotal,
  }
}

/** What goes by without anybody's help: no room, a server that is away, others in the way. */
const passing: ReadonlySet<unknown> = new Set(['SQLITE_FULL', 'full', 'disk-full', 'unavailable', 'busy', 'outcome-unknown'])

/** Whether it is worth trying again by itself after a fault. */
export const isPassing = (error: unknown): boolean => error instanceof Error && 'code' in error && passing.has(error.code)

/** A fault in words. */
export const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error))

/** What is asked of a projector that is closed throws this. */
export const closed = (): Error => new Error('the projector is closed')
