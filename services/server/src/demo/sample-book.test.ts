import { createHash } from 'node:crypto'
import { expect, test } from 'vitest'
import { accounts } from './cast.ts'
import { demoSeed, sampleBook, sampleLines } from './sample-book.ts'

const book = sampleBook(demoSeed)
const only = (type: string) => book.filter((event) => event.type === type)

test('the sample book is the same on every machine, byte for byte', () => {
  const digest = createHash('sha256').update(sampleLines(demoSeed).join('')).digest('hex')
  expect(digest).toBe('459be246b03fca5833acb9773dae819dcb3edacf608fa2feb7433fc80b6d28e2')
})

test('another seed gives another book of the same kind', () => {
  const other = sampleBook(7)
  expect(other).not.toEqual(book)
  expect(new Set(other.map(({ type }) => type))).toEqual(new Set(book.map(({ type }) => type)))
})

test('recorded times never go back, and no identity stands twice', () => {
  const times = book.map(({ recordedtime }) => recordedtime)
  expect(times).toEqual([...times].sort())
  expect(new Set(book.map(({ source, id }) => `${source} ${id}`)).size).toBe(book.length)
})

test('it holds all that makes a real book difficult', () => {
  expect(accounts.length).toBeGreaterThan(60)
  expect(only('OrderAccepted').length).toBeGreaterThan(1_200)
  const late = only('OrderAccepted').filter(({ data, recordedtime }) => String(data.effectiveOn) < recordedtime.slice(0, 10))
  expect(late.length).toBeGreaterThan(40)
  for (const type of [
    'OrderCorrected',
    'OrderCancelled',
    'OrderVoided',
    'AccountLost',
    'AccountWonBack',
    'PeriodClosed',
    'CommitmentOutcomeRecorded',
  ]) {
    expect(only(type)).not.toEqual([])
  }
  expect(only('CreditNoteIssued').filter(({ data }) => data.orderId === undefined).length).toBeGreaterThan(5)
  expect(only('OrderAccepted').filter(({ data }) => data.currency === 'EUR').length).toBeGreaterThan(50)
})

test('every rep has a quota for every month, and each was set anew before its quarter', () => {
  const months = only('QuotaSet').filter(({ data }) => /^\d{4}-\d{2}$/.test(String(data.period)))
  for (const rep of ['R1', 'R2', 'R3', 'R4', 'R5']) {
    expect(new Set(months.filter(({ data }) => data.ownerId === rep).map(({ data }) => data.period)).size).toBe(24)
  }
})
