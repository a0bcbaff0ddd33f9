import { expect, test } from 'vitest'
import { given, registered, sold } from '../example-book.ts'

const of = (...amounts: readonly string[]) =>
  given(registered('A1'), ...amounts.map((net, month) => sold(`2025-0${month + 1}-10`, net))).outcome('linearity', {
    period: '2025-Q1',
  })

test('it is 0 where every month is alike', () => {
  expect(of('100.0000', '100.0000', '100.0000')).toEqual({ kind: 'number', value: 0 })
})

test('it is the deviation of all months over their mean, with a note where the last holds most', () => {
  expect(of('1800.0000', '1100.0000', '2200.0000')).toEqual({ kind: 'number', value: expect.closeTo(0.267415, 6) })
  const hockeyStick = of('1500000.0000', '2000000.0000', '5500000.0000')
  expect(hockeyStick).toMatchObject({ value: expect.closeTo(0.593171, 6), notes: { shape: 'hockey-stick' } })
})

test('there is none without sales, nor of a single month', () => {
  expect(of()).toEqual({ kind: 'none', reason: 'no-base' })
  const running = given(registered('A1'), sold('2025-01-10', '1.0000'))
  expect(running.outcome('linearity', { period: '2025-Q1', asOf: '2025-01-20' })).toEqual({
    kind: 'none',
    reason: 'insufficient-history',
  })
})
