import type { Day } from '@daybook/domain'
import { expect, test } from 'vitest'
import { cursorText, readCursor } from './cursor.ts'
import { HttpProblem } from './http-problem.ts'

const listing = { route: 'events', selectors: { type: ['OrderAccepted'] } }
const left = { position: 1204n, asOf: '2025-04-01' as Day, after: ['17', 2] }

test('a cursor gives back what it was made of', () => {
  expect(readCursor(listing, cursorText(listing, left))).toEqual(left)
})

test('a cursor of another listing is refused', () => {
  const text = cursorText(listing, left)
  for (const other of [
    { ...listing, route: 'explain' },
    { ...listing, selectors: {} },
  ]) {
    expect(() => readCursor(other, text)).toThrow(HttpProblem)
  }
})

test('a cursor with any letter changed is refused', () => {
  const text = cursorText(listing, left)
  for (let index = 0; index < text.length; index += 1) {
    const letter = text[index] === 'A' ? 'B' : 'A'
    const changed = text.slice(0, index) + letter + text.slice(index + 1)
    expect(() => readCursor(listing, changed), changed).toThrow('the cursor is not one of this listing')
  }
})

test.each(['', '.', 'x', 'W10.x', '💥', 'a'.repeat(2_000)])('%j is no cursor', (text) => {
  expect(() => readCursor(listing, text)).toThrow(HttpProblem)
})
