import { isBuying } from '../buying.ts'
import { type Credit, creditOf, placesOf, sorted } from '../credit.ts'
import type { Fact } from '../fact.ts'
import { type Contribution, defineKpi, type RowEntity } from '../kpi.ts'
import { familiesOf } from '../period-keys.ts'
import type { PeriodPiece } from '../pieces.ts'
import { rowEntity } from '../seats.ts'

/** M-10 of the domain specification. The policy `buying-basis` says whether an order that was credited as a whole still counts. */
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
      if (isBuying(piece.view, order)) firsts.look(order)
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
    const { view } = this.#piece
    const credit = creditOf(view, order)
    for (const { entity, repKey, teamKey } of credit.seats) {
      const rep = this.#first(repKey)
      const team = teamKey === null ? 0n : this.#first(teamKey)
      const org = this.#first('org')
      if (rep + team + org > 0n) this.#count(order, credit, { entity, amounts: [rep, team, org] })
    }
    for (const entity of placesOf(view, order.day))
      if (this.#first(`${entity.scope} ${entity.id}`) === 1n) this.#count(order, credit, { entity, amounts: [1n] })
    for (const family of familiesOf(view, order))
      if (this.#first(`family ${family}`) === 1n)
        this.#count(order, credit, { entity: rowEntity('family', family), amounts: [1n] })
  }

  #count(
    { day, daySetBy }: Fact,
    { setBy }: Credit,
    counted: Pick<Contribution, 'amounts'> & { readonly entity: RowEntity },
  ): void {
    const { entity, amounts } = counted
    const because = setBy === null ? [daySetBy] : sorted([daySetBy, setBy])
    this.contributions.push({ cell: { entity, period: this.#piece.period }, from: day, until: null, amounts, because })
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
