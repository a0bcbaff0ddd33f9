import { house, type RowEntity, type RowScope } from './kpi.ts'
import type { Share } from './fact.ts'

const known = new Map<string, RowEntity>()

/** A row entity, always the same object for the same thing, so that they compare by identity. */
export const rowEntity = (scope: RowScope, id: string, team = ''): RowEntity => {
  const key = `${scope}\u0000${id}\u0000${team}`
  const entity = known.get(key)
  if (entity !== undefined) return entity
  const made = { scope, id, team }
  known.set(key, made)
  return made
}

export const noOwners: readonly Share[] = [{ repId: house, basisPoints: 10_000 }]

/** One owner's seat with what it counts: for the rep, for his team, for the organisation. */
export type Seat = { readonly entity: RowEntity; readonly basisPoints: number; readonly counts: readonly [bigint, bigint, bigint] }

/** The seats of owners, in the order listed: the team and the organisation count once, on the first of their seats. */
export const seatsOf = (owners: readonly Share[], teamOf: (repId: string) => string): readonly Seat[] => {
  const teams = new Set<string>()
  return owners.map(({ repId, basisPoints }, index) => {
    const team = repId === house ? '' : teamOf(repId)
    const first = team !== '' && !teams.has(team)
    teams.add(team)
    return { entity: rowEntity('seat', repId, team), basisPoints, counts: [1n, first ? 1n : 0n, index === 0 ? 1n : 0n] }
  })
}
