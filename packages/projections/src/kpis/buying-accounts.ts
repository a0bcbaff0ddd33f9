import { accountEntities, creditOf, sorted } from '../credit.ts'
import { type Fact, isQualifying } from '../fact.ts'
import { type Contribution, defineKpi, type EntryRow, type RowEntity } from '../kpi.ts'
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
    const firsts = new Firsts(piece)
    for (const order of piece.facts) {
      if (firsts.isComplete()) break
      if (isQualifying(order)) firsts.look(order)
    }
    return firsts.contributions
  },
})

/** What has been counted in the period so far: each rep, team, the organisation and each other entity once, where it comes first. */
class Firsts {
  readonly contributions: Contribution[] = []
  readonly #piece: PeriodPiece
  readonly #counted = new Set<string>()

  constructor(piece: PeriodPiece) {
    this.#piece = piece
  }

  /** Facts come by (day, position) and owners in the order listed, so that the first one met is the one that counts. */
  look(order: Fact): void {
    const { view, period } = this.#piece
    const credit = creditOf(view, order)
    const because = sorted(credit.setBy === null ? [order.daySetBy] : [order.daySetBy, credit.setBy])
    const count = (entity: RowEntity, amounts: readonly bigint[]) =>
      this.contributions.push({ cell: { entity, period }, from: order.day, until: null, amounts, because })
    for (const { entity } of credit.seats) {
      const amounts = [
        this.#first(`rep ${entity.id}`),
        entity.team === '' ? 0n : this.#first(`team ${entity.team}`),
        this.#first('org'),
      ]
      if (amounts.includes(1n)) count(entity, amounts)
    }
    for (const entity of accountEntities(view).slice(1))
      if (this.#first(`${entity.scope} ${entity.id}`) === 1n) count(entity, [1n])
    for (const family of familiesOf(this.#piece, order))
      if (this.#first(`family ${family}`) === 1n) count(rowEntity('family', family), [1n])
  }

  /** Whether all that is looked for has been found. */
  isComplete(): boolean {
    return this.#piece.only !== null && this.#counted.size === this.#piece.only.size
  }

  #first(key: string): bigint {
    const { only } = this.#piece
    if (this.#counted.has(key) || (only !== null && !only.has(key))) return 0n
    this.#counted.add(key)
    return 1n
  }
}

/** The keys of the rows that changed, as `only` names them. */
export const keysOf = (rows: readonly Pick<EntryRow, 'entity' | 'deltas'>[]): ReadonlySet<string> => {
  const keys = new Set<string>()
  for (const { entity, deltas } of rows) {
    if (entity.scope !== 'seat') keys.add(`${entity.scope} ${entity.id}`)
    else {
      if (deltas[0] !== 0n) keys.add(`rep ${entity.id}`)
      if (deltas[1] !== 0n) keys.add(`team ${entity.team}`)
      if (deltas[2] !== 0n) keys.add('org')
    }
  }
  return keys
}

const familiesOf = (piece: PeriodPiece, order: Fact): ReadonlySet<string> => {
  const families = new Set<string>()
  for (const { family, productId } of order.lines) {
    const known = family ?? (productId === null ? undefined : piece.view.reference.families.get(productId))
    if (known !== undefined) families.add(known)
  }
  return families
}
