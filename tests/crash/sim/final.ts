import { createPoster, derived, kpis, ledgers as layouts } from '@daybook/projections'
import { type Answers, openAnswers, openInMemoryReadModel, type ReadModel } from '@daybook/read-model'
import { legDifferencesAtEnd } from '../../properties/legs-compared.ts'
import { oracleAt } from '../../properties/oracle.ts'
import { type Probe, someProbe } from '../../properties/questions.ts'
import { cellOf, stated, valueAt } from '../../properties/stated-answer.ts'
import type { World } from './world.ts'

/** Points at which brute force is asked once all is quiet. */
const probes = 20
/** Of these, cells that are also explained, replayed and verified. */
const explained = 4

/** What must hold when all is quiet again: says what does not, or null. */
export const finalProblem = async (world: World): Promise<string | null> => {
  const { disk, monitor } = world
  const readModel = await disk.generations.open(await disk.generations.active())
  return (
    (await ledgerProblem(world, readModel)) ??
    (world.seed % 2 === 0 ? await postedAnewProblem(world, readModel) : null) ??
    (await answersProblem(world, readModel)) ??
    world.items.problem() ??
    monitor.problem
  )
}

const settingsOf = ({ zone }: World) => ({ zone, currency: 'USD' })

/** The ledgers against the plain fold of the log, from zero. */
const ledgerProblem = async (world: World, readModel: ReadModel): Promise<string | null> => {
  const { events } = world.monitor
  const { position } = await readModel.checkpoint()
  const head = BigInt(events.length - 1)
  if (position !== head) return `the ledgers end at ${position}, the log at ${head}`
  const unapplied = await unappliedProblem(world, readModel)
  if (unapplied !== null) return unapplied
  const rows = await readModel.rowsBetween(0n, head)
  const [difference] = legDifferencesAtEnd(world.monitor.soundEvents, { rows, settings: settingsOf(world) })
  if (difference === undefined) return (await readModel.audit())[0] ?? null
  const { partition, leg, ledger, fold } = difference
  return `${partition}, ${leg}: ledger ${ledger}, fold ${fold}`
}

/** What could not be applied is marked, and nothing else is: neither skipped nor spread. */
const unappliedProblem = async ({ monitor }: World, readModel: ReadModel): Promise<string | null> => {
  const { foreign, events } = monitor
  const unapplied = await readModel.incomplete(BigInt(events.length))
  const other = unapplied.find(({ partition, position }) => partition !== foreign?.partition || position !== foreign.position)
  if (other !== undefined) return `${other.kpi} could not apply ${other.position}: ${other.problem}`
  return foreign !== null && unapplied.length === 0 ? `the foreign event at ${foreign.position} left no mark` : null
}

/** The log posted anew, at one go: the same rows, at the same positions. */
const postedAnewProblem = async (world: World, readModel: ReadModel): Promise<string | null> => {
  const { events } = world.monitor
  const to = BigInt(events.length - 1)
  const anew = openInMemoryReadModel()
  const poster = createPoster({ working: anew.working, history: [], settings: settingsOf(world) })
  for (const event of events) poster.post(event)
  await anew.post({ ...poster.take(), epoch: await anew.claim(), from: -1n, to })
  const [served, again] = [await readModel.rowsBetween(0n, to), await anew.rowsBetween(0n, to)]
  const place = Array.from({ length: Math.max(served.length, again.length) }).findIndex(
    (_, index) => textOf(served[index]) !== textOf(again[index]),
  )
  return place < 0 ? null : `row ${place}: posted ${textOf(served[place])}, anew ${textOf(again[place])}`
}

const textOf = (row: object | undefined): string =>
  JSON.stringify(row, (_key, value: unknown) => (typeof value === 'bigint' ? `${value}` : value)) ?? 'nothing'

const answersProblem = async (world: World, readModel: ReadModel): Promise<string | null> => {
  const { random, monitor, disk } = world
  const answers = openAnswers({
    readModel,
    log: disk.log,
    measures: { kpis, derived, ledgers: layouts },
    settings: settingsOf(world),
  })
  for (let count = 0; count < probes; count += 1) {
    const probe = someProbe(random, monitor.soundEvents)
    if (probe === null || probe.period === null) continue
    const at = { asOf: probe.asOf, position: probe.position }
    const served = await valueAt(answers, cellOf(probe), at)
    const expected = stated(probe.kpi, oracleAt(monitor.soundEvents, probe.position)(probe))
    const isExplained = count < explained && served !== null
    const wrong = monitor.isRight(served, expected)
      ? isExplained
        ? await explanationProblem(answers, probe)
        : null
      : `brute force ${expected}`
    if (wrong !== null) return `${JSON.stringify(probe, bigintText)}: served ${served}, ${wrong}`
  }
  return null
}

const bigintText = (_key: string, value: unknown): unknown => (typeof value === 'bigint' ? `${value}` : value)

/** An explanation adds up to the value, and the raw events that it names fold to the same. */
const explanationProblem = async (answers: Answers, probe: Probe): Promise<string | null> => {
  const at = { asOf: probe.asOf, position: probe.position }
  const verified = await answers.verify(cellOf(probe), at)
  const explanation = await answers.explain(cellOf(probe), at)
  if (!verified.ok || !explanation.ok) return null
  const { served, folded, equal, arithmetic, completeness } = verified.value
  if (!equal) return `verified as ${served}, folded ${folded}`
  if (!arithmetic.ok || !completeness.ok) return 'its rows do not add up'
  return explanation.value.value === served ? null : `explained as ${explanation.value.value}`
}

/** Nothing waits for what is there: intake itself records it. */
export const heldProblem = async ({ disk }: World): Promise<string | null> => {
  for (const { body } of await disk.log.records('held', { limit: 10_000 })) {
    const { heldId, awaits, code } = JSON.parse(body)
    if (awaits === undefined) continue
    const [first] = await disk.log.readStream(awaits, { limit: 1 })
    if (first !== undefined) return `${heldId} is held as ${code} and waits for ${awaits}, which began at ${first.position}`
  }
  return null
}
