import { type Day, dayNumber } from '@daybook/domain'
import { describe, expect, test } from 'vitest'
import { amountFlagOn, mayMissFamilies, missingFamilies, twiceUsualAmount } from './disruption.ts'
import { given, type Happened, ordered, registered, sold } from './example-book.ts'
import { foldedView } from './replay.ts'

const number = (day: string): number => dayNumber(day as Day)
const asOf = '2025-05-01' as Day

const bought = (...days: readonly (readonly [string, bigint])[]) => days.map(([day, gross]) => ({ day: number(day), gross }))

describe('amount disruption, M-31', () => {
  const usual = bought(['2025-01-10', 100n], ['2025-02-10', 110n], ['2025-03-10', 90n], ['2025-04-10', 100n])

  test('an amount more than three spreads below the median of those before it is shrinking', () => {
    // Of 100, 110, 90 and 100 the median is 100 and the MAD 5: three spreads of the tenth of the median, 10, lie at 70.
    expect(twiceUsualAmount([...usual, ...bought(['2025-04-28', 1n])])).toBe(200n)
    expect(amountFlagOn([...usual, ...bought(['2025-04-28', 70n])], asOf)).toBeNull()
    expect(amountFlagOn([...usual, ...bought(['2025-04-28', 69n])], asOf)).toBe('shrinking')
  })

  test('amounts that vary widely allow for more', () => {
    const varying = bought(
      ['2025-01-10', 100n],
      ['2025-02-10', 160n],
      ['2025-03-10', 40n],
      ['2025-04-10', 100n],
      ['2025-04-28', 12n],
    )
    // The MAD is 30, and three times 44.478 is more than the median.
    expect(amountFlagOn(varying, asOf)).toBeNull()
  })

  test('two days of orders are too little to measure a third by', () => {
    const few = bought(['2025-03-10', 100n], ['2025-04-10', 100n], ['2025-04-28', 1n])
    expect(amountFlagOn(few, asOf)).toBeNull()
  })

  test('three months that brought less than 0.7 of what the twelve before did are shrinking', () => {
    const year = Array.from(
      { length: 12 },
      (_, place) => `${place < 10 ? 2024 : 2025}-${String(((place + 2) % 12) + 1).padStart(2, '0')}-15`,
    )
    expect([year[0], year.at(-1)]).toEqual(['2024-03-15', '2025-02-15'])
    const steady = bought(...year.slice(0, 11).map((day) => [day, 100n] as const))
    // Eleven hundred from February 2024 to January 2025, a month 91.67; 0.7 of that in three months are 192.5.
    expect(amountFlagOn([...steady, ...bought(['2025-03-20', 97n], ['2025-04-20', 96n])], asOf)).toBeNull()
    expect(amountFlagOn([...steady, ...bought(['2025-03-20', 96n], ['2025-04-20', 96n])], asOf)).toBe('shrinking')
  })
})

describe('product disruption, M-32', () => {
  const missing = (...happened: readonly Happened[]) => {
    const { book } = given(registered('A1'), ...happened)
    return missingFamilies(foldedView(book, 'A1'), asOf)
  }
  const inQuarters = [
    sold('2024-05-10', '1.0000', 'bikes'),
    sold('2024-08-10', '1.0000', 'bikes'),
    sold('2025-01-10', '1.0000', 'bikes'),
    sold('2025-04-10', '1.0000', 'parts'),
  ]

  test('a family of three of the last four quarters that is not in the last three months is missing', () => {
    expect(missing(...inQuarters)).toEqual(['bikes'])
    expect(missing(...inQuarters.slice(1))).toEqual([])
  })

  test('the last three months begin on the day after the same day three months ago', () => {
    expect(missing(...inQuarters, sold('2025-02-01', '1.0000', 'bikes'))).toEqual(['bikes'])
    expect(missing(...inQuarters, sold('2025-02-02', '1.0000', 'bikes'))).toEqual([])
  })

  test('what is sold after the day does not count, nor what the running quarter alone has', () => {
    expect(missing(...inQuarters, sold('2025-05-02', '1.0000', 'bikes'))).toEqual(['bikes'])
    expect(missing(...inQuarters)).not.toContain('parts')
  })

  test('several are told by name, each once', () => {
    const service = ['2024-06-10', '2024-09-10', '2024-12-10', '2024-12-11'].map((day) => sold(day, '2.0000', 'aid'))
    expect(missing(...inQuarters, ...service)).toEqual(['aid', 'bikes'])
  })

  test('orders need not be looked at where the days of orders lie in fewer than three of the quarters', () => {
    const { reference } = given(ordered('O1', 'A1', { on: '2025-01-01', net: '1.0000' })).book
    const days = ['2024-05-10', '2024-08-10', '2025-01-10'].map(number)
    expect(mayMissFamilies(reference, days, asOf)).toBe(true)
    expect(mayMissFamilies(reference, days.slice(1), asOf)).toBe(false)
  })
})
