import { hash } from 'node:crypto'
import type { FastifyReply, FastifyRequest, onRequestAsyncHookHandler } from 'fastify'
import { sendTimes } from './read-headers.ts'
import type { Standing, TimeResolver, Times } from './times.ts'

/** What an answer depends on besides its address: the two times, and the versions of the KPIs in it. */
export type Reading = {
  readonly times: Times
  readonly versions: string
  /** Asked when the answer is computed: whether it rests on something that may change, so that it is neither tagged nor kept. */
  readonly isPassing?: () => boolean
  /** Nothing that is recorded later changes it: it is tagged by its address and versions alone. */
  readonly isLasting?: boolean
}

/**
 * Answers reads of the ledgers, with a strong ETag.
 *
 * The same address at the same two times, of the same versions in the same generation, is the same answer for ever: the tag is made of
 * these, so that nothing is computed to know that the caller has it.
 */
export type ReadAnswers = {
  readonly send: (reply: FastifyReply, reading: Reading, compute: () => Promise<object>) => Promise<FastifyReply>
  /** Gives the last answers again at the door, as they were sent, while nothing has been recorded or posted since. */
  readonly door: onRequestAsyncHookHandler
}

type Kept = { readonly standing: Standing; readonly headers: Readonly<Record<string, string>>; readonly body: string }

/**
 * Tells how fresh an answer is, and tags it. True when the caller has it already: then nothing needs to be computed, and 304 is the answer.
 */
export const tagged = (reply: FastifyReply, reading: Reading): boolean => {
  const etag = tagOf(reply.request, reading)
  sendTimes(reply, reading.times)
  reply.header('etag', etag)
  return hasIt(reply.request, etag)
}

/** Answers with a tag, and computes only for who does not have it. What is not asked for again and again need not be kept. */
export const sendTagged = async (reply: FastifyReply, reading: Reading, compute: () => Promise<object>): Promise<FastifyReply> =>
  tagged(reply, reading) ? reply.code(304).send(null) : reply.send(await compute())

/** The tag of what is worked out anew each time: it says of which state it tells, and spares nobody the work. */
export const sendWeakTag = (reply: FastifyReply, reading: Reading): void => {
  sendTimes(reply, reading.times)
  reply.header('etag', `W/${tagOf(reply.request, reading)}`)
}

/** Keeps at most `kept` answers of at most 16 KiB characters each. */
export const openReadAnswers = (times: Pick<TimeResolver, 'now'>, kept = 2_000): ReadAnswers => {
  const answers = new Map<string, Kept>()
  const keep = (key: string, answer: Kept): void => {
    // A map remembers in which order it was filled: the first is the oldest.
    if (answers.size >= kept && !answers.has(key)) answers.delete(answers.keys().next().value ?? '')
    answers.set(key, answer)
  }
  return {
    send: async (reply, reading, compute) => {
      if (tagged(reply, reading)) return reply.code(304).send(null)
      const body = reply.serialize(await compute()) as string // Sound: JSON is text
      if (reading.isPassing?.() === true) return reply.removeHeader('etag').type(json).send(body)
      const { standing } = reading.times
      if (isKept(standing, body)) keep(keyOf(reply.request), { standing, headers: headersOf(reply), body })
      return reply.type(json).send(body)
    },
    door: async (request, reply) => {
      const known = answers.get(keyOf(request))
      if (known === undefined || known.standing !== (await times.now())) return
      reply.headers(known.headers)
      return hasIt(request, known.headers.etag) ? reply.code(304).send() : reply.type(json).send(known.body)
    },
  }
}

const json = 'application/json; charset=utf-8'
const bodyMax = 16_384

/** While the ledgers are behind the log, answers tell by how much, which changes with the clock. */
const isKept = ({ head, position }: Standing, body: string): boolean => body.length <= bodyMax && head <= position

/** The form that is asked for is part of what an answer depends on. */
const keyOf = ({ url, headers }: FastifyRequest): string => `${url} ${headers.accept}`

const tagOf = (request: FastifyRequest, { times, versions, isLasting = false }: Reading): string => {
  const { asOf, position, ledgers } = times
  const state = isLasting ? 'lasting' : `${asOf}\n${position}\n${ledgers.generation}`
  const depends = `${keyOf(request)}\n${state}\n${versions}`
  return tagFor(depends)
}

/** A strong tag of what an answer depends on. */
export const tagFor = (depends: string): string => `"${hash('sha256', depends, 'base64url').slice(0, 27)}"`

/** Whether the caller has the answer of this tag. Compared weakly (RFC 9110, 13.1.2): a proxy that packs an answer makes its tag a weak one. */
export const hasIt = ({ headers }: FastifyRequest, etag: string | undefined): boolean =>
  headers['if-none-match']?.split(',').some((one) => one.trim().replace(/^W\//, '') === etag) ?? false

const kept = new Set(['etag', 'cache-control', 'vary'])
const isOurs = (name: string): boolean => name.startsWith('daybook-') || kept.has(name)

const headersOf = (reply: FastifyReply): Readonly<Record<string, string>> =>
  Object.fromEntries(Object.entries(reply.getHeaders()).flatMap(([name, value]) => (isOurs(name) ? [[name, String(value)]] : [])))
