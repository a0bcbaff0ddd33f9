import { type Day, dayNumber, dayOf } from '@daybook/domain'
import { expect, test } from 'vitest'
import { fitBgNbd, probabilityAlive } from '../bg-nbd.ts'
import { historyOn } from '../buying-pattern.ts'
import { given, ordered, registered } from '../example-book.ts'

const start = dayNumber('2025-01-01' as Day)
const asOf = '2025-10-01'
const asked = (entity: string) => ({ scope: 'account', entity, period: 'FY2025', asOf }) as const

/** Days of buyers who differ: the interval and how long they go on are told by their number. */
const daysOf = (number: number): readonly number[] => {
  const [first, every] = [start + (number % 50), 9 + ((number * 37) % 41)]
  const times = 1 + ((number * 13) % 9)
  return Array.from({ length: times }, (_, place) => first + place * every + ((number * (place + 3)) % 5))
}

const book = (accounts: number) =>
  given(
    ...Array.from({ length: accounts }, (_, number) => [
      registered(`A${number}`),
      ...daysOf(number).map((day, place) => ordered(`O${number}-${place}`, `A${number}`, { on: dayOf(day), net: '1.0000' })),
    ]).flat(),
  )

const large = book(260)

test('an account has the chance that the model of all accounts gives it', () => {
  const day = dayNumber(asOf as Day)
  const histories = Array.from({ length: 260 }, (_, number) =>
    historyOn(
      daysOf(number).flatMap((each) => (each <= day ? [{ day: each }] : [])),
      day,
    ),
  )
  const model = fitBgNbd(histories)
  const repeater = histories.findIndex(({ repeats }) => repeats > 3)
  if (model === null) throw new Error('nothing was fitted')
  expect(large.outcome('p-alive', asked(`A${repeater}`))).toMatchObject({
    kind: 'number',
    value: expect.closeTo(probabilityAlive(model, histories[repeater] ?? { repeats: 0, recency: 0, age: 0 }), 12),
  })
})

test('of an account that bought once it says nothing', () => {
  const once = Array.from({ length: 260 }, (_, number) => number).find((number) => daysOf(number).length === 1)
  expect(large.outcome('p-alive', asked(`A${once}`))).toEqual({ kind: 'none', reason: 'insufficient-history' })
})

test('without two hundred accounts that bought again there is no model', () => {
  expect(book(60).outcome('p-alive', asked('A5'))).toEqual({ kind: 'none', reason: 'insufficient-history' })
})
