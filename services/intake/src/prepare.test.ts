import { expect, test } from 'vitest'
import { prepareValue } from './prepare.ts'

test('an error of the program costs the item that it reads, whose bytes are kept', () => {
  const event = {
    get specversion(): string {
      throw new TypeError('undefined is not a function')
    },
  }
  const raw = { text: '{"specversion":"1.0"}', encoding: 'utf8' } as const
  expect(prepareValue(event, { line: 7, raw })).toMatchObject({
    readable: false,
    line: 7,
    raw,
    problem: { code: 'fault', detail: 'TypeError' },
  })
})
