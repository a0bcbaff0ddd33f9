import { hash } from 'node:crypto'
import canonicalize from 'canonicalize'

/** What makes two facts the same (streaming 3). `time` is null whenever the data gives `effectiveOn`. */
export type Content = {
  readonly type: string
  readonly subject: string | null
  readonly time: number | null
  /** In the normal form of the type. */
  readonly data: unknown
}

/**
 * Digest of the content of a fact: `s1:` and the SHA-256 of its canonical JSON (RFC 8785). The prefix names the version of
 * the normal form: a resend is compared under the version that the first was stored with.
 *
 * @example payloadHash(theOrderOfTheInterface) // 's1:0835777686fff467de81f33932dc17f90767714155b774ae1ee6003354c52871'
 */
export const payloadHash = (content: Content): string => `s1:${hash('sha256', canonical(content), 'hex')}`

/**
 * Canonical JSON (RFC 8785): one text for one value.
 *
 * The form is what `JSON.stringify` gives once the keys are in order, so a copy with ordered keys gives it three times as fast as
 * the library. Keys that are array indexes cannot be put in order so; they are left to it.
 */
export const canonical = (value: unknown): string => {
  const ordered = inOrder(value)
  const text = ordered === unorderable ? canonicalize(value) : JSON.stringify(ordered)
  if (text === undefined) throw new TypeError('only JSON values have a canonical form')
  return text
}

const unorderable = Symbol('unorderable')
const arrayIndex = /^(?:0|[1-9]\d{0,9})$/

/** A copy whose keys come in the order of their UTF-16 units. */
const inOrder = (value: unknown): unknown => {
  if (typeof value !== 'object' || value === null) return value
  if (Array.isArray(value)) {
    const items = value.map(inOrder)
    return items.includes(unorderable) ? unorderable : items
  }
  const ordered: Record<string, unknown> = {}
  for (const key of Object.keys(value).sort()) {
    const field = inOrder((value as Record<string, unknown>)[key]) // Sound: an object that is no array
    if (field === unorderable || key === '__proto__' || arrayIndex.test(key)) return unorderable
    ordered[key] = field
  }
  return ordered
}
