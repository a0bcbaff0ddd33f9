import type { DayNumber, PeriodKey } from '@daybook/projections'
import type { PeriodCells } from './cells.ts'
import { type Connection, type RowStatement, rowsOf, type Statement } from './sqlite-driver.ts'

type Days = { readonly first: DayNumber; readonly last: DayNumber }

/** Periods of each ledger, with the days that their entries span: a day is looked for only where it can be. */
export class Periods {
  readonly #widened = new Set<PeriodCells>()
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
  note(cells: PeriodCells, day: DayNumber): void {
    if (cells.firstDay <= day && day <= cells.lastDay) return
    cells.firstDay = Math.min(cells.firstDay, day)
    cells.lastDay = Math.max(cells.lastDay, day)
    this.#widened.add(cells)
  }

  flush(): void {
    for (const { ledger, period, firstDay, lastDay } of this.#widened) this.#upsert.run(ledger, period, firstDay, lastDay)
    this.#widened.clear()
  }

  ofLedger(ledger: number): readonly ({ readonly period: PeriodKey } & Days)[] {
    return this.#read.all(ledger).map(([period, first, last]) => ({ period, first, last }))
  }

  forget(): void {
    this.#widened.clear()
  }
}
