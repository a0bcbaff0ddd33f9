import { expect, test } from 'vitest'
import { decode } from './decoder.ts'
import { defaultLimits } from './limits.ts'

const codeOf = (text: string | Uint8Array): string => {
  const decoded = decode(typeof text === 'string' ? Buffer.from(text) : text, defaultLimits)
  return decoded.ok ? 'ok' : decoded.problem.code
}
const pointerOf = (text: string): unknown => {
  const decoded = decode(Buffer.from(text), defaultLimits)
  return decoded.ok ? null : decoded.problem.errors?.[0]?.pointer
}

test('plain JSON is decoded as it stands', () => {
  expect(decode(Buffer.from('{"a":[1,"x:\\"y"],"b":{"c":null}}'), defaultLimits)).toEqual({
    ok: true,
    value: { a: [1, 'x:"y'], b: { c: null } },
    text: '{"a":[1,"x:\\"y"],"b":{"c":null}}',
  })
})

test.each([
  ['{"a":1,"a":2}', '/a'],
  ['{"data":{"a":1,"\\u0061":2}}', '/data/a'],
  ['[{"a":1},{"b":[{"c":1},{"d":1,"d":1}]}]', '/1/b/1/d'],
  ['{"a":{"x":1},"b":{"x":1},"a":3}', '/a'],
])('equal keys are refused with their place: %s', (text, pointer) => {
  expect(codeOf(text)).toBe('duplicate-key')
  expect(pointerOf(text)).toBe(pointer)
})

test('a colon inside a string is not taken for a key', () => {
  expect(codeOf('{"a":"b:c\\\\","d":"\\":"}')).toBe('ok')
})

test.each([
  ['{"__proto__":{"x":1}}', 'unknown-field'],
  ['{"a":{"\\u005f_proto__":1}}', 'unknown-field'],
  ['{"constructor":{"prototype":{}}}', 'unknown-field'],
  ['{"constructor":"a builder"}', 'ok'],
])('keys that reach for prototypes are refused: %s', (text, code) => {
  expect(codeOf(text)).toBe(code)
})

test('depth is taken up to 64 and refused from 65 on, however deep', () => {
  const nested = (depth: number): string => '['.repeat(depth) + ']'.repeat(depth)
  expect(codeOf(nested(64))).toBe('ok')
  expect(codeOf(nested(65))).toBe('too-deep')
  expect(codeOf(nested(32_000))).toBe('too-deep')
})

test('an object has at most 255 keys and an array at most 10,000 items', () => {
  const object = (keys: number): string => JSON.stringify(Object.fromEntries(Array.from({ length: keys }, (_, key) => [key, 0])))
  expect(codeOf(object(255))).toBe('ok')
  expect(codeOf(object(256))).toBe('too-large')
  expect(codeOf(JSON.stringify(Array(10_000).fill(0)))).toBe('ok')
  expect(codeOf(JSON.stringify(Array(10_001).fill(0)))).toBe('too-large')
})

test('an event has at most 64 KiB', () => {
  expect(codeOf(`"${'x'.repeat(65_534)}"`)).toBe('ok')
  expect(codeOf(`"${'x'.repeat(65_535)}"`)).toBe('too-large')
})

test.each([
  ['invalid UTF-8', Buffer.from([0x22, 0xc3, 0x28, 0x22]), 'not-json'],
  ['a byte order mark', Buffer.from('\ufeff{}'), 'not-json'],
  ['nothing', Buffer.alloc(0), 'not-json'],
  ['two values', Buffer.from('{} {}'), 'not-json'],
  ['NaN', Buffer.from('{"a":NaN}'), 'not-json'],
  ['a trailing comma', Buffer.from('{"a":1,}'), 'not-json'],
  ['a NUL in a string', Buffer.from('{"a":"\\u0000"}'), 'invalid'],
  ['a lone surrogate in a string', Buffer.from('{"a":"\\ud800"}'), 'invalid'],
  ['a lone surrogate in the id', Buffer.from('{"id":"\\udc00"}'), 'bad-id'],
  ['a lone surrogate in a key', Buffer.from('{"\\ud800":1}'), 'invalid'],
  ['a surrogate pair', Buffer.from('{"a":"\\ud83d\\ude00"}'), 'ok'],
])('%s', (_name, bytes, code) => {
  expect(codeOf(bytes)).toBe(code)
})
