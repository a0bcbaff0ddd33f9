import { existsSync } from 'node:fs'
import { mkdir, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { connect } from './sqlite-driver.ts'
import { openSqliteGenerations } from './sqlite-generations.ts'

/** A copy of the ledgers that answer. */
export type LedgerBackup = {
  readonly file: string
  readonly generation: number
  /** The checkpoint of the copy; -1 when nothing was posted. */
  readonly position: bigint
}

/** All pages in one step: what another process posts meanwhile would otherwise make the copy begin again, and again. */
const allPages = 0x7fffffff

/**
 * Copies the generation that answers, and only that, into a directory, while it is being posted to. The copy is a folder that
 * `openSqliteGenerations` opens. An older copy is not overwritten.
 */
export const backUpLedgers = async (options: { readonly folder: string; readonly directory: string }): Promise<LedgerBackup> => {
  const { folder, directory } = options
  await using generations = await openSqliteGenerations({ folder, readOnly: true })
  const generation = await generations.active()
  const name = `ledger-${generation}.db`
  const file = join(directory, name)
  if (existsSync(file)) throw new Error(`${file} is there already`)
  await mkdir(directory, { recursive: true })
  const part = `${file}.part`
  await rm(part, { force: true })
  const source = connect(join(folder, name), { readOnly: true, timeout: 1_000 })
  try {
    await source.backup(part, { progress: () => allPages })
  } finally {
    source.close()
  }
  const position = asPlainFile(part)
  await rename(part, file)
  const words = await generations.madeWith(generation)
  const pointer = { active: generation, frozen: [], last: generation, madeWith: words === null ? {} : { [generation]: words } }
  await writeFile(join(directory, 'ledger.json'), `${JSON.stringify(pointer)}\n`)
  return { file, generation, position }
}

/** Out of WAL mode, so that nothing of the copy can stand in a second file; its checkpoint. */
const asPlainFile = (part: string): bigint => {
  const copy = connect(part, { readOnly: false, timeout: 0 })
  try {
    copy.pragma('journal_mode = DELETE')
    return BigInt(String(copy.prepare('SELECT position FROM checkpoint').pluck().get() ?? -1))
  } finally {
    copy.close()
  }
}
