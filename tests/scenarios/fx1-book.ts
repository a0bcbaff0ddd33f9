import { readFileSync } from 'node:fs'
import type { Day } from '@daybook/domain'
import { createPoster, derived, kpis, ledgers, type ReportRow, type Scope } from '@daybook/projections'
import { type At, openAnswers, openInMemoryReadModel } from '@daybook/read-model'
import { fx1Answers, fx1Events } from '../fixtures/golden.ts'
import { openBook } from './intake-book.ts'

/** One answer that the fixture states. A null `knownAt` is the head, a null `entity` of the organisation leaves it out. */
export type Expected = {
  readonly kpi?: string
  readonly report?: string
  readonly scope: Scope | null
  readonly entity: string | null
  readonly period: string | null
  readonly asOf: string
  readonly knownAt: string | null
  readonly value: unknown
  readonly reason?: string
  readonly exact?: { readonly num: string; readonly den: string }
  readonly params?: Readonly<Record<string, string | number>>
}

/** All answers that FX-1 states; null where the fixture is not at hand. */
export const expectedAnswers: readonly Expected[] | null =
  fx1Answers === null || fx1Events === null ? null : JSON.parse(readFileSync(fx1Answers, 'utf8'))

/** FX-1, brought in through the ordinary intake with its own recorded times, posted and ready to answer; and what comes `onTop` of it. */
export const openFx1 = async (...onTop: readonly string[]) => {
  const intake = await openBook({ zone: 'UTC' })
  intake.time.now = Date.UTC(2025, 5, 1)
  for (const path of [fx1Events ?? '', ...onTop])
    await intake.post('/v1/imports', readFileSync(path), { type: 'application/x-ndjson', query: '?backfill=true' })
  const events = await intake.store.readAll({ from: 0n, limit: 1_000 })
  const readModel = openInMemoryReadModel()
  const poster = createPoster({ working: readModel.working, history: [] })
  for (const event of events) poster.post(event)
  await readModel.post({ epoch: await readModel.claim(), from: -1n, to: BigInt(events.length - 1), ...poster.take() })
  const answers = openAnswers({ readModel, log: intake.store, measures: { kpis, derived, ledgers } })
  const at = async (asOf: string, knownAt: string | null = null): Promise<At> => ({
    asOf: asOf as Day, // Sound: days of the fixture
    position: knownAt === null ? BigInt(events.length - 1) : await intake.store.positionAt(Date.parse(knownAt)),
  })
  /** The rows of a report; a refusal fails the test. */
  const report = async (
    name: string,
    parameters: Readonly<Record<string, unknown>>,
    times: At,
  ): Promise<readonly ReportRow[]> => {
    const result = await answers.report({ report: name, parameters }, times)
    if (!result.ok) throw new Error(JSON.stringify(result.refusal))
    return result.value.rows
  }
  return { events, answers, at, report, readModel }
}
