import { hash } from 'node:crypto'
import type { FastifyReply } from 'fastify'
import { sendTimes } from './read-headers.ts'
import type { Times } from './times.ts'

/** What an answer depends on besides its address: the two times, and the versions of the KPIs in it. */
export type Reading = {
  readonly times: Times
  readonly versions: string
  /** Asked when the answer is computed: whether it rests on something that may change, so that it is neither tagged nor kept. */
  readonly isPassing?: () => boolean
}

/**
 * Answers reads of the ledgers, with a strong ETag.
 *
 * The same address at the same two times, of the same versions in the same generation, is the same answer for ever: the tag is made of
 * these, so that nothing is read to know that the caller has it, and the last answers are kept as they were sent.
 */
export type ReadAnswers = {
  readonly send: (reply: FastifyReply, reading: Reading, compute: () => Promise<object>) => Promise<FastifyReply>
}

type Kept = { readonly etag: string; readonly body: string }

/** Keeps at most `kept` answers of at most 16 KiB characters each. */
export const openReadAnswers = (kept = 2_000): ReadAnswers => {
  const answers = new Map<string, Kept>()
  const keep = (key: string, answer: Kept): void => {
    if (answer.body.length > bodyMax) return
    // A map remembers in which order it was filled: the first is the oldest.
    if (answers.size >= kept) answers.delete(answers.keys().next().value ?? '')
    answers.set(key, answer)
  }
  return {
    send: async (reply, reading, compute) => {
      const depends = dependsOn(reply, reading)
      const key = `${depends}\n${reading.times.watermark}`
      const known = answers.get(key)
      const etag = known?.etag ?? tagOf(depends)
      sendTimes(reply, reading.times)
      reply.header('etag', etag)
      if (hasIt(reply, etag)) return reply.code(304).send(null)
      if (known !== undefined) return reply.type(json).send(known.body)
      const body = reply.serialize(await compute()) as string // Sound: JSON is text
      if (reading.isPassing?.() === true) reply.removeHeader('etag')
      else keep(key, { etag, body })
      return reply.type(json).send(body)
    },
  }
}

const json = 'application/json; charset=utf-8'
const bodyMax = 16_384

/** The form that is asked for is part of what an answer depends on. */
const dependsOn = ({ request }: FastifyReply, { times, versions }: Reading): string =>
  `${request.url}\n${request.headers.accept}\n${times.asOf}\n${times.position}\n${times.ledgers.generation}\n${versions}`

const tagOf = (depends: string): string => `"${hash('sha256', depends, 'base64url').slice(0, 27)}"`

const hasIt = ({ request }: FastifyReply, etag: string): boolean =>
  request.headers['if-none-match']?.split(',').some((one) => one.trim() === etag) ?? false
