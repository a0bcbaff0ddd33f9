import { join } from 'node:path'
import { openSqliteEventStore } from '@daybook/event-store'
import { type BookProcess, startBook } from './book-process.ts'
import type { CaseResult, CaseRun } from './crash-case.ts'
import { ready } from './examine.ts'
import { intakePoints } from './kill-rounds.ts'

type Cause = { readonly id: string; readonly type: string; readonly data: object; readonly consequences: number }

/** Points that an event on its own passes on its way into the log. */
const { 'intake-before-parse': _, 'import-between-chunks': __, ...points } = intakePoints

/**
 * Kills the book while it takes what has consequences: a loss, an order on a lost account, a rep who leaves, an account with an id of
 * another system. After each kill every cause is there with all of its consequences, or without any and not itself; sent again, each is
 * there once.
 */
export const consequenceKills = async (run: CaseRun): Promise<CaseResult> => {
  const data = join(run.folder, 'data')
  const problems: string[] = []
  const reached = { kills: 0, consequences: 0 }
  for (let round = 1; round <= run.rounds && problems.length === 0; round += 1) {
    const causes = causesOf(round)
    const point = run.random.pick(Object.keys(points))
    const failpoint = `${point}:${run.random.between(1, causes.length + 2)}`
    const told = (problem: string): string => `round ${round} (${failpoint}): ${problem}`
    const killed = await startBook(data, { failpoint })
    await ready(killed.url)
    if (!(await sendAll(killed, causes))) reached.kills += 1
    await killed.kill('SIGKILL')
    problems.push(...(await halves(data, causes)).map(told))
    const book = await startBook(data)
    await ready(book.url)
    if (!(await sendAll(book, causes))) problems.push(told('what was sent again was not answered'))
    await book.kill('SIGTERM')
    const { length } = await halves(data, causes)
    const missing = causes.length - (await recordedOf(data, causes)).length
    if (length + missing > 0)
      problems.push(told(`${missing} causes are missing, ${length} have other consequences than they should`))
    reached.consequences += causes.reduce((sum, { consequences }) => sum + consequences, 0)
  }
  return { problems, reached: `${reached.kills} kills, ${reached.consequences} consequences, each with its cause` }
}

const causesOf = (round: number): readonly Cause[] => {
  const [rep, lost, kept, known] = [`R${round}`, `L${round}`, `K${round}`, `X${round}`]
  const effectiveOn = '2024-01-01'
  const cause = (type: string, data: object, consequences = 0): Cause => ({
    id: `${type}-${JSON.stringify(data).length}-${round}-${Object.values(data)[0]}`,
    type,
    data,
    consequences,
  })
  const loss = { accountId: lost, reasonCode: 'price', reasonClass: 'preventable', effectiveOn: '2024-06-01' }
  const order = { orderId: `O${round}`, accountId: lost, effectiveOn: '2024-07-01', currency: 'USD', net: '600.0000' }
  return [
    cause('TeamFormed', { teamId: `T${round}`, name: 'North', managerId: 'M1', effectiveOn }),
    cause('RepHired', { repId: rep, name: 'Ada', teamId: `T${round}`, effectiveOn }),
    ...[lost, kept].flatMap((accountId) => [
      cause('AccountRegistered', { accountId, name: accountId }),
      cause('AccountAssigned', { accountId, repId: rep, effectiveOn }),
    ]),
    cause('AccountRegistered', { accountId: known, name: known, externalIds: [{ system: 'erp', externalId: known }] }, 1),
    cause('AccountLost', loss, 1),
    cause('OrderAccepted', order, 1),
    cause('RepLeft', { repId: rep, effectiveOn: '2024-08-01' }, 2),
  ]
}

const source = 'crash'

/** One after the other, each in a transaction of its own. False where the book did not answer to the end. */
const sendAll = async ({ url }: BookProcess, causes: readonly Cause[]): Promise<boolean> => {
  for (const { id, type, data } of causes) {
    const body = JSON.stringify({ specversion: '1.0', id, source, type, time: '2024-01-01T12:00:00Z', data })
    const headers = { 'content-type': 'application/cloudevents+json' }
    const answer = await fetch(`${url}/v1/events`, { method: 'POST', headers, body }).catch(() => null)
    if (answer?.ok !== true) return false
  }
  return true
}

const logOf = async (data: string) => {
  await using log = openSqliteEventStore({ file: join(data, 'log.db'), readOnly: true })
  const { position } = await log.head()
  return log.readAll({ from: 0n, limit: Number(position) + 1 })
}

const recordedOf = async (data: string, causes: readonly Cause[]) => {
  const ids = new Set(causes.map(({ id }) => id))
  return (await logOf(data)).filter((event) => event.source === source && ids.has(event.id))
}

/** The causes that are there with more or fewer consequences than they have. */
const halves = async (data: string, causes: readonly Cause[]): Promise<readonly string[]> => {
  const events = await logOf(data)
  const recorded = await recordedOf(data, causes)
  return recorded.flatMap(({ eventId, id }) => {
    const expected = causes.find((cause) => cause.id === id)?.consequences ?? 0
    const found = events.filter(({ metadata }) => metadata.causationId === eventId).length
    return found === expected ? [] : [`${id} has ${found} consequences, not ${expected}`]
  })
}
