import { copyFileSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { type Host, openBook, runProgram } from '@daybook/server'
import Database from 'better-sqlite3'
import type { Random } from '../properties/random.ts'
import { startBook } from './book-process.ts'
import type { CaseResult, CaseRun } from './crash-case.ts'
import { answersOf, caughtUp, ready } from './examine.ts'
import { setUp, slice } from './load.ts'
import { sendImport } from './senders.ts'

const files = ['log.db', 'ledger-1.db'] as const

/** Side records of the log, which carry no checksum: see the README. */
const unguarded = 'record'

/** One in so many copies of which the damage was found is served afterwards. */
const servedEach = 10

/**
 * Flips a random byte of the log or of the ledgers in a copy of a book, and looks whether `doctor` or `verify --all` finds it wherever a
 * row of a table is another one afterwards. Of ledgers that were found to be damaged a server must not answer with a wrong figure.
 */
export const flippedBytes = async (run: CaseRun): Promise<CaseResult> => {
  const book = join(run.folder, 'data')
  const answers = await madeBook(book, run.seed)
  const whole = Object.fromEntries(files.map((file) => [file, readFileSync(join(book, file))]))
  const truth = Object.fromEntries(files.map((file) => [file, rowsOf(join(book, file))]))
  const counts = { found: 0, harmless: 0, served: 0, refused: 0 }
  const problems: string[] = []
  for (let round = 1; round <= run.rounds; round += 1) {
    const file = run.random.pick(files)
    const copy = join(run.folder, 'copy')
    const bytes = Buffer.from(whole[file] ?? '')
    const at = spoil(bytes, run.random)
    copyBook(book, copy)
    writeFileSync(join(copy, file), bytes)
    const changed = changedTables(join(copy, file), truth[file] ?? new Map())
    const isFound = (await said(['doctor'], copy)) !== 0 || (await said(['verify', '--all'], copy)) !== 0
    if (isFound) counts.found += 1
    else counts.harmless += 1
    if (changed.length > 0 && !isFound)
      problems.push(`copy ${round}: byte ${at} of ${file} changed ${changed.join(', ')}, nobody found it`)
    if (isFound && counts.found % servedEach === 0) problems.push(...(await wronglyServed(copy, { answers, counts, round })))
    rmSync(copy, { recursive: true })
    if (round % 50 === 0) run.note(`${round} of ${run.rounds} copies`)
  }
  const { found, harmless, served, refused } = counts
  const reached = `${run.rounds} copies, ${found} found damaged, ${harmless} with every row as it was; served again ${served}, refused ${refused}`
  return { problems: problems.slice(0, 20), reached }
}

/** A book with a few hundred events, all of it in its two files. */
const madeBook = async (folder: string, seed: number): Promise<string> => {
  const book = await startBook(folder)
  await sendImport({ url: book.url, journal: { answered: () => undefined } }, [...setUp(), ...slice(seed, 0, 250)])
  await caughtUp(book.url)
  const answers = await answersOf(book.url)
  await book.kill('SIGTERM')
  for (const file of files) {
    const database = new Database(join(folder, file))
    database.pragma('journal_mode = DELETE')
    database.close()
  }
  return answers
}

const copyBook = (from: string, to: string): void => {
  mkdirSync(to)
  for (const file of [...files, 'ledger.json']) copyFileSync(join(from, file), join(to, file))
}

/** Another byte at a random place; which place. */
const spoil = (bytes: Buffer, random: Random): number => {
  const at = random.below(bytes.length)
  bytes[at] = (bytes[at] ?? 0) ^ random.between(1, 255)
  return at
}

type Rows = ReadonlyMap<string, string>

/** Every row of every table as a text, read from the tables themselves and not from an index. */
const rowsOf = (file: string): Rows => {
  const database = new Database(file, { readonly: true })
  try {
    const tables = database.prepare("SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name").pluck().all() as string[]
    const rows = (table: string): unknown => database.prepare(`SELECT * FROM ${table} NOT INDEXED`).raw().safeIntegers().all()
    return new Map(tables.map((table) => [table, textOf(rows(table))]))
  } finally {
    database.close()
  }
}

const textOf = (value: unknown): string =>
  JSON.stringify(value, (_key, one: unknown) => (typeof one === 'bigint' ? `${one}` : one))

/** Tables whose rows are not what they were; all of them where the file cannot be read. */
const changedTables = (file: string, truth: Rows): readonly string[] => {
  try {
    const rows = rowsOf(file)
    return [...new Set([...truth.keys(), ...rows.keys()])].filter(
      (table) => table !== unguarded && rows.get(table) !== truth.get(table),
    )
  } catch {
    return ['the file, which cannot be read']
  }
}

/** Runs a command of the program on a folder, in this process: its exit code. */
const said = (typed: readonly string[], folder: string): Promise<number> => {
  const silent = { write: () => true }
  const host: Host = {
    stdin: Readable.from([]),
    stdout: silent,
    stderr: silent,
    environment: {},
    clock: Date.now,
    stopping: new AbortController().signal,
    stop: () => undefined,
  }
  return runProgram([...typed, '--quiet', '--data-dir', folder], host, openBook)
}

type Serving = { readonly answers: string; readonly counts: { served: number; refused: number }; readonly round: number }

/** A server of a copy that was found to be damaged refuses to start, or to answer, or gives the right figures. */
const wronglyServed = async (copy: string, { answers, counts, round }: Serving): Promise<readonly string[]> => {
  try {
    const book = await startBook(copy)
    try {
      const isReady = (await fetch(`${book.url}/readyz`)).ok
      if (isReady) await ready(book.url)
      const figures = await answersOf(book.url)
      counts.served += 1
      return figures === answers ? [] : [`copy ${round}: the figures are wrong, and are served`]
    } finally {
      await book.kill('SIGKILL')
    }
  } catch {
    counts.refused += 1
    return []
  }
}
