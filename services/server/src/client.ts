import { request as httpRequest, type IncomingMessage } from 'node:http'
import { request as httpsRequest } from 'node:https'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type { FastifyInstance } from 'fastify'
import { CommandFailure } from './exit-codes.ts'

export type Call = {
  readonly method?: 'GET' | 'POST'
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string | Readable
  readonly signal?: AbortSignal
}

export type Answer = {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: AsyncIterable<Uint8Array>
}

/** The public HTTP interface of one book, wherever it runs: behind an address, or inside this process. */
export interface Client extends AsyncDisposable {
  /** Where a browser finds it; null when it runs inside this process and listens nowhere. */
  readonly address: string | null
  request(path: string, call?: Call): Promise<Answer>
}

/** A client of a server that listens. No time limit: an import answers when it is done. */
export const clientOf = (address: string): Client => ({
  address,
  request: (path, call = {}) => send(new URL(path, address), call),
  [Symbol.asyncDispose]: async () => {},
})

const send = (url: URL, { method = 'GET', headers = {}, body, signal }: Call): Promise<Answer> =>
  new Promise((resolve, reject) => {
    const start = url.protocol === 'https:' ? httpsRequest : httpRequest
    const outgoing = start(url, { method, headers, ...(signal ? { signal } : {}) })
    outgoing.on('response', (incoming) => {
      resolve({ status: incoming.statusCode ?? 0, headers: flat(incoming), body: incoming })
      // A whole answer ends the call. What was not sent yet nobody reads any more, and waiting for it would keep the program.
      incoming.once('end', () => {
        if (!outgoing.writableFinished) outgoing.destroy()
      })
    })
    outgoing.on('error', (error) => reject(unreachable(url, error)))
    // A server may answer and close before it has read everything; the answer is what counts.
    if (body instanceof Readable) pipeline(body, outgoing).catch((error: unknown) => outgoing.destroy(error as Error))
    else outgoing.end(body)
  })

const flat = ({ headers }: IncomingMessage): Readonly<Record<string, string>> =>
  Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, String(value)]))

const unreachable = (url: URL, cause: Error): Error =>
  cause.name === 'AbortError'
    ? cause
    : new CommandFailure(
        'unavailable',
        [`No answer from ${url.origin}: ${cause.message}`, 'Is the server running? daybook serve'],
        {
          cause,
        },
      )

/** A client of an application in this process: the same routes, without a socket. `close` ends what the application rests on. */
export const clientInside = (app: FastifyInstance, close: () => Promise<void>): Client => ({
  address: null,
  request: async (path, { method = 'GET', headers = {}, body }: Call = {}) => {
    const response = await app.inject({
      method,
      url: path,
      headers: { host: hostOf(app), ...headers },
      payloadAsStream: true,
      ...(body === undefined ? {} : { payload: body }),
    })
    const named = Object.entries(response.headers).map(([name, value]) => [name, String(value)])
    return { status: response.statusCode, headers: Object.fromEntries(named), body: response.stream() }
  },
  [Symbol.asyncDispose]: close,
})

/** What a request from inside names as its host: once the app listens, with the port it listens on. */
const hostOf = (app: FastifyInstance): string => {
  const address = app.server.address()
  return address === null || typeof address === 'string' ? 'localhost' : `localhost:${address.port}`
}

/** The whole body as text. */
export const textOf = async (answer: Answer): Promise<string> => {
  const chunks: Uint8Array[] = []
  for await (const chunk of answer.body) chunks.push(chunk)
  return Buffer.concat(chunks).toString('utf8')
}
