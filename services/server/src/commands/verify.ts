import type { Command } from 'commander'
import { z } from 'zod'
import type { Config } from '../config.ts'
import { Shown } from '../entries.ts'
import { CommandFailure } from '../exit-codes.ts'
import { grouped } from '../figures.ts'
import type { Host } from '../host.ts'
import { asAction, type Invocation, type OpenBook, print, usageError } from '../invocation.ts'
import { ask } from '../problem.ts'
import { progressOf } from '../progress.ts'
import type { ReadOnlyBook } from '../read-only-book.ts'
import { noteTimes, queryOf, Times, withCell } from '../selectors.ts'

const Verified = z.looseObject({
  ...Times.shape,
  kpi: z.string(),
  unit: z.string(),
  served: Shown,
  folded: Shown,
  equal: z.boolean(),
  firstDivergence: z.unknown(),
})

/** `daybook verify NAME …`: one value against the raw events; `--all`: every cell of the book. */
export const registerVerify = (program: Command, host: Host, open: OpenBook): void => {
  withCell(program.command('verify'))
    .description('Compare a value with the one folded from the raw events; ends with 1 where they differ')
    .argument('[name]', 'the KPI, such as net-sales')
    .option('--all', 'compare every cell of the book, on every business day')
    .action(asAction(host, (invocation) => (invocation.own.all === true ? verifyAll(invocation) : verify(invocation, open))))
}

const verify = async (invocation: Invocation, open: OpenBook): Promise<void> => {
  if (invocation.given[0] === undefined) throw usageError('name a KPI, or add --all')
  await using client = await open(invocation, 'read')
  const path = `/v1/kpis/${encodeURIComponent(invocation.given[0] ?? '')}/verify${queryOf(invocation)}`
  const answer = await ask(client, Verified, { path })
  print(invocation, answer, () =>
    [
      `served  ${exactly(answer.served)}`,
      `folded  ${exactly(answer.folded)}`,
      answer.equal ? 'equal' : `different, first at ${JSON.stringify(answer.firstDivergence)}`,
    ].join('\n'),
  )
  noteTimes(invocation, answer, { address: client.address, path })
  if (!answer.equal)
    throw new CommandFailure('failed', ['The served value is not what the events say. Rebuild: daybook projections rebuild'])
}

/** To the last digit: two values that are compared must not look the same when they are not. */
const exactly = (value: z.infer<typeof Shown>): string => (value === null ? '–' : grouped(String(value)))

/** Reads the files or the servers themselves, beside whoever writes them. */
const verifyAll = async (invocation: Invocation): Promise<void> => {
  const config = invocation.config()
  const { compareWholeBook } = await import('../whole-book.ts')
  await using book = await opened(config)
  if (book.damage !== null)
    throw new CommandFailure('failed', [`The ledgers are damaged: ${book.damage}.`, 'Post them anew: daybook serve'])
  if (book.readModel === null)
    throw new CommandFailure('notFound', ['Nothing has been posted yet.', 'Open the book first: daybook serve'])
  const { catalogue } = book.postedWith
  const [lost] = catalogue.missing
  if (lost !== undefined)
    throw new CommandFailure('failed', [
      `The ledgers were posted with version ${lost.version} of ${lost.name}, which this program does not have.`,
      'Compare them with the program that posted them, or take new ones: daybook projections rebuild, then switch',
    ])
  const settings = { zone: config.timeZone, currency: config.currency }
  const progress = progressOf(invocation, 'folding the events from zero')
  const { eventStore, readModel } = book
  const found = await compareWholeBook({ eventStore, readModel, settings, catalogue }, progress.at).finally(progress.end)
  const { events, sums, discrepancies } = found
  const tables = await book.otherThanAnew(settings)
  print(invocation, jsonable({ ...found, tables }), () =>
    [
      `${grouped(String(events))} events folded from zero, ${grouped(String(sums))} sums of cells and days compared with the ledgers`,
      ...discrepancies.map(
        ({ kpi, entity, period, day, served, folded }) =>
          `different: ${kpi} ${entity.scope} ${entity.id} ${entity.team} period ${period} day ${day}: served ${served}, folded ${folded}`,
      ),
      tables.length === 0
        ? 'the log posted anew gives the same ledgers'
        : `the log posted anew gives others: ${tables.join(', ')}`,
      discrepancies.length + tables.length === 0 ? 'all equal' : 'Rebuild: daybook projections rebuild',
    ].join('\n'),
  )
  if (discrepancies.length + tables.length === 0) return
  const [first] = discrepancies
  await book.markDamaged(
    first === undefined
      ? `other than the log gives: ${tables.join(', ')}`
      : `${first.kpi} ${first.entity.scope} ${first.entity.id}`,
  )
  throw new CommandFailure('failed', [
    'The ledgers do not say what the events say; they answer nobody until they are posted anew.',
  ])
}

const opened = async (config: Config): Promise<ReadOnlyBook> =>
  config.backend === 'distributed' ? openedServers(config) : (await import('../read-only-book.ts')).openReadOnly(config)

const openedServers = async (config: Config): Promise<ReadOnlyBook> => {
  const { openSharedReadOnly } = await import('../shared-read-only.ts')
  const { startFailure } = await import('../start-failure.ts')
  return openSharedReadOnly(config).catch((error: unknown) => {
    throw startFailure(error)
  })
}

const jsonable = (value: unknown): unknown =>
  JSON.parse(JSON.stringify(value, (_key, one: unknown) => (typeof one === 'bigint' ? one.toString() : one)))
