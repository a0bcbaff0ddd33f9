import { constants, createReadStream } from 'node:fs'
import { access, stat, writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import { Readable } from 'node:stream'
import type { Command } from 'commander'
import { ulid } from 'ulid'
import { z } from 'zod'
import type { Client } from '../client.ts'
import { CommandFailure } from '../exit-codes.ts'
import { grouped } from '../figures.ts'
import type { Host } from '../host.ts'
import { asAction, type Invocation, type OpenBook, print, usageError } from '../invocation.ts'
import { ask, succeeded } from '../problem.ts'
import { type Progress, progressOf } from '../progress.ts'
import { repeated } from '../selectors.ts'
import { table } from '../terminal.ts'

const Summary = z.object({
  accepted: z.number(),
  duplicate: z.number(),
  conflict: z.number(),
  rejected: z.number(),
  quarantined: z.number(),
})

const Aside = z.looseObject({
  line: z.number().optional(),
  id: z.string().nullish(),
  source: z.string().nullish(),
  status: z.string(),
  error: z.looseObject({ code: z.string(), detail: z.string().optional(), title: z.string().optional() }).nullish(),
})

const ImportAnswer = z.looseObject({
  summary: Summary,
  position: z.string().nullish(),
  results: z.array(Aside).default([]),
  resultsTruncated: z.boolean().optional(),
})
export type ImportAnswer = z.infer<typeof ImportAnswer>

// Written out, since the intake is loaded only when something is recorded; a test compares the two.
const columnsHelp = `
A CSV file begins with the names of its columns: order_id, account_id, effective_on, currency, net; where there are any
also recorded_at, salesperson_id, line_id, product_id, family, quantity, tax, freight, cost, kind (order or credit).
The rows of one order stand together. The source and the order_id make an order the same whenever it is sent again.`

/** `daybook import FILE|-`: records a file of events or orders, each row with its own outcome. */
export const registerImport = (program: Command, host: Host, open: OpenBook): void => {
  program
    .command('import')
    .description('Record a file of CloudEvents (one a line) or of orders (CSV)')
    .argument('<file>', 'the file, or - for standard input')
    .option('--format <format>', 'events or orders-csv (default: by the name of the file)')
    .option('--backfill', 'history with recorded times of its own')
    .option('--strict', 'all of it, or nothing')
    .option('--dry-run', 'do everything but record')
    .option('--source <name>', 'the system that the orders of a CSV file come from, the same each time (default: csv)')
    .option('--delimiter <character>', 'what parts the columns of a CSV file (default: ",")')
    .option('--map <column=field>', 'a column of the file under another name; may be repeated', repeated)
    .option('--resume <importId>', 'go on with an import that was interrupted')
    .addHelpText('after', columnsHelp)
    .action(asAction(host, (invocation) => importFile(invocation, open)))
}

const Own = z.object({
  format: z.enum(['events', 'orders-csv'], '--format must be events or orders-csv').optional(),
  backfill: z.boolean().default(false),
  strict: z.boolean().default(false),
  dryRun: z.boolean().default(false),
  source: z.string().optional(),
  delimiter: z.string().length(1, '--delimiter must be one character').optional(),
  map: z.array(z.string()).default([]),
  resume: z.string().optional(),
})

const importFile = async (invocation: Invocation, open: OpenBook): Promise<void> => {
  const own = Own.safeParse(invocation.own)
  if (!own.success) throw usageError(own.error.issues.map(({ message }) => message).join('; '))
  const file = invocation.given[0] ?? '-'
  const source = await sourceOf(invocation, file)
  const importId = own.data.resume ?? ulid()
  await using client = await open(invocation, 'write')
  invocation.terminal.note(`import ${importId}`)
  const options = { ...own.data, format: own.data.format ?? formatOf(file) }
  const answer = await sendImport({ client, invocation, importId, source, options })
  print(invocation, answer, () => draw(invocation, answer, options))
  const { conflict, rejected, quarantined } = answer.summary
  const lost = conflict + rejected
  if (options.dryRun) {
    invocation.terminal.note('Nothing was recorded: this was a dry run.')
    if (lost > 0) throw new CommandFailure('badData', hintsOf(answer, options))
    return
  }
  if (answer.results.length > 0) await keepRejects(invocation, client, { file, importId, format: options.format })
  if (quarantined + lost > 0) invocation.terminal.note('See what waits: daybook quarantine list')
  if (lost > 0) throw new CommandFailure('badData', [lostText(lost, options), ...hintsOf(answer, options)])
}

const lostText = (lost: number, { format }: ImportOptions): string => {
  const [one, many] = format === 'events' ? ['event was', 'events were'] : ['row was', 'rows were']
  return `${grouped(String(lost))} ${lost === 1 ? one : many} not recorded.`
}

/** Where no line at all could be read, the file is most likely of another kind than it was taken for. */
const hintsOf = ({ summary, results }: ImportAnswer, { format }: ImportOptions): readonly string[] => {
  const isRead = Object.entries(summary).some(([status, count]) => status !== 'rejected' && count > 0)
  if (format !== 'events' || isRead || results.some(({ error }) => error?.code !== 'not-json')) return []
  return [
    'No line of it is an event: it was taken for events, one CloudEvent in JSON a line.',
    'If it holds orders as CSV: --format orders-csv. An array of events in JSON goes to POST /v1/events.',
  ]
}

type Rejects = { readonly file: string; readonly importId: string; readonly format: ImportOptions['format'] }

/**
 * Writes the rows that were put aside, with the reason of each, into a file that can be mended and imported again: beside the one
 * they came from, or, where that is a stream or stands where nobody may write, where the program runs.
 */
const keepRejects = async ({ terminal }: Invocation, client: Client, { file, importId, format }: Rejects): Promise<void> => {
  const isCsv = format === 'orders-csv'
  const suffix = isCsv ? 'csv' : 'ndjson'
  const answer = await succeeded(await client.request(`/v1/imports/${importId}/rejects${isCsv ? '.csv' : ''}`))
  const rejects =
    file !== '-' && (await isWritable(dirname(file))) ? `${file}.rejects.${suffix}` : `rejects-${importId}.${suffix}`
  await writeFile(rejects, answer.body)
  terminal.note(`The rows put aside, with the reason of each: ${rejects}`)
}

const isWritable = (folder: string): Promise<boolean> =>
  access(folder, constants.W_OK).then(
    () => true,
    () => false,
  )

const formatOf = (file: string): 'events' | 'orders-csv' => (/\.csv(?:\.gz)?$/i.test(file) ? 'orders-csv' : 'events')

/** What is sent: its bytes, and how many there are where that is known. */
type ImportSource = { readonly bytes: Readable; readonly size: number; readonly gzip: boolean }

const sourceOf = async ({ host }: Invocation, file: string): Promise<ImportSource> => {
  if (file === '-') return { bytes: host.stdin, size: 0, gzip: false }
  try {
    await access(file, constants.R_OK)
    const found = await stat(file)
    if (found.isDirectory()) throw Object.assign(new Error(`${file} is a folder`), { code: 'EISDIR' })
    return { bytes: createReadStream(file), size: found.size, gzip: file.endsWith('.gz') }
  } catch (error) {
    throw new CommandFailure('notFound', [`${file} cannot be read${whyUnread(error)}.`], { cause: error })
  }
}

const whyUnread = (error: unknown): string => {
  const code = error instanceof Error && 'code' in error ? String(error.code) : ''
  return { ENOENT: ': there is no such file', EACCES: ': this user may not', EISDIR: ': it is a folder' }[code] ?? ''
}

/** How an import is to be done. */
type ImportOptions = Omit<z.infer<typeof Own>, 'format'> & { readonly format: 'events' | 'orders-csv' }

type Sending = {
  readonly client: Client
  readonly invocation: Pick<Invocation, 'host' | 'terminal'>
  readonly importId: string
  readonly source: ImportSource
  readonly options: ImportOptions
}

/** Sends a file to `/v1/imports` and answers what became of its rows. Ctrl-C ends it after the chunk at work, and says how to go on. */
export const sendImport = async ({ client, invocation, importId, source, options }: Sending): Promise<ImportAnswer> => {
  const { stopping } = invocation.host
  const progress = progressOf(invocation, 'recording')
  try {
    return await ask(client, ImportAnswer, {
      path: `/v1/imports?${importQuery(options)}`,
      method: 'POST',
      headers: {
        'content-type': options.format === 'orders-csv' ? 'text/csv' : 'application/x-ndjson',
        'idempotency-key': importId,
        ...(source.gzip ? { 'content-encoding': 'gzip' } : {}),
        ...(options.strict ? { prefer: 'handling=strict' } : {}),
      },
      body: Readable.from(counted(source, progress)),
      signal: stopping,
    })
  } catch (error) {
    if (!stopping.aborted) throw error
    // Told at once: closing the book may take longer than whoever pressed Ctrl-C waits.
    invocation.host.stderr.write(`Interrupted.\nWhat was recorded stays. Go on with the same file and --resume ${importId}\n`)
    throw new CommandFailure('interrupted', [], { cause: error })
  } finally {
    progress.end()
  }
}

const importQuery = ({ backfill, dryRun, resume, source, delimiter, map }: ImportOptions): URLSearchParams => {
  const query = new URLSearchParams()
  if (backfill) query.set('backfill', 'true')
  if (dryRun) query.set('dryRun', 'true')
  if (resume !== undefined) query.set('resume', resume)
  if (source !== undefined) query.set('source', source)
  if (delimiter !== undefined) query.set('delimiter', delimiter)
  for (const one of map) query.append('map', one.replace('=', ':'))
  return query
}

async function* counted({ bytes, size }: ImportSource, progress: Progress): AsyncGenerator<Uint8Array> {
  let sent = 0
  for await (const chunk of bytes) {
    sent += chunk.length
    yield chunk
    progress.at(sent, size)
  }
}

const shownAsides = 20

const draw = ({ terminal }: Invocation, { summary, results }: ImportAnswer, { format }: ImportOptions): string => {
  const sent = Object.values(summary).reduce((sum, count) => sum + count, 0)
  const counted = Object.entries(summary).map(([status, count]) => `${status} ${grouped(String(count))}`)
  // An order of several rows is one item.
  const items = format === 'events' ? 'events' : 'orders and credits'
  const counts = `${grouped(String(sent))} ${items}: ${counted.join('  ·  ')}`
  if (results.length === 0) return counts
  const rows = results
    .slice(0, shownAsides)
    .map(({ line, source, id, status, error }) => [
      line === undefined ? '' : String(line),
      status,
      error?.code ?? '',
      [source, id].filter(Boolean).join(' '),
      error?.detail ?? error?.title ?? '',
    ])
  const asides = summary.conflict + summary.rejected + summary.quarantined
  const more = asides > shownAsides ? [`… and ${grouped(String(asides - shownAsides))} more`] : []
  const columns = [
    { title: 'line', align: 'right' as const },
    { title: 'outcome' },
    { title: 'why' },
    { title: 'item' },
    { title: 'detail' },
  ]
  return [counts, '', table(terminal, columns, rows), ...more].join('\n')
}
