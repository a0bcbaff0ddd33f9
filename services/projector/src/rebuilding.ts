import { differenceBetween } from './compare.ts'
import type { Posting, Rebuild } from './posting.ts'
import { againMsDefault, type ProjectorOptions } from './projector-options.ts'
import { isPassing, messageOf } from './standing.ts'

/** Holds a rebuild that has caught up against the ledgers that answer. */
export const compareRebuild = async (
  building: Rebuild,
  active: Posting,
  { generations, log }: Pick<ProjectorOptions, 'generations' | 'log'>,
): Promise<void> => {
  const { generation } = building.posting
  const difference = await differenceBetween(generations, active, building.posting)
  building.comparison = difference ?? 'equal'
  log.info({ generation, difference }, difference ? 'rebuild differs' : 'rebuild is equal')
}

/** Ends a rebuild by a fault: one that goes by without anybody's help is tried again after a while. */
export const endByFault = (
  building: Rebuild,
  error: unknown,
  { againMs = againMsDefault }: Pick<ProjectorOptions, 'againMs'>,
): void => {
  building.fault = `the rebuild stopped: ${messageOf(error)}`
  building.againAt = isPassing(error) ? performance.now() + againMs : Number.POSITIVE_INFINITY
}

/** Aborts when a rebuild that a fault has ended is to be tried again; none where none is. */
export const whenDue = (building: Rebuild | null): readonly AbortSignal[] =>
  building === null || building.fault === null || building.againAt === Number.POSITIVE_INFINITY
    ? []
    : [AbortSignal.timeout(Math.max(0, Math.ceil(building.againAt - performance.now())))]
