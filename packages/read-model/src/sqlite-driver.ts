import Database from 'better-sqlite3'

/** A connection to one SQLite file. */
export type Connection = Database.Database

/** A prepared statement. */
export type Statement = Database.Statement

/** A statement whose rows come as arrays of the columns. */
export type RowStatement<Row extends readonly unknown[]> = Database.Statement<unknown[], Row>

/** A statement that gives its first column alone. */
export type ColumnStatement<Value> = Database.Statement<unknown[], Value>

/** Opens a file, and makes it unless it is only to be read. `timeout`: milliseconds to wait for a lock. */
export const connect = (file: string, options: { readonly readOnly: boolean; readonly timeout: number }): Connection =>
  new Database(file, { readonly: options.readOnly, fileMustExist: options.readOnly, timeout: options.timeout })

/** SQLite's own code of an error, such as `SQLITE_FULL`; null for any other error. */
export const sqliteCode = (error: unknown): string | null => (error instanceof Database.SqliteError ? error.code : null)

/** Prepares a statement that gives its rows as arrays, the cheapest way to read many. */
export const rowsOf = <Row extends readonly unknown[]>(database: Connection, sql: string): RowStatement<Row> =>
  database.prepare<unknown[], Row>(sql).raw()

/** Prepares a statement that gives the first column alone. */
export const columnOf = <Value>(database: Connection, sql: string): ColumnStatement<Value> =>
  database.prepare<unknown[], Value>(sql).pluck()
