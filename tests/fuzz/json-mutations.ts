import type { Random } from '../properties/random.ts'
import { oddText, oddToken, oddValue } from './odd.ts'

export type Json = Record<string, unknown>
type Holder = Record<string, unknown> | unknown[]

/** Every object and array inside a value, the value itself included. */
const holders = (value: unknown): Holder[] => {
  if (typeof value !== 'object' || value === null) return []
  const inside = Object.values(value).flatMap(holders)
  return [value as Holder, ...inside] // Sound: an object or an array
}

type Place = { readonly holder: Record<string, unknown>; readonly key: string }

const placeIn = (event: Json, random: Random): Place => {
  const holder = random.pick(holders(event)) as Record<string, unknown> // Sound: an array is written to by its indexes as well
  const keys = Object.keys(holder)
  return { holder, key: keys.length === 0 ? 'x' : random.pick(keys) }
}

type Mutation = (event: Json, random: Random) => void

const replace: Mutation = (event, random) => {
  const { holder, key } = placeIn(event, random)
  holder[key] = oddValue(random)
}

const remove: Mutation = (event, random) => {
  const { holder, key } = placeIn(event, random)
  if (Array.isArray(holder)) holder.splice(Number(key), 1)
  else delete holder[key]
}

const add: Mutation = (event, random) => {
  const { holder } = placeIn(event, random)
  if (Array.isArray(holder)) holder.push(oddValue(random))
  else
    holder[random.pick(['x', 'net', 'effectiveOn', 'Data', 'eventId', 'position', 'recordedat', oddText(random)])] =
      oddValue(random)
}

const double: Mutation = (event, random) => {
  const { holder, key } = placeIn(event, random)
  if (Array.isArray(holder)) holder.push(structuredClone(holder[Number(key)]))
  else holder[`${key}2`] = holder[key]
}

const swap: Mutation = (event, random) => {
  const [one, other] = [placeIn(event, random), placeIn(event, random)]
  const value = structuredClone(one.holder[one.key])
  one.holder[one.key] = structuredClone(other.holder[other.key])
  other.holder[other.key] = value
}

const wrap: Mutation = (event, random) => {
  const { holder, key } = placeIn(event, random)
  holder[key] = random.pick([[holder[key]], { [key]: holder[key] }, String(holder[key]), Number(holder[key])])
}

const respell: Mutation = (event, random) => {
  const { holder, key } = placeIn(event, random)
  const value = holder[key]
  if (typeof value !== 'string') return
  holder[key] = random.pick([
    value.toUpperCase(),
    `${value} `,
    ` ${value}`,
    value.normalize('NFD'),
    value.repeat(3),
    value.slice(1),
  ])
}

const attribute: Mutation = (event, random) => {
  const [name, value] = random.pick([
    ['specversion', '0.3'],
    ['specversion', 1],
    ['time', oddText(random)],
    ['recordedtime', oddText(random)],
    ['subject', oddText(random)],
    ['dataschema', random.pick(['OrderAccepted/1', 'https://x/OrderAccepted/v2', 'x', ''])],
    ['datacontenttype', 'application/xml'],
    ['data_base64', 'AAAA'],
    ['source', oddText(random)],
    ['id', oddText(random)],
    ['type', random.pick(['OrderAccepted', 'OrderRefused', 'order.accepted', '__proto__', 'AccountRegistered'])],
    ['causationid', oddText(random)],
    ['traceparent', oddText(random)],
    [random.pick(['Ext', 'ext-1', 'x'.repeat(21), 'sequence', 'payloadhash']), oddText(random)],
  ] as const)
  event[name] = value
}

const mutations: readonly Mutation[] = [replace, replace, replace, remove, add, double, swap, wrap, respell, attribute]

/** An event with so many places of its structure changed. */
export const mutated = (event: Json, count: number, random: Random): Json => {
  const changed = structuredClone(event)
  for (let done = 0; done < count; done += 1) random.pick(mutations)(changed, random)
  return changed
}

const texts = [
  (text: string, random: Random) => text.replace(/"[^"]*"|\d+/g, (token) => (random.chance(4) ? oddToken(random) : token)),
  // The same key once more, as it is or spelt otherwise.
  (text: string, random: Random) =>
    text.replace(/"(\w+)":("[^"]*")/g, (pair, key, value) => (random.chance(10) ? `${pair},"${key}":${value}` : pair)),
  (text: string) =>
    text.replace(
      /"(\w)(\w*)":/,
      (_, first: string, rest: string) => `"\\u${first.charCodeAt(0).toString(16).padStart(4, '0')}${rest}":`,
    ),
  (text: string, random: Random) => text + random.pick([' ', '\n', 'x', text, ',', ']', '//', '\u0000']),
  (text: string, random: Random) => random.pick([' ', '\ufeff', '[', '\r\n', '// x\n', ")]}'"]) + text,
  (text: string) => text.replaceAll('"', "'"),
  (text: string) => text.replaceAll(':', ' :\t').replaceAll(',', ' ,\n'),
  (text: string, random: Random) => text.replace('"data":', `"data":${'{"a":'.repeat(random.pick([2, 63, 64, 90]))}`),
] as const

/** Its text with the syntax changed: tokens, equal keys, escapes, what stands around it. */
export const rewritten = (text: string, random: Random): string => random.pick(texts)(text, random)
