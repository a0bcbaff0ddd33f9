import { createWriteStream } from 'node:fs'
import { rename, rm } from 'node:fs/promises'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type { Answer } from './client.ts'
import { CommandFailure } from './exit-codes.ts'
import { type Invocation, usageError } from './invocation.ts'

/** What is a file, whether it is printed or not. */
export const files: readonly string[] = ['csv', 'ndjson', 'xlsx', 'svg']

/** The format asked for: that of the file's name where none is. Refused: one that there is not, and a file of none. */
export const formatOf = ({ format, out }: { readonly format: string; readonly out: string | undefined }): string => {
  const asked = format === 'table' && out !== undefined ? out.slice(out.lastIndexOf('.') + 1) : format
  if (out !== undefined && !files.includes(asked)) throw usageError(`--out takes a file of ${files.join(', ')} (it is "${out}")`)
  if (!['table', 'json', ...files].includes(asked))
    throw usageError(`--format must be table, json, ${files.join(', ')} (it is "${asked}")`)
  return asked
}

/** Where a file goes: `out` names it, else it is printed. What is binary is not printed on a screen. */
type Destination = { readonly out: string | undefined; readonly isBinary: boolean }

/**
 * Writes an answer that is a file: to stdout, or under the name given, where it appears when it is whole. An answer that breaks off ends
 * the command, so that nobody takes a part for the whole.
 */
export const writeOut = async (
  { host, terminal }: Invocation,
  { body }: Answer,
  { out, isBinary }: Destination,
): Promise<void> => {
  if (out === undefined) {
    if (isBinary && host.stdout.isTTY === true) throw usageError('a workbook is not for a screen: name a file with --out')
    for await (const chunk of body) host.stdout.write(chunk as unknown as string) // Sound: streams take bytes too
    return
  }
  const part = `${out}.part`
  try {
    await pipeline(Readable.from(body), createWriteStream(part))
    await rename(part, out)
  } catch (error) {
    await rm(part, { force: true })
    const why = error instanceof Error ? error.message : String(error)
    throw new CommandFailure('failed', [`${out} could not be written: ${why}`], { cause: error })
  }
  terminal.note(`wrote ${out}`)
}
