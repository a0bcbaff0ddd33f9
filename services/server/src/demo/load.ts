import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { ulid } from 'ulid'
import { z } from 'zod'
import type { Client } from '../client.ts'
import { type ImportAnswer, sendImport } from '../commands/import.ts'
import { holdsBook } from '../data-files.ts'
import { CommandFailure } from '../exit-codes.ts'
import type { Invocation } from '../invocation.ts'
import { demoSeed, sampleLines } from './sample-book.ts'

const Marker = z.object({ digest: z.string(), complete: z.boolean() })
type Marker = z.infer<typeof Marker>

/** The sample book as it is to be loaded. */
export type Sample = { readonly lines: readonly string[]; readonly digest: string }

export const sample = (): Sample => {
  const lines = sampleLines(demoSeed)
  return { lines, digest: createHash('sha256').update(lines.join('')).digest('hex') }
}

const markerOf = (folder: string): string => join(folder, 'sample-book.json')

/**
 * Makes the folder ready: one that holds this sample book is used again, an older sample gives way to it, and any other book is left
 * alone. True when there is nothing left to load.
 */
export const prepareFolder = (folder: string, { digest }: Sample): boolean => {
  const marker = readMarker(folder)
  if (marker === null && holdsBook(folder)) {
    throw new CommandFailure('conflict', [
      `${folder} holds a book that is not the sample.`,
      'Load the sample elsewhere: daybook demo --data-dir FOLDER',
    ])
  }
  if (marker !== null && marker.digest !== digest) clear(folder)
  if (marker?.digest === digest && marker.complete) return true
  mark(folder, { digest, complete: false })
  return false
}

/** Notes that the folder holds the whole sample. */
export const markComplete = (folder: string, { digest }: Sample): void => mark(folder, { digest, complete: true })

const mark = (folder: string, marker: Marker): void => {
  mkdirSync(folder, { recursive: true })
  writeFileSync(markerOf(folder), `${JSON.stringify(marker)}\n`)
}

const readMarker = (folder: string): Marker | null => {
  if (!existsSync(markerOf(folder))) return null
  const parsed = Marker.safeParse(JSON.parse(readFileSync(markerOf(folder), 'utf8')))
  return parsed.success ? parsed.data : { digest: '', complete: false }
}

/** Removes what belongs to a book, and nothing else that may stand there. */
const clear = (folder: string): void => {
  for (const name of readdirSync(folder)) if (/\.db(?:-wal|-shm)?$/.test(name)) rmSync(join(folder, name), { force: true })
}

/** Sends the sample through the ordinary intake, as history with its own recorded times. Loaded twice, it is there once. */
export const load = (
  invocation: Pick<Invocation, 'host' | 'terminal'>,
  client: Client,
  { lines }: Sample,
): Promise<ImportAnswer> => {
  const size = lines.reduce((sum, line) => sum + Buffer.byteLength(line), 0)
  return sendImport({
    client,
    invocation,
    importId: ulid(invocation.host.clock()),
    source: { bytes: Readable.from(inBlocks(lines)), size, gzip: false },
    options: { format: 'events', backfill: true, strict: false, dryRun: false, map: [] },
  })
}

const blockLines = 200

function* inBlocks(lines: readonly string[]): Generator<Buffer> {
  for (let from = 0; from < lines.length; from += blockLines) yield Buffer.from(lines.slice(from, from + blockLines).join(''))
}
