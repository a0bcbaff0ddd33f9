import type { DayNumber, PeriodKey } from '@daybook/projections'
import { type Connection, type RowStatement, rowsOf, type Statement } from './sqlite-driver.ts'

type Days = { readonly first: DayNumber; readonly last: DayNumber }

/** Periods of each ledger, with the days that their entries span: a day is looked for only where it can be. */
export class Periods {
  readonly #known = new Map<number, Map<PeriodKey, Days>>()
  readonly #widened = new Map<string, { readonly ledger: number; readonly period: PeriodKey; readonly days: Days }>()
  readonly #upsert: Statement
  readonly #read: RowStatement<[PeriodKey, DayNumber, DayNumber]>

  constructor(database: Connection) {
    this.#upsert = database.prepare(
      `INSERT INTO period (ledger, period, first_day, last_day) VALUES (?, ?, ?, ?) ON CONFLICT (ledger, period)
       DO UPDATE SET first_day = min(first_day, excluded.first_day), last_day = max(last_day, excluded.last_day)`,
    )
    this.#read = rowsOf(database, 'SELECT period, first_day, last_day FROM period WHERE ledger = ? ORDER BY period')
  }

  /** Notes the day of an entry; `flush` stores what it changes. */
  note(ledger: number, period: PeriodKey, day: DayNumber): void {
    const ofLedger = this.#known.get(ledger) ?? new Map<PeriodKey, Days>()
    const known = ofLedger.get(period)
    if (known !== undefined && known.first <= day && day <= known.last) return
    const days = { first: Math.min(known?.first ?? day, day), last: Math.max(known?.last ?? day, day) }
    this.#known.set(ledger, ofLedger.set(period, days))
    this.#widened.set(`${ledger} ${period}`, { ledger, period, days })
  }

  flush(): void {
    for (const { ledger, period, days } of this.#widened.values()) this.#upsert.run(ledger, period, days.first, days.last)
    this.#widened.clear()
  }

  ofLedger(ledger: number): readonly ({ readonly period: PeriodKey } & Days)[] {
    return this.#read.all(ledger).map(([period, first, last]) => ({ period, first, last }))
  }

  forget(): void {
    this.#known.clear()
    this.#widened.clear()
  }
}
