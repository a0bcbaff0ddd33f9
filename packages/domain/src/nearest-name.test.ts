import { expect, test } from 'vitest'
import { nearestName } from './nearest-name.ts'

const names = ['asOf', 'knownAt', 'period', 'minPosition']

test.each([
  ['asof', 'asOf'],
  ['as_of', 'asOf'],
  ['knownat', 'knownAt'],
  ['periods', 'period'],
  ['minposition', 'minPosition'],
])('%s was meant to be %s', (wrong, meant) => {
  expect(nearestName(wrong, names)).toBe(meant)
})

test('what is near to none has no neighbour', () => {
  expect(nearestName('colour', names)).toBeNull()
  expect(nearestName('foo', ['from', 'to', 'top', 'scope'])).toBeNull()
  expect(nearestName('x', [])).toBeNull()
  expect(nearestName('a'.repeat(100_000), names)).toBeNull()
})

test('neighbours that have changed places are one slip', () => {
  expect(nearestName('tpo', ['to', 'period', 'top'])).toBe('to')
  expect(nearestName('tpo', ['period', 'top'])).toBe('top')
  expect(nearestName('preiod', ['from', 'period'])).toBe('period')
})
