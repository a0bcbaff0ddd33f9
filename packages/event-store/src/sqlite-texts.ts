import type { Connection, Statement } from './sqlite-driver.ts'

/** Texts kept in memory of a table that could hold many. */
const keptMax = 10_000

/** Texts that come back in many rows, by their numbers, so that a row holds a few bytes of each. */
export class Texts {
  readonly #numbers = new Map<string, number>()
  readonly #texts = new Map<number, string>()
  readonly #find: Statement | null
  readonly #read: Statement
  readonly #insert: Statement | null

  /**
   * Over `name` (sources, types), where a text stands once, or over `metadata`, where it stands once more whenever it was forgotten:
   * an index over all metadata would cost more than it saves.
   */
  constructor(database: Connection, table: 'name' | 'metadata') {
    this.#find = table === 'name' ? database.prepare('SELECT number FROM name WHERE text = ?').pluck() : null
    this.#read = database.prepare(`SELECT text FROM ${table} WHERE number = ?`).pluck()
    this.#insert = database.readonly ? null : database.prepare(`INSERT INTO ${table} (text) VALUES (?)`)
  }

  /** The number of a text, or null when it has none that is known. */
  number(text: string): number | null {
    const kept = this.#numbers.get(text)
    if (kept !== undefined) return kept
    const found = this.#find?.get(text)
    return found === undefined ? null : this.#keep(text, Number(found))
  }

  /** The number of a text, given to it now if it has none; only in a transaction that writes. */
  numberFor(text: string): number {
    return this.number(text) ?? this.#keep(text, Number(this.#insert?.run(text).lastInsertRowid))
  }

  /** The text of a number; a number without one stands in a damaged row. */
  text(number: number): string {
    const kept = this.#texts.get(number)
    if (kept !== undefined) return kept
    const found = this.#read.get(number) as string | undefined // Sound: a TEXT column
    if (found === undefined) return ''
    this.#keep(found, number)
    return found
  }

  /** Forgets what was given in a transaction that was rolled back. */
  forget(): void {
    this.#numbers.clear()
    this.#texts.clear()
  }

  #keep(text: string, number: number): number {
    if (this.#texts.size >= keptMax) this.forget()
    this.#numbers.set(text, number)
    this.#texts.set(number, text)
    return number
  }
}
