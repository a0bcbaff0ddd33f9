import { expect, test } from 'vitest'
import { exact } from './eventstoredb-event.ts'

test('numbers of the server are taken while they are exact', () => {
  expect([exact(2n ** 63n - 1n), exact(2 ** 53 - 1)]).toEqual([9_223_372_036_854_775_807n, 9_007_199_254_740_991n])
})

test.each([2 ** 53, 1.5, Number.NaN, '1', undefined])('%s is no exact number', (value) => {
  expect(() => exact(value)).toThrow(/is not exact/)
})
