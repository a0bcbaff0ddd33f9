import { byText } from '@daybook/domain'
import { z } from 'zod'
import { type CellsFound, type CellsRead, type CellValue, type ReportCell, type ReportContext, repeated } from './report.ts'

/** An owner of sales, quotas and commitments. */
type OwnerType = 'org' | 'team' | 'rep'

/** The id that stands for the organisation in the rows of reports. */
export const orgOwner = 'ORG'

/** The parameters that choose whose rows a report has. */
export const ownerParameters = { scope: z.enum(['org', 'team', 'rep']).optional(), entity: repeated }

type OwnersAsked = { readonly scope?: OwnerType | undefined; readonly entity?: readonly string[] | undefined }

/** The owners of one type that have rows in a report. */
export type Owners = { readonly type: OwnerType; readonly ids: readonly string[] }

type ReadOfAll = Pick<CellsRead, 'periods'> & { readonly kpis: readonly string[] }

/**
 * Whose rows a report has: those named, or all that have a cell of one of the KPIs in one of the periods; of one type, or of all three.
 * Who is asked for by type and name has his rows even where he has no cell.
 */
export const ownersAsked = (
  context: Pick<ReportContext, 'cells'>,
  { scope, entity }: OwnersAsked,
  read: ReadOfAll,
): Promise<readonly Owners[]> => {
  const types: readonly OwnerType[] = scope === undefined ? ['org', 'team', 'rep'] : [scope]
  return Promise.all(
    types.map((type) => {
      if (type === 'org') return { type, ids: isOrgMeant(scope, entity) ? [orgOwner] : [] }
      if (scope !== undefined && entity !== undefined) return { type, ids: entity }
      return everyone(context, type, read).then((ids) => ({ type, ids: ids.filter((id) => entity?.includes(id) ?? true) }))
    }),
  )
}

const isOrgMeant = (scope: OwnerType | undefined, entity: readonly string[] | undefined): boolean =>
  scope === 'org' || entity === undefined || entity.includes(orgOwner)

const everyone = (
  { cells }: Pick<ReportContext, 'cells'>,
  scope: OwnerType,
  { kpis, periods }: ReadOfAll,
): Promise<readonly string[]> =>
  Promise.all(kpis.map((kpi) => cells({ kpi, scope, entities: null, periods }))).then((found) =>
    [...new Set(found.flatMap(({ entities }) => entities))].sort(byText),
  )

/** The cells of some owners; asked for by their own id, the organisation too. */
export const cellsOfOwners = (
  { cells }: Pick<ReportContext, 'cells'>,
  { type, ids }: Owners,
  read: Pick<CellsRead, 'kpi' | 'periods'>,
): Promise<(id: string, period: string) => CellValue> =>
  cells({ ...read, scope: type, entities: ids }).then(
    (found: CellsFound) => (id: string, period: string) => found.of(type === 'org' ? null : id, period),
  )

/** The owner of a row as the owner of a cell: the organisation has no id there. */
export const cellOfOwner = (ownerType: string, ownerId: string): Pick<ReportCell, 'scope' | 'entity'> =>
  ownerType === 'org' ? { scope: 'org', entity: null } : { scope: ownerType as OwnerType, entity: ownerId } // Sound: the column of reports of owners
