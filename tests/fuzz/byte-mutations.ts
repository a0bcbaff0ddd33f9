import { gzipSync, zstdCompressSync } from 'node:zlib'
import type { Random } from '../properties/random.ts'

type ByteMutation = (bytes: Buffer, random: Random) => Buffer

const at = (bytes: Buffer, random: Random): number => random.below(bytes.length + 1)

const spliced = (bytes: Buffer, [from, to]: readonly [number, number], put: Uint8Array): Buffer =>
  Buffer.concat([bytes.subarray(0, from), put, bytes.subarray(to)])

const cut: ByteMutation = (bytes, random) => bytes.subarray(0, at(bytes, random))

const flip: ByteMutation = (bytes, random) => {
  const changed = Buffer.from(bytes)
  if (changed.length === 0) return changed
  const place = random.below(changed.length)
  changed[place] = (changed[place] ?? 0) ^ (1 << random.below(8))
  return changed
}

const insert: ByteMutation = (bytes, random) => {
  const place = at(bytes, random)
  const put = random.pick([
    Buffer.from([random.below(256)]),
    Buffer.from([0]),
    Buffer.from([0xc3]),
    Buffer.from([0xed, 0xa0, 0x80]),
    Buffer.from([0xf5, 0x80]),
    Buffer.from('\ufeff'),
    Buffer.from('\n'),
    Buffer.from('\r\n'),
    Buffer.from('\r'),
    Buffer.from('"'),
    Buffer.from('\\'),
    Buffer.from(','),
    Buffer.from('\u2028'),
    Buffer.from('{"'),
  ])
  return spliced(bytes, [place, place], put)
}

const remove: ByteMutation = (bytes, random) => {
  const place = at(bytes, random)
  return spliced(bytes, [place, Math.min(place + 1 + random.below(8), bytes.length)], Buffer.alloc(0))
}

const repeat: ByteMutation = (bytes, random) => {
  const place = at(bytes, random)
  const piece = bytes.subarray(place, place + 1 + random.below(40))
  return spliced(bytes, [place, place], Buffer.concat(Array(1 + random.below(4)).fill(piece)))
}

const move: ByteMutation = (bytes, random) => {
  const from = at(bytes, random)
  const piece = bytes.subarray(from, from + 1 + random.below(20))
  const place = at(bytes, random)
  return spliced(bytes, [place, place], piece)
}

const mutations = [cut, flip, flip, insert, insert, remove, repeat, move]

/** Bytes with one to three places damaged. */
export const damaged = (bytes: Buffer, random: Random): Buffer => {
  let changed = bytes
  for (let count = random.between(1, 3); count > 0; count -= 1) changed = random.pick(mutations)(changed, random)
  return changed
}

/** A body under a content coding: mostly right, else damaged, doubled, a bomb, or not compressed at all. */
export const coded = (body: Buffer, coding: 'gzip' | 'zstd', random: Random): Buffer => {
  const compress = coding === 'gzip' ? gzipSync : zstdCompressSync
  const chance = random.below(100)
  if (chance < 50) return compress(body)
  if (chance < 75) return damaged(compress(body), random)
  if (chance < 82) return Buffer.concat([compress(body), compress(body)])
  if (chance < 89) return Buffer.concat([compress(body), body])
  if (chance < 93) return compress(compress(body))
  if (chance < 94) return compress(Buffer.alloc(6_000_000, random.pick([' ', '\n', '['])))
  return body
}
