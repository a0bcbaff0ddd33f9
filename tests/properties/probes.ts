import type { Recorded } from '@daybook/domain'
import type { Answers, ValueRow } from '@daybook/read-model'
import { answersOf } from './answered-book.ts'
import { type Expected, expectedValue } from './expected-values.ts'
import { type Engine, postHistory } from './posted-history.ts'
import { type Cell, type FoldedAt, foldedAlong } from './probed-book.ts'
import { type Random, randomFrom } from './random.ts'
import { describeHistory, type RandomHistory } from './random-history.ts'
import { someCells, somePositions } from './some-questions.ts'

/** How much is asked of one history. */
export type Effort = { readonly positions: number; readonly questions: number }

/** How many cells were compared, and the first answer that is not what the fold says, in words; null when all agree. */
export type Probed = { readonly probes: number; readonly difference: string | null }

/**
 * Posts a history, asks for cells at random pairs of times along the path that answers go, and compares each with the fold of the raw
 * events up to that position.
 */
export const probeHistory = async (history: RandomHistory, effort: Effort, engine: Engine): Promise<Probed> => {
  const random = randomFrom(history.seed + 1)
  await using posted = await postHistory(history.events, { random, engine })
  const answers = answersOf(posted.readModel, history.events)
  let probes = 0
  for (const [position, folded] of foldedAlong(history.events, somePositions(random, history.events, effort.positions))) {
    for (let count = 0; count < effort.questions; count += 1) {
      const compared = await compare(answers, { random, position, folded, events: history.events })
      probes += compared.probes
      if (compared.difference !== null) return { probes, difference: `${compared.difference}\n${describeHistory(history)}` }
    }
  }
  return { probes, difference: null }
}

type Moment = {
  readonly random: Random
  readonly position: bigint
  readonly folded: FoldedAt
  readonly events: readonly Recorded[]
}

const compare = async (answers: Answers, { random, position, folded, events }: Moment): Promise<Probed> => {
  const { asOf, ...asked } = someCells(random, { events, ...folded })
  if (asked.periods.length === 0 || (asked.scope !== 'org' && asked.entities.length === 0)) return { probes: 0, difference: null }
  const answer = await answers.values(asked, { asOf, position })
  const at = `${asked.kpi} at position ${position} as of ${asOf}`
  if (!answer.ok) return { probes: 0, difference: `${at}: refused, ${JSON.stringify(answer.refusal)}` }
  for (const row of answer.value.rows) {
    const cell: Cell = { scope: asked.scope, entity: row.entity, period: row.period, asOf }
    const expected = expectedValue(folded, asked.kpi, cell)
    if (!isSame(row, expected))
      return { probes: 0, difference: `${at}: answered ${JSON.stringify(row)}, folded ${JSON.stringify(expected)}` }
  }
  return { probes: answer.value.rows.length, difference: null }
}

const isSame = (row: ValueRow, expected: Expected): boolean => {
  if ('reason' in expected) return row.value === null && row.reason === expected.reason
  if ('value' in expected) return row.value === expected.value
  return row.value !== null && row.exact?.num === expected.exact.num && row.exact.den === expected.exact.den
}
