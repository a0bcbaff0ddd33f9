import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { setUp } from './events.ts'
import { type Input, inputOf, type Kind, kinds } from './inputs.ts'
import { openTarget, type Target } from './target.ts'
import { judged, type Summary, unsoundEvents } from './verdict.ts'

/**
 * Sends mutated events, files, decisions, questions and requests that are no HTTP to a whole book, a third of them over real sockets, and
 * holds every answer and the log against what is promised. `npx -y pnpm@12 fuzz --inputs 100000 --seed 1`
 */
const { values } = parseArgs({
  options: {
    inputs: { type: 'string', default: '100000' },
    seed: { type: 'string', default: '1' },
    first: { type: 'string', default: '0' },
  },
})
const [inputs, seed, first] = [Number(values.inputs), Number(values.seed), Number(values.first)]
const lanes = 32
/** So many inputs go into one book; then another is begun, or most of the time would go into books that nobody has. */
const inputsOfBook = 25_000
const failuresMax = 20

type Tally = { requests: number; inputs: number; designed: number; readonly statuses: Map<string, number> }

const tallies = new Map<Kind, Tally>(kinds.map((kind) => [kind, { requests: 0, inputs: 0, designed: 0, statuses: new Map() }]))
const outcomes: Summary = { accepted: 0, duplicate: 0, conflict: 0, rejected: 0, quarantined: 0 }
const failures: string[] = []
const underWay = new Set<number>()
let sentInputs = 0
let next = first

const say = (line: string): void => void process.stdout.write(`${line}\n`)

const fail = (what: string, number: number | null): void => {
  if (failures.length >= failuresMax) return
  const where =
    number === null
      ? `under way: ${[...underWay].join(', ')}`
      : `again: npx -y pnpm@12 fuzz --seed ${seed} --first ${number} --inputs 1`
  failures.push(`${what}\n  ${where}`)
}

process.on('unhandledRejection', (reason) => fail(`unhandled rejection: ${describe(reason)}`, null))
process.on('uncaughtException', (error) => fail(`uncaught exception: ${describe(error)}`, null))
const describe = (error: unknown): string => (error instanceof Error ? (error.stack ?? error.message) : String(error))

const count = (input: Input, status: string, summary: Summary | null): void => {
  const tally = tallies.get(input.kind)
  if (tally === undefined) return
  tally.requests += 1
  tally.inputs += input.items
  if (status === '503' || status === '507') tally.designed += 1
  tally.statuses.set(status, (tally.statuses.get(status) ?? 0) + 1)
  for (const outcome of Object.keys(outcomes) as (keyof Summary)[]) outcomes[outcome] += summary?.[outcome] ?? 0 // Sound: its own keys
}

const lane = async (target: Target, until: number): Promise<void> => {
  while (sentInputs < until && failures.length < failuresMax) {
    const input = inputOf(seed, next)
    next += 1
    sentInputs += input.items
    underWay.add(input.number)
    try {
      const answer = await target.send(input)
      const { summary, wrong } = judged(input, answer)
      count(input, String(answer.statuses[0] ?? 'no answer'), summary)
      const thrown = /"requestId":"([^"]*)"/.exec(answer.body)?.[1] ?? ''
      if (wrong !== null)
        fail(`${input.kind} ${input.method} ${input.path}: ${wrong} ${target.faults.get(thrown) ?? ''}`, input.number)
    } catch (error) {
      fail(`${input.kind} ${input.method} ${input.path} had no answer: ${describe(error)}`, input.number)
    }
    underWay.delete(input.number)
  }
}

/** Without an answer are requests that are no HTTP, and hardly any others. */
const unansweredMax = 0.01

const examined = async ({ store, projector, counted }: Target): Promise<number> => {
  const others = [...tallies].flatMap(([kind, tally]) => (kind === 'raw' ? [] : [tally]))
  const unanswered = others.reduce((sum, { statuses }) => sum + (statuses.get('no answer') ?? 0), 0)
  if (unanswered > unansweredMax * others.reduce((sum, { requests }) => sum + requests, 0))
    fail(`${unanswered} requests had no answer`, null)
  if (counted.received !== counted.settled) fail(`${counted.received} items came in, ${counted.settled} have an outcome`, null)
  const { events, wrong } = await unsoundEvents(store)
  for (const one of wrong) fail(one, null)
  const reached = Promise.withResolvers<void>()
  const isDone = ({ state, position }: ReturnType<typeof projector.status>) =>
    state === 'stopped' || position === BigInt(events - 1)
  const unwatch = projector.watch((status) => void (isDone(status) && reached.resolve()))
  if (!isDone(projector.status())) await reached.promise
  unwatch()
  const { state, problem } = projector.status()
  if (state === 'stopped') fail(`the ledgers cannot be posted: ${problem}`, null)
  return events
}

/** Sends inputs into a book of their own until so many were sent; how many events it holds then. */
const book = async (until: number): Promise<number> => {
  const folder = mkdtempSync(join(tmpdir(), 'daybook-fuzz-'))
  try {
    await using target = await openTarget(folder)
    const begun = await target.app.inject({ method: 'POST', url: '/v1/events', payload: setUp() as object })
    if (begun.statusCode !== 200) throw new Error(begun.body)
    await Promise.all(Array.from({ length: lanes }, () => lane(target, until)))
    return await examined(target)
  } finally {
    rmSync(folder, { recursive: true })
  }
}

const main = async (): Promise<void> => {
  const start = performance.now()
  let events = 0
  while (sentInputs < inputs && failures.length < failuresMax) events += await book(Math.min(inputs, sentInputs + inputsOfBook))
  for (const [kind, tally] of tallies) {
    const statuses = [...tally.statuses].toSorted().map(([status, times]) => `${status}: ${times}`)
    say(`${kind.padEnd(9)} ${tally.inputs} inputs in ${tally.requests} requests; ${statuses.join(', ')}`)
  }
  const ended = Object.entries(outcomes).map(([outcome, times]) => `${times} ${outcome}`)
  say(`outcomes  ${ended.join(', ')}; ${events} events in the logs`)
  const seconds = Math.round((performance.now() - start) / 1_000)
  for (const failure of failures) say(failure)
  const requests = [...tallies.values()].reduce((sum, tally) => sum + tally.requests, 0)
  say(`${sentInputs} mutated inputs in ${requests} requests, seed ${seed}, ${seconds} s: ${failures.length} failures`)
  if (failures.length > 0) say(`all of it again: npx -y pnpm@12 fuzz --seed ${seed} --inputs ${inputs}`)
  process.exitCode = failures.length > 0 ? 1 : 0
}

try {
  await main()
} catch (error) {
  say(`the run itself failed: ${describe(error)}`)
  process.exitCode = 1
}
