import { addMonths, dayNumber, dayOf } from '@daybook/domain'
import { accountEntities, familyOf, type OrderPiece, sorted } from './credit.ts'
import { isQualifying } from './fact.ts'
import { firstsByFamily } from './first-purchases.ts'
import type { Contribution, RowEntity } from './kpi.ts'
import { rowEntity } from './seats.ts'

/** Descriptions that counts of lines and families of orders have in common. */
export const productWinKpi = {
  unit: 'lines',
  version: 1,
  kind: 'flow',
  view: 'credit',
  measure: 'count',
  scopes: ['org', 'team', 'rep', 'account', 'industry', 'territory', 'family'],
  grain: ['month'],
  fold: 'account',
  per: 'order',
} as const

/** Something that an order counts for; of which family, where that is known, and what it rests on besides the order. */
type Win = { readonly family: string | null; readonly because: readonly bigint[] }

/** M-52: lines that take the place of another product. */
export const upgradeRows = (piece: OrderPiece): readonly Contribution[] => {
  const { fact } = piece
  if (fact.kind !== 'order') return []
  const lines = fact.lines.filter(({ upgradeOf }) => upgradeOf !== null)
  return winRows(
    piece,
    lines.map((line) => ({ family: familyOf(piece.view.reference, line), because: [fact.detailsSetBy] })),
  )
}

/** M-50: families that the account had never bought, though it had bought. */
export const newToAccountRows = (piece: OrderPiece): readonly Contribution[] => winRows(piece, newToAccount(piece))

/** M-50: lines of products in their first twelve months. */
export const newLaunchRows = (piece: OrderPiece): readonly Contribution[] => winRows(piece, newlyLaunched(piece))

/** M-50: both; a family that is new to the account by a line of a new product counts for that line alone. */
export const newProductRows = (piece: OrderPiece): readonly Contribution[] => {
  const launched = newlyLaunched(piece)
  const others = newToAccount(piece).filter(({ family }) => !launched.some((win) => win.family === family))
  return winRows(piece, [...launched, ...others])
}

const nothing: readonly Win[] = []

const newToAccount = ({ view, fact, byFamily }: OrderPiece): readonly Win[] => {
  const [began] = view.days.occasions
  if (byFamily.size === 0 || !isQualifying(fact) || began === undefined || began.day >= fact.day) return nothing
  const firsts = firstsByFamily(view)
  const because = began.boughtBy === null ? [] : [began.boughtBy]
  return [...byFamily.keys()].filter((family) => firsts.get(family)?.key === fact.key).map((family) => ({ family, because }))
}

const monthsOfLaunch = 12

/** As in any twelve months, the day a year later is outside: P-11. */
const newlyLaunched = (piece: OrderPiece): readonly Win[] => {
  const { view, fact } = piece
  const { launches } = view.reference
  if (launches.size === 0 || !isQualifying(fact)) return nothing
  const yearAgo = dayNumber(addMonths(dayOf(fact.day), -monthsOfLaunch))
  return fact.lines.flatMap((line) => {
    const launch = line.productId === null ? undefined : launches.get(line.productId)
    if (launch === undefined || launch.on > fact.day || launch.on <= yearAgo) return []
    return [{ family: familyOf(piece.view.reference, line), because: [launch.setBy] }]
  })
}

/** So many at each seat for the rep, his team and the organisation, at the account and its places, and at each family its own. */
const winRows = (piece: OrderPiece, wins: readonly Win[]): readonly Contribution[] => {
  if (wins.length === 0) return []
  const because = sorted([...piece.because, ...wins.flatMap((win) => win.because)])
  const row = (entity: RowEntity, amounts: readonly bigint[]): Contribution => ({
    cell: { entity, period: piece.month },
    from: piece.fact.day,
    until: null,
    amounts,
    because,
  })
  const all = BigInt(wins.length)
  const families = Map.groupBy(wins, ({ family }) => family)
  return [
    ...piece.seats.map(({ entity, counts }) =>
      row(
        entity,
        counts.map((count) => count * all),
      ),
    ),
    ...accountEntities(piece.view, piece.soldOn).map((entity) => row(entity, [all])),
    ...[...families].flatMap(([family, own]) =>
      family === null ? [] : [row(rowEntity('family', family), [BigInt(own.length)])],
    ),
  ]
}
