import { accountEntities, creditOf, sorted } from '../credit.ts'
import { type Fact, isQualifying } from '../fact.ts'
import { type Contribution, defineKpi, house, type RowEntity } from '../kpi.ts'
import type { PeriodPiece } from '../pieces.ts'
import { rowEntity } from '../seats.ts'

/** M-10 of the domain specification. */
export const buyingAccounts = defineKpi<PeriodPiece>({
  name: 'buying-accounts',
  title: 'Buying accounts',
  definition: 'Accounts with at least one qualifying order in the period, by the rep credited for it.',
  unit: 'accounts',
  version: 1,
  kind: 'flow',
  view: 'credit',
  ledger: 'buying',
  measure: 'count',
  scopes: ['org', 'team', 'rep', 'account', 'industry', 'territory', 'family'],
  grain: ['month', 'quarter', 'year'],
  fold: 'account',
  per: 'period',
  contributions: (piece) => {
    const first = new Firsts()
    for (const order of piece.facts.filter(isQualifying)) contributeFirsts(piece, order, first)
    return first.contributions
  },
})

/** What has been counted in the period so far: each rep, team, the organisation and each other entity once. */
class Firsts {
  readonly contributions: Contribution[] = []
  readonly #counted = new Set<string>()

  readonly isFirst = (key: string): boolean => {
    if (this.#counted.has(key)) return false
    this.#counted.add(key)
    return true
  }
}

/** Facts come by (day, position) and owners in the order listed, so that the first one met is the one that counts. */
const contributeFirsts = (piece: PeriodPiece, order: Fact, first: Firsts): void => {
  const credit = creditOf(piece.view, order)
  const because = sorted(credit.setBy === null ? [order.daySetBy] : [order.daySetBy, credit.setBy])
  const count = (entity: RowEntity, amounts: readonly bigint[]) =>
    first.contributions.push({ cell: { entity, period: piece.period }, from: order.day, until: null, amounts, because })
  for (const { entity } of credit.seats) {
    const rep = first.isFirst(`rep ${entity.id}`) ? 1n : 0n
    const team = entity.team !== '' && entity.id !== house && first.isFirst(`team ${entity.team}`) ? 1n : 0n
    const org = first.isFirst('org') ? 1n : 0n
    if (rep + team + org > 0n) count(entity, [rep, team, org])
  }
  for (const entity of accountEntities(piece.view).slice(1)) if (first.isFirst(`${entity.scope} ${entity.id}`)) count(entity, [1n])
  for (const family of familiesOf(piece, order)) if (first.isFirst(`family ${family}`)) count(rowEntity('family', family), [1n])
}

const familiesOf = (piece: PeriodPiece, order: Fact): ReadonlySet<string> => {
  const families = new Set<string>()
  for (const { family, productId } of order.lines) {
    const known = family ?? (productId === null ? undefined : piece.view.reference.families.get(productId))
    if (known !== undefined) families.add(known)
  }
  return families
}
