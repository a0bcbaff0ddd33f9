import { type RowEntity, rowEntity, type Scope } from '@daybook/projections'
import type { ReadModel } from '../read-model.ts'

/** The seats of the book, by rep and by team: which rows make up a rep, a team, the organisation. */
export type Directory = {
  readonly seats: readonly RowEntity[]
  readonly seatsOfRep: (rep: string) => readonly RowEntity[]
  readonly seatsOfTeam: (team: string) => readonly RowEntity[]
  /** The rows of quotas that the organisation has of its own. */
  readonly quotasOfOrg: readonly RowEntity[]
}

/** The seats of the book, and the organisation's own quotas at the position. */
export const openDirectory = async (readModel: ReadModel, position: bigint | null): Promise<Directory> => {
  const ofOrg = { ledger: 'quota', scope: 'org', periods: null, day: null } as const
  const quotas = position === null ? [] : readModel.entities({ ...ofOrg, position })
  const [rows, ofOrgItself] = await Promise.all([readModel.seats(), quotas])
  return directoryOf(rows.map(sameObject), ofOrgItself.map(sameObject))
}

/** The directory of some seats, and of the rows of the organisation's own quotas. */
export const directoryOf = (rows: readonly RowEntity[], quotas: readonly RowEntity[]): Directory => {
  const seats = [...new Set(rows)]
  const byRep = Map.groupBy(seats, ({ id }) => id)
  const byTeam = Map.groupBy(seats, ({ team }) => team)
  return {
    seats,
    seatsOfRep: (rep) => byRep.get(rep) ?? [],
    seatsOfTeam: (team) => byTeam.get(team) ?? [],
    quotasOfOrg: [...new Set(quotas)],
  }
}

/** The rows of a scope's entity: seats of reps, teams and the organisation, else the entity's own row. */
export const rowsOfScope = (directory: Directory, scope: Scope, entity: string | null): readonly RowEntity[] => {
  switch (scope) {
    case 'org':
      return directory.seats
    case 'team':
      return entity === null || entity === '' ? [] : directory.seatsOfTeam(entity)
    case 'rep':
      return entity === null ? [] : directory.seatsOfRep(entity)
    case 'account':
    case 'industry':
    case 'territory':
    case 'family':
      return entity === null ? [] : [rowEntity(scope, entity)]
  }
}

/** Always the same object for the same row entity, so that cells can be looked up by identity. */
const sameObject = ({ scope, id, team }: RowEntity): RowEntity => rowEntity(scope, id, team)
