import { isUtf8 } from 'node:buffer'
import { duplicateKey } from './duplicate-key.ts'
import type { Limits } from './limits.ts'
import { IntakeFailure, type Problem, pointerTo, problem } from './problems.ts'

/** `text` is the decoded bytes. */
export type Decoded =
  | { readonly ok: true; readonly value: unknown; readonly text: string }
  | { readonly ok: false; readonly problem: Problem }

/**
 * Strict JSON of one event, the same on every path (streaming 2).
 *
 * `JSON.parse` alone takes the last of two equal keys, keeps `__proto__` and accepts 100,000 levels. Refused besides what it
 * refuses: invalid UTF-8, a byte order mark, NUL and lone surrogates in strings, equal keys, `__proto__`,
 * `constructor.prototype`, and more depth, keys or array items than the limits allow.
 *
 * @example decode(Buffer.from('{"a":1,"a":2}'), defaultLimits) // { ok: false, problem: { code: 'duplicate-key', … } }
 */
export const decode = (bytes: Uint8Array, limits: Limits): Decoded => {
  if (bytes.length > limits.eventBytes) {
    return refused(problem('too-large', `the event has more than ${limits.eventBytes} bytes`, { limit: 'eventBytes' }))
  }
  if (!isUtf8(bytes)) return refused(problem('not-json', 'the bytes are not UTF-8'))
  const text = textOf(bytes)
  const marks = marksOf(text)
  if (marks.byteOrderMark) return refused(problem('not-json', 'a byte order mark may stand at the start of a file only'))
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    return refused(problem('not-json', 'the text is not JSON'))
  }
  const walk: Walk = { keys: 0, limits, escapes: marks.escapes, path: [], found: null }
  visit(value, walk, 1)
  if (walk.found !== null) return refused(walk.found)
  if (walk.keys !== marks.colons) {
    const pointer = duplicateKey(text)
    return refused(
      problem('duplicate-key', 'an object names the same key twice', { errors: [{ pointer, detail: 'named twice' }] }),
    )
  }
  return { ok: true, value, text }
}

/**
 * Reads the body of a request that is one JSON text, as strictly as an event. Throws an `IntakeFailure` that says what is wrong; how
 * long a body may be is for who receives it.
 */
export const strictJson = (limits: Limits): ((body: Uint8Array) => unknown) => {
  const ofBodies = { ...limits, eventBytes: Number.POSITIVE_INFINITY }
  return (body) => {
    const decoded = decode(body, ofBodies)
    if (!decoded.ok) throw new IntakeFailure(decoded.problem)
    return decoded.value
  }
}

const refused = (reason: Problem): Decoded => ({ ok: false, problem: reason })

const textOf = (bytes: Uint8Array): string => Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('utf8')

type Marks = { readonly colons: number; readonly escapes: boolean; readonly byteOrderMark: boolean }

/** Colons outside strings: as many as keys were written. Compared with the keys parsed, they tell of equal keys at no cost. */
const marksOf = (text: string): Marks => {
  let colons = 0
  let escapes = false
  let at = 0
  const end = text.length
  while (at < end) {
    const code = text.charCodeAt(at)
    if (code === 0x3a) colons += 1
    at += 1
    if (code !== 0x22) continue
    // Inside a string: on to its end, over what is escaped.
    for (;;) {
      const inside = text.charCodeAt(at)
      at += 1
      if (inside === 0x22 || at > end) break
      if (inside !== 0x5c) continue
      escapes = true
      at += 1
    }
  }
  return { colons, escapes, byteOrderMark: text.includes('\ufeff') }
}

type Walk = {
  keys: number
  readonly limits: Limits
  readonly escapes: boolean
  readonly path: PropertyKey[]
  found: Problem | null
}

const visit = (value: unknown, walk: Walk, depth: number): void => {
  if (typeof value === 'string') {
    if (walk.escapes) checkText(value, walk)
    return
  }
  if (typeof value !== 'object' || value === null) return
  if (depth > walk.limits.jsonDepth) {
    walk.found = problem('too-deep', `the input has more than ${walk.limits.jsonDepth} levels`, { limit: 'jsonDepth' })
    return
  }
  if (Array.isArray(value)) visitItems(value, walk, depth)
  else visitFields(value as Record<string, unknown>, walk, depth) // Sound: an object of JSON.parse that is no array
}

const visitItems = (items: readonly unknown[], walk: Walk, depth: number): void => {
  if (items.length > walk.limits.arrayItems) {
    walk.found = tooLarge(`an array has more than ${walk.limits.arrayItems} items`, 'arrayItems', walk)
    return
  }
  for (let index = 0; index < items.length && walk.found === null; index += 1) {
    walk.path.push(index)
    visit(items[index], walk, depth + 1)
    walk.path.pop()
  }
}

const visitFields = (fields: Record<string, unknown>, walk: Walk, depth: number): void => {
  const keys = Object.keys(fields)
  walk.keys += keys.length
  if (keys.length > walk.limits.objectKeys) {
    walk.found = tooLarge(`an object has more than ${walk.limits.objectKeys} keys`, 'objectKeys', walk)
    return
  }
  for (const key of keys) {
    walk.path.push(key)
    if (walk.escapes) checkText(key, walk)
    if (isForbidden(key, fields)) walk.found = forbidden(walk)
    if (walk.found === null) visit(fields[key], walk, depth + 1)
    walk.path.pop()
    if (walk.found !== null) return
  }
}

const isForbidden = (key: string, fields: Record<string, unknown>): boolean => {
  if (key === '__proto__') return true
  if (key !== 'constructor') return false
  const inner = fields[key]
  return typeof inner === 'object' && inner !== null && Object.hasOwn(inner, 'prototype')
}

const forbidden = (walk: Walk): Problem =>
  problem('unknown-field', 'a key that no event may carry', {
    errors: [{ pointer: pointerTo(walk.path), detail: 'not allowed' }],
  })

const tooLarge = (detail: string, limit: keyof Limits, walk: Walk): Problem =>
  problem('too-large', detail, { limit, errors: [{ pointer: pointerTo(walk.path), detail }] })

/** Only an escape can write these into valid UTF-8, or, for NUL, into valid JSON. PostgreSQL stores neither. */
const checkText = (text: string, walk: Walk): void => {
  if (walk.found !== null || (text.isWellFormed() && !text.includes('\u0000'))) return
  const pointer = pointerTo(walk.path).toWellFormed()
  const code = pointer === '/id' ? 'bad-id' : pointer === '/source' ? 'bad-source' : 'invalid'
  const detail = 'lone surrogates and NUL are not text'
  walk.found = problem(code, detail, { errors: [{ pointer, detail }] })
}
