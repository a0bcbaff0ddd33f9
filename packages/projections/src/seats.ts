import type { Share } from './fact.ts'
import { type DayNumber, house, type RowEntity, type RowScope } from './kpi.ts'
import { type Reference, teamOn } from './reference.ts'

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
  /** What tells the rep and his team apart among those that are counted once; null without a team. */
  readonly repKey: string
  readonly teamKey: string | null
}

/** The seats of a rep who owns something alone, in his team of a day. */
export const seatsAt = (reference: Reference, repId: string, day: DayNumber): readonly Seat[] =>
  seatsOf([{ repId, basisPoints: 10_000 }], (rep) => teamOn(reference, rep, day))

/** The seats of owners, in the order listed: the team and the organisation count once, on the first of their seats. */
export const seatsOf = (owners: readonly Share[], teamOf: (repId: string) => string): readonly Seat[] => {
  if (owners.length === 1) return soleSeat(owners[0] ?? noOwners[0], teamOf)
  const teams = new Set<string>()
  return owners.map(({ repId, basisPoints }, index) => {
    const team = repId === house ? '' : teamOf(repId)
    const first = team !== '' && !teams.has(team)
    teams.add(team)
    return seatOf(rowEntity('seat', repId, team), basisPoints, [1n, first ? 1n : 0n, index === 0 ? 1n : 0n])
  })
}

const soleSeats = new WeakMap<RowEntity, readonly Seat[]>()

/** Nearly every order has one owner: his seat is made once. */
const soleSeat = ({ repId, basisPoints }: Share, teamOf: (repId: string) => string): readonly Seat[] => {
  const team = repId === house ? '' : teamOf(repId)
  const entity = rowEntity('seat', repId, team)
  const known = soleSeats.get(entity)
  if (known !== undefined && known[0]?.basisPoints === basisPoints) return known
  const seats = [seatOf(entity, basisPoints, team === '' ? withoutTeam : withTeam)]
  soleSeats.set(entity, seats)
  return seats
}

const seatOf = (entity: RowEntity, basisPoints: number, counts: Seat['counts']): Seat => ({
  entity,
  basisPoints,
  counts,
  repKey: `rep ${entity.id}`,
  teamKey: entity.team === '' ? null : `team ${entity.team}`,
})

const withTeam = [1n, 1n, 1n] as const
const withoutTeam = [1n, 0n, 1n] as const
