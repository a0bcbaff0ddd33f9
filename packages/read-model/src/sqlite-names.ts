import type { RowEntity, RowScope } from '@daybook/projections'
import { byEntity } from './ordering.ts'
import { type Connection, columnOf, type RowStatement, rowsOf, type Statement } from './sqlite-driver.ts'

/** Numbers of one list of names, such as the ledgers. What another connection has added is looked up when it is first met. */
export class NameList {
  readonly #list: string
  readonly #numbers = new Map<string, number>()
  readonly #names = new Map<number, string>()
  readonly #read: RowStatement<[number, string]>
  readonly #insert: Statement

  constructor(database: Connection, list: string) {
    this.#list = list
    this.#read = rowsOf(database, 'SELECT number, name FROM name WHERE list = ?')
    this.#insert = database.prepare('INSERT INTO name (list, number, name) VALUES (?, ?, ?)')
  }

  find(name: string): number | null {
    return this.#numbers.get(name) ?? this.#reread().#numbers.get(name) ?? null
  }

  /** The number of a name, which is given one when it has none. */
  number(name: string): number {
    const known = this.#numbers.get(name) ?? this.find(name)
    if (known !== null) return known
    const number = this.#numbers.size
    this.#insert.run(this.#list, number, name)
    this.#keep(number, name)
    return number
  }

  name(number: number): string {
    const name = this.#names.get(number) ?? this.#reread().#names.get(number)
    if (name === undefined) throw new Error(`the ledgers name no ${this.#list} ${number}`)
    return name
  }

  forget(): void {
    this.#numbers.clear()
    this.#names.clear()
  }

  #reread(): this {
    for (const [number, name] of this.#read.all(this.#list)) this.#keep(number, name)
    return this
  }

  #keep(number: number, name: string): void {
    this.#numbers.set(name, number)
    this.#names.set(number, name)
  }
}

/** Numbers that each scope has for itself: more entities than any book holds, in few bytes. */
const entitiesPerScope = 2 ** 24

const scopes = [
  'seat',
  'account',
  'industry',
  'territory',
  'family',
  'team',
  'org',
  'quality',
] as const satisfies readonly RowScope[]

/** Numbers of a scope's entities: `from <= number < until`. */
export const numbersOf = (scope: RowScope): { readonly from: number; readonly until: number } => {
  const from = scopes.indexOf(scope) * entitiesPerScope
  return { from, until: from + entitiesPerScope }
}

/** A rep has a number for each of his teams. */
type Numbered = { readonly team: string; readonly number: number }

/** Numbers of row entities. Seats, which nearly every read begins with, are kept at hand. */
export class Entities {
  readonly #numbers = new Map<RowScope, Map<string, readonly Numbered[]>>()
  readonly #entities = new Map<number, RowEntity>()
  #seats: readonly RowEntity[] = []
  /** Rows of one event often share their entity. */
  #lastMet: RowEntity | null = null
  #lastMetNumber = 0
  readonly #find: Statement
  readonly #read: RowStatement<[RowScope, string, string]>
  readonly #insert: Statement
  readonly #last: Statement
  readonly #inRange: RowStatement<[RowScope, string, string]>

  constructor(database: Connection) {
    this.#find = columnOf(database, 'SELECT entity FROM entity WHERE scope = ? AND id = ? AND team = ?')
    this.#read = rowsOf(database, 'SELECT scope, id, team FROM entity WHERE entity = ?')
    this.#insert = database.prepare('INSERT INTO entity (entity, scope, id, team) VALUES (?, ?, ?, ?)')
    this.#last = columnOf(database, 'SELECT max(entity) FROM entity WHERE entity >= ? AND entity < ?')
    this.#inRange = rowsOf(database, 'SELECT scope, id, team FROM entity WHERE entity >= ? AND entity < ?')
  }

  find(entity: RowEntity): number | null {
    for (const known of this.#numbers.get(entity.scope)?.get(entity.id) ?? []) if (known.team === entity.team) return known.number
    const stored = this.#find.get(entity.scope, entity.id, entity.team)
    return typeof stored === 'number' ? this.#keep(stored, entity) : null
  }

  /** The number of an entity, which is given the next one of its scope when it has none. */
  number(entity: RowEntity): number {
    if (entity === this.#lastMet) return this.#lastMetNumber
    this.#lastMetNumber = this.find(entity) ?? this.#add(entity)
    this.#lastMet = entity
    return this.#lastMetNumber
  }

  #add(entity: RowEntity): number {
    const { from, until } = numbersOf(entity.scope)
    const next = this.#lastNumber(entity.scope) + 1
    if (next >= until) throw new Error(`scope ${entity.scope} has more than ${until - from} entities`)
    this.#insert.run(next, entity.scope, entity.id, entity.team)
    return this.#keep(next, { scope: entity.scope, id: entity.id, team: entity.team })
  }

  entity(number: number): RowEntity {
    const known = this.#entities.get(number)
    if (known !== undefined) return known
    const row = this.#read.get(number)
    if (row === undefined) throw new Error(`the ledgers name no entity ${number}`)
    const [scope, id, team] = row
    const entity = { scope, id, team }
    this.#keep(number, entity)
    return entity
  }

  seats(): readonly RowEntity[] {
    const { from, until } = numbersOf('seat')
    if (this.#lastNumber('seat') - from + 1 === this.#seats.length) return this.#seats
    const rows = this.#inRange.all(from, until)
    this.#seats = rows.map(([scope, id, team]) => ({ scope, id, team })).sort(byEntity)
    return this.#seats
  }

  forget(): void {
    this.#numbers.clear()
    this.#entities.clear()
    this.#seats = []
    this.#lastMet = null
  }

  /** One below the first number while the scope has none. */
  #lastNumber(scope: RowScope): number {
    const { from, until } = numbersOf(scope)
    const last = this.#last.get(from, until)
    return typeof last === 'number' ? last : from - 1
  }

  #keep(number: number, entity: RowEntity): number {
    const ofScope = this.#numbers.get(entity.scope) ?? new Map<string, readonly Numbered[]>()
    const ofId = ofScope.get(entity.id) ?? []
    this.#numbers.set(entity.scope, ofScope.set(entity.id, [...ofId, { team: entity.team, number }]))
    this.#entities.set(number, entity)
    return number
  }
}
