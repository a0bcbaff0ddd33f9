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

/** Canonical JSON (RFC 8785): one text for one value. */
export const canonical = (value: unknown): string => {
  const text = canonicalize(value)
  if (text === undefined) throw new TypeError('only JSON values have a canonical form')
  return text
}
