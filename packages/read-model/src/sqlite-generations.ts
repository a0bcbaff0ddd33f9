import {
  closeSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeSync,
} from 'node:fs'
import { join } from 'node:path'
import { LedgerDamage } from './ledger-damage.ts'
import { assertEpoch, type Generation, type Generations } from './read-model.ts'
import { openSqliteReadModel } from './sqlite.ts'
import type { PostingFailpoint } from './sqlite-post.ts'
import { haveSameTables } from './sqlite-same-tables.ts'

/** Which generation answers, which did before, the highest number that was ever given, and what generations are posted with. */
type Pointer = {
  readonly active: number
  readonly frozen: readonly number[]
  readonly last: number
  readonly madeWith?: Readonly<Record<string, string>>
}

const pointerFile = 'ledger.json'

/**
 * Generations as files `ledger-<n>.db` of one folder, and a small file that says which one is active. That file is replaced in one step, so
 * that a switch has happened or has not; a retired generation is a deleted file. An empty folder gets generation 1, active.
 */
export const openSqliteGenerations = async (options: {
  readonly folder: string
  readonly readOnly?: boolean
  /** For crash tests: called in the middle of posting. */
  readonly failpoint?: PostingFailpoint | undefined
}): Promise<Generations> => {
  const { folder, readOnly = false, failpoint } = options
  const fileOf = (generation: number): string => ledgerFile(folder, generation)
  const damageFile = (generation: number): string => join(folder, `ledger-${generation}.damaged`)
  const make = async (generation: number): Promise<void> =>
    (await openSqliteReadModel({ file: fileOf(generation) }))[Symbol.asyncDispose]()
  const refuseUnknown = (generation: number): void => refuseUnknownIn(folder, generation)

  if (!readOnly) await prepare(folder, make)

  return {
    list: async () => {
      const pointer = readPointer(folder)
      return generationsIn(folder).map((generation) => ({ generation, state: stateIn(pointer, generation) }))
    },
    open: async (generation) => {
      if (!generationsIn(folder).includes(generation)) throw new LedgerDamage(`there is no generation ${generation}`)
      return openSqliteReadModel({ file: fileOf(generation), readOnly, failpoint })
    },
    active: async () => readPointer(folder).active,
    makesGenerations: !readOnly,
    create: async () => {
      const pointer = readPointer(folder)
      const generation = Math.max(pointer.last, ...generationsIn(folder)) + 1
      writePointer(folder, { ...pointer, last: generation })
      await make(generation)
      return generation
    },
    switchTo: async (generation, epoch) => {
      refuseUnknown(generation)
      const { active, frozen, ...pointer } = readPointer(folder)
      if (epoch !== null) assertEpoch(epoch, await epochIn(fileOf(active)))
      const kept = new Set([...frozen, active])
      kept.delete(generation)
      writePointer(folder, { ...pointer, active: generation, frozen: [...kept] })
    },
    areIdentical: async (one, other) => {
      for (const generation of [one, other]) refuseUnknown(generation)
      return haveSameTables(fileOf(one), fileOf(other))
    },
    markDamaged: async (generation, problem) => writeDurably(damageFile(generation), `${problem}\n`),
    damageOf: async (generation) =>
      existsSync(damageFile(generation)) ? readFileSync(damageFile(generation), 'utf8').trim() : null,
    markMadeWith: async (generation, words) => {
      refuseUnknown(generation)
      const { madeWith, ...pointer } = readPointer(folder)
      writePointer(folder, { ...pointer, madeWith: { ...madeWith, [generation]: words } })
    },
    madeWith: async (generation) => readPointer(folder).madeWith?.[generation] ?? null,
    discard: async (generation) => {
      refuseUnknown(generation)
      const pointer = readPointer(folder)
      if (pointer.active === generation) throw new Error(`generation ${generation} is the active one`)
      for (const suffix of ['', '-wal', '-shm']) rmSync(fileOf(generation) + suffix, { force: true })
      rmSync(damageFile(generation), { force: true })
      writePointer(folder, without(pointer, generation))
    },
    [Symbol.asyncDispose]: async () => {},
  }
}

const refuseUnknownIn = (folder: string, generation: number): void => {
  if (!generationsIn(folder).includes(generation)) throw new Error(`there is no generation ${generation}`)
}

const without = (pointer: Pointer, generation: number): Pointer => {
  const { [generation]: _, ...madeWith } = pointer.madeWith ?? {}
  return { ...pointer, frozen: pointer.frozen.filter((one) => one !== generation), madeWith }
}

/** The epoch that is in force in a file. */
const epochIn = async (file: string): Promise<bigint> => {
  await using readModel = await openSqliteReadModel({ file, readOnly: true })
  return (await readModel.checkpoint()).epoch
}

/** The file of a generation. */
export const ledgerFile = (folder: string, generation: number): string => join(folder, `ledger-${generation}.db`)

/** The first generation is there before anything points to it. */
const prepare = async (folder: string, make: (generation: number) => Promise<void>): Promise<void> => {
  mkdirSync(folder, { recursive: true })
  if (readdirSync(folder).includes(pointerFile)) return sweep(folder)
  await make(1)
  writePointer(folder, { active: 1, frozen: [], last: 1 })
}

/** Removes the write-ahead log of a generation that was being discarded when the process was killed: its file went first. */
const sweep = (folder: string): void => {
  const kept = new Set([...generationsIn(folder), readPointer(folder).active])
  for (const name of readdirSync(folder)) {
    const beside = /^ledger-(\d+)\.db-(?:wal|shm)$/.exec(name)
    if (beside !== null && !kept.has(Number(beside[1]))) rmSync(join(folder, name), { force: true })
  }
}

const generationsIn = (folder: string): readonly number[] =>
  readdirSync(folder)
    .flatMap((name) => /^ledger-(\d+)\.db$/.exec(name)?.[1] ?? [])
    .map(Number)
    .sort((a, b) => a - b)

const stateIn = ({ active, frozen }: Pointer, generation: number): Generation['state'] =>
  generation === active ? 'active' : frozen.includes(generation) ? 'frozen' : 'building'

const readPointer = (folder: string): Pointer => {
  const pointer: unknown = JSON.parse(readFileSync(join(folder, pointerFile), 'utf8'))
  if (!isPointer(pointer)) throw new Error(`${join(folder, pointerFile)} does not say which generation is active`)
  return pointer
}

const isPointer = (value: unknown): value is Pointer =>
  typeof value === 'object' &&
  value !== null &&
  'active' in value &&
  Number.isSafeInteger(value.active) &&
  'last' in value &&
  Number.isSafeInteger(value.last) &&
  'frozen' in value &&
  Array.isArray(value.frozen) &&
  value.frozen.every((one) => Number.isSafeInteger(one))

/** Written beside, made durable, and put in place by a rename; then the folder is made durable, which holds the name. */
const writePointer = (folder: string, pointer: Pointer): void => {
  const written = join(folder, `${pointerFile}.next`)
  writeDurably(written, `${JSON.stringify(pointer)}\n`)
  renameSync(written, join(folder, pointerFile))
  const directory = openSync(folder, 'r')
  fsyncSync(directory)
  closeSync(directory)
}

const writeDurably = (path: string, text: string): void => {
  const file = openSync(path, 'w')
  writeSync(file, text)
  fsyncSync(file)
  closeSync(file)
}
