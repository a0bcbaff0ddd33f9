import { expect, test } from 'vitest'
import { given, registered } from '../example-book.ts'
import { boughtLines, launched } from '../example-relations.ts'

const on = (day: string) => boughtLines(`O-${day}`, day, { net: '1.0000', productId: 'B1' }, { net: '1.0000', productId: 'B2' })
const told = [
  registered('A1'),
  launched('B1', 'P', '2024-03-01'),
  launched('B2', 'P'),
  ...['2024-02-29', '2024-03-01', '2025-02-28', '2025-03-01'].map(on),
]

test('lines of a product count from its launch for twelve months, without the day a year later', () => {
  const { value } = given(...told)
  expect(['2024-02', '2024-03', '2025-02', '2025-03'].map((period) => value('new-launch-wins', { period }))).toEqual([
    0n,
    1n,
    1n,
    0n,
  ])
  expect(value('new-launch-wins', { scope: 'family', entity: 'P', period: '2024-03' })).toBe(1n)
})

test('registered again without a launch a product has none', () => {
  expect(given(...told, launched('B1', 'P')).value('new-launch-wins', { period: 'FY2024' })).toBe(0n)
})
