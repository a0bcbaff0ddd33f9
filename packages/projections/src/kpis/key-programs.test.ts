import { expect, test } from 'vitest'
import { given, merged } from '../example-book.ts'
import { program } from '../example-relations.ts'

const told = [
  program('K1', 'KeyProgramOpened', ['2025-01-10']),
  program('K2', 'KeyProgramOpened', ['2025-02-01']),
  program('K1', 'KeyProgramClosed', ['2025-03-01', { outcome: 'done' }]),
]
const on = (asOf: string) => given(...told).value('key-programs', { scope: 'account', entity: 'A1', period: 'FY2025', asOf })

test('a key program counts from the day it was opened until it is closed', () => {
  expect(['2025-01-09', '2025-01-10', '2025-02-01', '2025-02-28', '2025-03-01'].map(on)).toEqual([0n, 1n, 2n, 2n, 1n])
  expect(given(...told).value('key-programs', { period: '2025-02' })).toBe(2n)
})

test('the programs of an account that was merged away are those of the one that stands for it', () => {
  const { value } = given(...told, merged('A2', 'A1'))
  expect(value('key-programs', { scope: 'account', entity: 'A2', period: '2025-02' })).toBe(2n)
  expect(value('key-programs', { scope: 'account', entity: 'A1', period: '2025-02' })).toBe(0n)
})
