import type { Hash } from 'node:crypto'
import { createHash } from 'node:crypto'

/** One physical line of a file. `bytes` is without its end (LF or CRLF); null when the line is longer than the limit. */
export type Line = {
  readonly number: number
  /** Offset in the decompressed file of the first byte, and of the first byte after the line end. */
  readonly start: number
  readonly end: number
  readonly bytes: Buffer | null
  /** What a line begins with that is longer than the limit: enough to tell what it is part of. */
  readonly head: Buffer | null
}

/** Cuts a file into lines as its blocks arrive. A line over the limit is passed over, and said so, without being kept. */
export type LineCutter = {
  readonly push: (block: Uint8Array) => Line[]
  /** The last line, when the file does not end with a line end. */
  readonly end: () => Line[]
}

/** @example lineCutter(1024).push(Buffer.from('a\nb\r\nc')) // lines 'a' and 'b'; 'c' waits for more */
export const lineCutter = (lineBytes: number): LineCutter => {
  let rest: Buffer[] = []
  let restBytes = 0
  let dropped = false
  let number = 0
  let start = 0

  const lineOf = (tail: Buffer, ended: boolean): Line => {
    const length = restBytes + tail.length
    const kept = restBytes === 0 ? tail : Buffer.concat(dropped ? rest : [...rest, tail])
    number += 1
    const text = textIn(kept, { first: number === 1, ended: ended && !dropped })
    const tooLong = dropped || text.length > lineBytes
    const end = start + length + (ended ? 1 : 0)
    const line: Line = { number, start, end, bytes: tooLong ? null : text, head: tooLong ? headOf(text) : null }
    start = end
    rest = []
    restBytes = 0
    dropped = false
    return line
  }

  const keep = (tail: Buffer): void => {
    restBytes += tail.length
    if (dropped) return
    rest.push(tail)
    if (restBytes <= lineBytes + 1) return
    dropped = true
    rest = [headOf(Buffer.concat(rest))]
  }

  return {
    push: (block) => {
      const bytes = Buffer.from(block.buffer, block.byteOffset, block.byteLength)
      const lines: Line[] = []
      let from = 0
      for (let at = bytes.indexOf(10); at >= 0; at = bytes.indexOf(10, from)) {
        lines.push(lineOf(bytes.subarray(from, at), true))
        from = at + 1
      }
      if (from < bytes.length) keep(bytes.subarray(from))
      return lines
    },
    end: () => (restBytes === 0 ? [] : [lineOf(Buffer.alloc(0), false)]),
  }
}

const headBytes = 1_024

/** A copy: the block that the line came in is let go. */
const headOf = (line: Buffer): Buffer => Buffer.from(line.subarray(0, headBytes))

/** Without the carriage return of a CRLF, and, on the first line of a file, without its byte order mark. */
const textIn = (line: Buffer, at: { readonly first: boolean; readonly ended: boolean }): Buffer => {
  const end = at.ended && line.at(-1) === 13 ? line.length - 1 : line.length
  const hasMark = at.first && line[0] === 0xef && line[1] === 0xbb && line[2] === 0xbf
  return line.subarray(hasMark ? 3 : 0, end)
}

/** True when a line holds nothing but spaces and tabs: skipped, and counted. */
export const isBlank = (line: Buffer): boolean => line.every((byte) => byte === 32 || byte === 9)

/** SHA-256 of a file up to any line end, while the file streams by (streaming 9, resume). */
export type PrefixHash = {
  readonly push: (block: Uint8Array) => void
  /** Digest of the first `offset` bytes; offsets are asked for in rising order. */
  readonly digestAt: (offset: number) => string
}

export const prefixHash = (): PrefixHash => {
  const hash: Hash = createHash('sha256')
  let waiting: Uint8Array[] = []
  let hashed = 0
  return {
    push: (block) => {
      waiting.push(block)
    },
    digestAt: (offset) => {
      while (hashed < offset) {
        const block = waiting[0]
        if (block === undefined) throw new RangeError('the offset lies beyond what has arrived')
        const taken = block.subarray(0, offset - hashed)
        hash.update(taken)
        hashed += taken.length
        waiting = taken.length === block.length ? waiting.slice(1) : [block.subarray(taken.length), ...waiting.slice(1)]
      }
      return hash.copy().digest('hex')
    },
  }
}
