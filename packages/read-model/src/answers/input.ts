import { byText } from '@daybook/domain'
import {
  accountOfPartition,
  type CellSelection,
  type KpiDescription,
  type Part,
  type PartsBy,
  type RowEntity,
  type Scope,
} from '@daybook/projections'

/**
 * One sum of deltas that an answer needs: one column of the rows of some entities, or of one partition, in some cells.
 *
 * `scope`, `entity` and `period` say whose number it is, for people; `rows` and `cells` say where it stands. `by`: its parts are needed
 * as well as the sum. `isContext`: it is taken as given where a value is followed through time.
 */
export type Input = {
  readonly kpi: KpiDescription
  readonly scope: Scope
  readonly entity: string | null
  readonly period: string
  readonly cells: CellSelection
  readonly rows: InputRows
  readonly column: number
  /** Which of a count's three amounts at a seat: that of the rep (0), the team or the organisation. */
  readonly place: number
  readonly by?: PartsBy
  readonly isContext?: boolean
}

/** `isOfEveryone`: the rows of all accounts, whoever they are. */
export type InputRows = {
  readonly entities: readonly RowEntity[]
  readonly partition: string | null
  readonly isOfEveryone?: boolean
}

/** The sums that were read, by input, and the parts of those that are told apart. */
export type Amounts = {
  readonly get: (input: Input) => bigint | undefined
  readonly parts?: (input: Input) => readonly Part[]
}

export const amountIn = (amounts: Amounts, input: Input): bigint => amounts.get(input) ?? 0n

export const partsIn = (amounts: Amounts, input: Input): readonly Part[] => amounts.parts?.(input) ?? []

/** Which part of a sum a row or entry belongs to. */
const partOf = (by: PartsBy, { partition, day }: { readonly partition: string; readonly day: number }): Omit<Part, 'amount'> => ({
  account: by === 'day' ? '' : (accountOfPartition(partition) ?? partition),
  day: by === 'account' ? 0 : day,
})

/** Sums by part, in the order of account and day; what nets to zero is left out. Listed again after a change, parts are not sorted anew. */
export class Parts {
  readonly #by: PartsBy
  readonly #sums = new Map<string, Sum>()
  #ordered: readonly Sum[] | null = null
  #listed: readonly Part[] | null = null
  total = 0n

  constructor(by: PartsBy) {
    this.#by = by
  }

  add(at: { readonly partition: string; readonly day: number }, amount: bigint): void {
    const { account, day } = partOf(this.#by, at)
    const key = `${day} ${account}`
    const sum = this.#sums.get(key)
    this.total += amount
    this.#listed = null
    if (sum !== undefined) {
      sum.part = { account, day, amount: sum.part.amount + amount }
      return
    }
    this.#sums.set(key, { part: { account, day, amount } })
    this.#ordered = null
  }

  list(): readonly Part[] {
    this.#ordered ??= [...this.#sums.values()].sort((a, b) => byText(a.part.account, b.part.account) || a.part.day - b.part.day)
    this.#listed ??= this.#ordered.map(({ part }) => part).filter(({ amount }) => amount !== 0n)
    return this.#listed
  }
}

type Sum = { part: Part }
