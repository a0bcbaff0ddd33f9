import { expect, test } from 'vitest'
import { fx1Answers } from '../fixtures/golden.ts'
import { type Answer, oracleAt, oracleKpis } from './oracle.ts'
import { type StatedAnswer, statedAnswers, statedHistory } from './stated-history.ts'

const events = statedHistory()
const known = (stated: StatedAnswer): boolean => oracleKpis.some((kpi) => kpi === stated.kpi)

const positionAt = (knownAt: string | null): bigint => {
  const instant = knownAt === null ? Number.POSITIVE_INFINITY : Date.parse(knownAt)
  return BigInt(events.filter((event) => event.recordedAt <= instant).length - 1)
}

/** An answer as the fixture writes it: money and shares with four decimals, counts as numbers, a ratio in lowest terms. */
const written = (answer: Answer, stated: StatedAnswer): unknown => {
  if (answer === null) return null
  if (typeof answer === 'object') return answer.den === 0n ? null : Number(answer.num) / Number(answer.den)
  if (typeof stated.value === 'number') return Number(answer)
  if (stated.kpi === 'credited-orders') return Number(answer) / 10_000
  const digits = (answer < 0n ? -answer : answer).toString().padStart(5, '0')
  return `${answer < 0n ? '-' : ''}${digits.slice(0, -4)}.${digits.slice(-4)}`
}

const expected = (stated: StatedAnswer): unknown =>
  stated.kpi === 'retention' || stated.kpi === 'credited-orders' ? Number(stated.value) : stated.value

test.skipIf(fx1Answers === null)('the oracle gives every value that is stated for the golden book', () => {
  const answers = statedAnswers().filter(known)
  expect(answers.length).toBeGreaterThan(300)
  const wrong = answers.flatMap((stated) => {
    const answer = oracleAt(events, positionAt(stated.knownAt))({ ...stated, kpi: stated.kpi! })
    const found = written(answer, stated)
    return found === expected(stated) ? [] : [{ ...stated, found }]
  })
  expect(wrong).toEqual([])
})
