import { randomUUID } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { answersOf, caughtUp } from '../crash/examine.ts'
import { setUp } from '../crash/load.ts'
import { type RunningKafka, withKafka } from '../engines/kafka.ts'
import { makeTopic } from '../engines/kafka-client.ts'
import { randomFrom, shuffled } from '../properties/random.ts'
import { cleanAnswers, imported } from './clean-import.ts'
import { logProblems, quarantineProblems } from './examine.ts'
import { fillingOf } from './filling.ts'
import { type Deed, type IntakeUnderFire, intakeUnderFire, readUpTo } from './intake-under-fire.ts'
import { partitions, recordsOf, source } from './orders.ts'
import { strangerIn } from './stranger.ts'
import { contentsOf } from './topic-contents.ts'

/**
 * Orders through a real Kafka while members of the group come and go, the broker is restarted and the intake is killed; in the end the
 * book is held against the topic and against a clean import. `npx -y pnpm@12 chaos:kafka --orders 20000 --seed 1`
 */
const { values } = parseArgs({
  options: { orders: { type: 'string', default: '1000000' }, seed: { type: 'string', default: '1' } },
})
const orders = Number(values.orders)
const seed = Number(values.seed)
const random = randomFrom(seed)

const say = (line: string): void => void process.stdout.write(`${line}\n`)
const note = (line: string): void => void process.stderr.write(`${line}\n`)

const topic = `chaos-${randomUUID()}`
const group = `chaos-${randomUUID()}`

/** Ten kills, two restarts of the broker, members that join and leave in the process and beside it. */
const deedsFor = (intake: IntakeUnderFire, { brokers, control }: Pick<RunningKafka, 'brokers' | 'control'>): readonly Deed[] => {
  if (control === null) throw new Error('the broker is restarted: it must be one of ours, not one that is given')
  const times = (count: number, deed: Deed): readonly Deed[] => Array.from({ length: count }, () => deed)
  return shuffled(random, [
    ...times(10, { name: 'the intake is killed', do: intake.kill }),
    { name: 'the broker is killed and started', do: control.restart },
    { name: 'the broker is ended in order and started', do: () => control.end().then(control.start) },
    ...times(2, { name: 'a second member joins', do: () => intake.scale(2) }),
    ...times(2, { name: 'the second member leaves', do: () => intake.scale(1) }),
    { name: 'a stranger joins and leaves', do: () => strangerIn(brokers, { topic, group, ms: 3_000 }) },
  ])
}

/** Fills the topic part by part; while each is read, at a random place, something is done. */
const underFire = async (intake: IntakeUnderFire, kafka: RunningKafka): Promise<number> => {
  const filling = fillingOf(kafka.brokers, topic, recordsOf(seed, orders))
  const deeds = deedsFor(intake, kafka)
  const part = Math.ceil((orders * 1.12) / deeds.length)
  for (const [index, deed] of deeds.entries()) {
    const before = filling.sent()
    const filled = filling.more(part)
    await readUpTo(intake, before + random.below(Math.floor(part * 0.8)))
    await deed.do()
    await filled
    note(`${index + 1} of ${deeds.length}: ${deed.name}; ${filling.sent()} records sent, ${await intake.read()} read`)
  }
  await filling.more(Number.POSITIVE_INFINITY)
  return filling.sent()
}

const run = async (kafka: RunningKafka): Promise<readonly string[]> => {
  const folder = mkdtempSync(join(tmpdir(), 'daybook-chaos-'))
  await makeTopic(kafka.brokers, topic, { partitions })
  const intake = await intakeUnderFire(folder, { brokers: kafka.brokers, topic, group })
  await imported(intake.url(), setUp())
  const started = performance.now()
  const sent = await underFire(intake, kafka)
  const contents = await contentsOf(kafka.brokers, topic)
  await readUpTo(intake, contents.records)
  const seconds = Math.round((performance.now() - started) / 1_000)
  await caughtUp(intake.url())
  const log = await logProblems(intake.url(), { source, contents })
  const quarantine = await quarantineProblems(intake.url(), { topic, contents })
  const answers = await answersOf(intake.url())
  await intake.end()
  rmSync(folder, { recursive: true })
  const isClean = answers === (await cleanAnswers(seed, orders))
  const again = [...contents.orders.values()].reduce((sum, times) => sum + times - 1, 0)
  say(
    `Kafka ${kafka.version}, ${partitions} partitions, seed ${seed}: ${contents.records} records in ${seconds} s, of ${sent} sent at least once`,
  )
  say(
    `${contents.orders.size} orders sent, ${log.recorded} recorded; ${again} of them sent again; the intake was killed ${intake.kills()} times`,
  )
  say(`${contents.malformed.size} records that are no events, ${quarantine.held} in the quarantine with their code and place`)
  say(`the figures are ${isClean ? 'those' : 'NOT those'} of a clean import`)
  return [
    ...log.problems,
    ...quarantine.problems,
    ...(contents.orders.size === orders ? [] : [`${contents.orders.size} orders are in the topic, not ${orders}`]),
    ...(isClean ? [] : ['the figures differ from those of a clean import']),
  ]
}

const kafka = await withKafka()
if (kafka.kind === 'skipped') {
  say(`chaos:kafka skipped: ${kafka.skipped}`)
} else {
  try {
    const problems = await run(kafka)
    for (const problem of problems) note(problem)
    say(`${problems.length} problems`)
    if (problems.length > 0) say(`again: npx -y pnpm@12 chaos:kafka --orders ${orders} --seed ${seed}`)
    process.exitCode = problems.length > 0 ? 1 : 0
  } finally {
    await kafka.stop()
  }
}
