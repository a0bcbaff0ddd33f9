import { expect, test } from 'vitest'
import { deal, given, toldOf } from '../example-book.ts'

const rival = (on: string) => toldOf('OP1', ['CompetitorAttached', on], { competitor: 'Rival Ltd' })
const won = toldOf('OP1', ['Won', '2025-02-20'])

test('a win counts when a competitor was named, once for all of them', () => {
  const other = toldOf('OP1', ['CompetitorAttached', '2025-02-02'], { competitor: 'Other Ltd' })
  const book = given(deal('OP1', '2025-01-10'), rival('2025-02-01'), other, won, deal('OP2', '2025-01-10'))
  expect(book.value('competitive-wins', { period: '2025-02' })).toBe(1n)
  expect(given(deal('OP1', '2025-01-10'), won).value('competitive-wins', { period: '2025-02' })).toBe(0n)
})

test('a competitor who is named after the win counts from that day on, in the month of the win', () => {
  const book = given(deal('OP1', '2025-01-10'), won, rival('2025-03-03'))
  expect(book.value('competitive-wins', { period: '2025-02', asOf: '2025-03-02' })).toBe(0n)
  expect(book.value('competitive-wins', { period: '2025-02', asOf: '2025-03-03' })).toBe(1n)
})
