import { expect, test } from 'vitest'
import { openWatch } from './feed-watch.ts'

const at = (next: bigint, high: bigint) => [{ topic: 'orders', partition: 0, next, high }]

test('a partition of which nothing is read though there is more stands still after the patience', () => {
  const watch = openWatch(60_000)
  expect(watch.stalled(at(5n, 9n), 0)).toEqual([])
  expect(watch.stalled(at(5n, 12n), 59_999)).toEqual([])
  expect(watch.stalled(at(5n, 12n), 60_000)).toHaveLength(1)
})

test('a partition that moves, or of which all is read, does not', () => {
  const watch = openWatch(60_000)
  watch.stalled(at(5n, 9n), 0)
  expect(watch.stalled(at(6n, 9n), 60_000)).toEqual([])
  expect(watch.stalled(at(9n, 9n), 200_000)).toEqual([])
  expect(watch.stalled(at(9n, 10n), 300_000)).toEqual([])
})

test('the count begins anew after something was done about it', () => {
  const watch = openWatch(60_000)
  watch.stalled(at(5n, 9n), 0)
  watch.forget()
  expect(watch.stalled(at(5n, 9n), 60_000)).toEqual([])
})
