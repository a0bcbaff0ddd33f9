import type { Share } from './fact.ts'
import { house, type RowEntity, type RowScope } from './kpi.ts'

const known: Record<RowScope, Map<string, Map<string, RowEntity>>> = {
  seat: new Map(),
  team: new Map(),
  org: new Map(),
  account: new Map(),
  industry: new Map(),
  territory: new Map(),
  family: new Map(),
  quality: new Map(),
}

/** A row entity, always the same object for the same thing, so that they compare by identity. */
export const rowEntity = (scope: RowScope, id: string, team = ''): RowEntity => {
  let byTeam = known[scope].get(id)
  if (byTeam === undefined) {
    byTeam = new Map()
    known[scope].set(id, byTeam)
  }
  let entity = byTeam.get(team)
  if (entity === undefined) {
    entity = { scope, id, team }
    byTeam.set(team, entity)
  }
  return entity
}

export const noOwners: readonly [Share] = [{ repId: house, basisPoints: 10_000 }]

/** One owner's seat with what it counts: for the rep, for his team, for the organisation. */
export type Seat = {
  readonly entity: RowEntity
  readonly basisPoints: number
  readonly counts: readonly [bigint, bigint, bigint]
}

/** The seats of owners, in the order listed: the team and the organisation count once, on the first of their seats. */
export const seatsOf = (owners: readonly Share[], teamOf: (repId: string) => string): readonly Seat[] => {
  if (owners.length === 1) return [soleSeat(owners[0] ?? noOwners[0], teamOf)]
  const teams = new Set<string>()
  return owners.map(({ repId, basisPoints }, index) => {
    const team = repId === house ? '' : teamOf(repId)
    const first = team !== '' && !teams.has(team)
    teams.add(team)
    return { entity: rowEntity('seat', repId, team), basisPoints, counts: [1n, first ? 1n : 0n, index === 0 ? 1n : 0n] }
  })
}

const soleSeat = ({ repId, basisPoints }: Share, teamOf: (repId: string) => string): Seat => {
  const team = repId === house ? '' : teamOf(repId)
  return { entity: rowEntity('seat', repId, team), basisPoints, counts: team === '' ? withoutTeam : withTeam }
}

const withTeam = [1n, 1n, 1n] as const
const withoutTeam = [1n, 0n, 1n] as const
