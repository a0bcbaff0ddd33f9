import { type Day, Decimal, dayNumber, dayOf } from '@daybook/domain'
import { expect, test } from 'vitest'
import { overdueFrom, windowOf } from './cadence.ts'
import { laterSeasons, seasonalGap } from './seasonal-gap.ts'

const rule = { method: 'mad', threshold: Decimal.parse('3'), minIntervals: 3 } as const

const number = (day: string): number => dayNumber(day as Day)

/** What the guard says of the silence after the last of some dates. */
const guarded = (dates: readonly string[]) => {
  const days = [...dates].sort().map(number)
  const place = days.length - 1
  const window = windowOf(days, place, rule)
  const overdueOn = overdueFrom(window, rule)
  if (overdueOn === null) throw new Error('too little history')
  const gap = seasonalGap(
    days.map((day) => ({ day })),
    { place, overdueOn, window },
  )
  return {
    overdueOn: dayOf(overdueOn),
    until: gap === null ? null : dayOf(gap.until),
    around: gap?.around.map(({ day }) => dayOf(day)),
  }
}

/** The fifteenth of each month from March to October. */
const season = (year: number, last = 10): readonly string[] =>
  Array.from({ length: last - 2 }, (_, place) => `${year}-${String(place + 3).padStart(2, '0')}-15`)

test('who buys from March to October is only late in winter, and overdue when spring brings nothing', () => {
  const { overdueOn, until, around } = guarded([...season(2022), ...season(2023), ...season(2024)])
  expect(overdueOn).toBe('2024-11-25')
  expect(until).toBe('2025-03-15')
  expect(around).toEqual(['2023-10-15', '2024-03-15', '2022-10-15', '2023-03-15'])
})

test('one winter is no season', () => {
  expect(guarded([...season(2023), ...season(2024)]).until).toBeNull()
})

test('a silence that begins when others bought is none of the season', () => {
  const stopped = season(2024, 6)
  expect(guarded([...season(2022), ...season(2023), ...stopped]).until).toBeNull()
})

test('a season need not end on the same day each year, nor begin on it', () => {
  const { until } = guarded([
    ...season(2022),
    '2022-10-24',
    '2023-03-03',
    ...season(2023),
    '2023-10-20',
    '2024-02-25',
    ...season(2024),
  ])
  // Two winters both last until 25 February of the year after.
  expect(until).toBe('2025-02-25')
})

test('of three winters the two longest count', () => {
  const open = [...season(2021), '2022-01-15', ...season(2022), ...season(2023), ...season(2024)]
  expect(guarded(open).until).toBe('2025-03-15')
})

test('a prior gap that would not be overdue by the present rhythm is none', () => {
  const monthly = Array.from({ length: 36 }, (_, place) => dayOf(number('2022-01-10') + 30 * place))
  expect(guarded(monthly).until).toBeNull()
})

test('what came to light bears on the same season of later years, and on the silence after the last order', () => {
  const seasons = laterSeasons({ from: number('2022-01-05'), until: number('2022-03-01') }, number('2023-10-15'))
  expect(seasons.map(({ from, until }) => [dayOf(from), dayOf(until)])).toEqual([
    ['2023-01-04', '2023-03-02'],
    ['2024-01-04', '2024-03-02'],
  ])
})

test('before the first year and after the last there are no years', () => {
  expect(guarded(['0001-01-01', '0001-02-01', '0001-03-01', '0001-04-01']).until).toBeNull()
  const late = number('9990-06-01')
  expect(laterSeasons({ from: late, until: late + 1 }, number('9999-12-31')).length).toBe(10)
})
