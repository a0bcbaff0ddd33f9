import type { Connection, Statement } from './sqlite-driver.ts'

/** Kept in memory of a table that could hold many. */
const keptMax = 10_000

/** Sources and event types by their numbers: a row holds a number where the text would come back a million times. */
export class Names {
  readonly #numbers = new Map<string, number>()
  readonly #texts = new Map<number, string>()
  readonly #find: Statement
  readonly #read: Statement
  readonly #insert: Statement | null

  constructor(database: Connection) {
    this.#find = database.prepare('SELECT number FROM name WHERE text = ?').pluck()
    this.#read = database.prepare('SELECT text FROM name WHERE number = ?').pluck()
    this.#insert = database.readonly ? null : database.prepare('INSERT INTO name (text) VALUES (?)')
  }

  /** The number of a name, or null when it has none yet. */
  number(text: string): number | null {
    const known = this.#numbers.get(text)
    if (known !== undefined) return known
    const found = this.#find.get(text) as bigint | undefined // Sound: an INTEGER column
    return found === undefined ? null : this.#keep(text, Number(found))
  }

  /** The number of a name, given to it now if it has none; only in a transaction that writes. */
  numberFor(text: string): number {
    return this.number(text) ?? this.#keep(text, Number(this.#insert?.run(text).lastInsertRowid))
  }

  /** The name that a number stands for; a number without one stands for a damaged row. */
  text(number: number): string {
    const known = this.#texts.get(number)
    if (known !== undefined) return known
    const text = this.#read.get(number) as string | undefined // Sound: a TEXT column
    if (text !== undefined) this.#keep(text, number)
    return text ?? `?${number}`
  }

  /** Forgets what was read or given in a transaction that was rolled back. */
  forget(): void {
    this.#numbers.clear()
    this.#texts.clear()
  }

  #keep(text: string, number: number): number {
    if (this.#numbers.size >= keptMax) this.forget()
    this.#numbers.set(text, number)
    this.#texts.set(number, text)
    return number
  }
}
