import { type Answer, oracleAt, oracleKpis } from './oracle.ts'
import { type Cell, type FoldedAt, foldedAlong } from './probed-book.ts'
import { randomFrom } from './random.ts'
import type { RandomHistory } from './random-history.ts'
import { type SeveralCells, someCells, somePositions } from './some-questions.ts'

/** Asks brute force and the fold for random cells at a few positions of a history: the first on which they differ, or null. */
export const checkOracle = (
  { seed, events }: RandomHistory,
  effort: { readonly positions: number; readonly questions: number },
): string | null => {
  const random = randomFrom(seed + 8)
  for (const [position, folded] of foldedAlong(events, somePositions(random, events, effort.positions))) {
    const oracle = oracleAt(events, position)
    for (let count = 0; count < effort.questions; count += 1) {
      const asked = someCells(random, { events, ...folded })
      const wrong = cellsIn(asked).find(
        (cell) => shown(oracle({ kpi: asked.kpi, ...cell })) !== shown(foldedAnswer(folded, asked.kpi, cell)),
      )
      if (wrong === undefined) continue
      const [brute, fold] = [oracle({ kpi: asked.kpi, ...wrong }), foldedAnswer(folded, asked.kpi, wrong)]
      return `${asked.kpi} at position ${position} in ${JSON.stringify(wrong)}: oracle ${shown(brute)}, fold ${shown(fold)}`
    }
  }
  return null
}

const cellsIn = ({ kpi, scope, entities, periods, asOf }: SeveralCells): readonly Cell[] =>
  oracleKpis.some((name) => name === kpi)
    ? (scope === 'org' ? [null] : entities).flatMap((entity) => periods.map((period) => ({ scope, entity, period, asOf })))
    : []

const foldedAnswer = (folded: FoldedAt, kpi: string, cell: Cell): Answer => {
  if (kpi === 'quota' && folded.value('quota-set', cell) === 0n) return null
  return folded.answer(kpi, cell)
}

const shown = (answer: Answer): string =>
  answer !== null && typeof answer === 'object' ? `${answer.num} / ${answer.den}` : String(answer)
