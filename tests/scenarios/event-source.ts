import { once } from 'node:events'
import { type IncomingHttpHeaders, type IncomingMessage, request } from 'node:http'

/** One event of a stream, its data read. */
type ServerSent = { readonly event: string; readonly id: string | null; readonly data: Readonly<Record<string, unknown>> }

/** A stream that is read event by event. */
export type EventSource = AsyncDisposable & {
  readonly status: number
  readonly headers: IncomingHttpHeaders
  /** The next event, of this name if one is given; null when the stream has ended. */
  readonly next: (name?: string) => Promise<ServerSent | null>
}

/** Opens a stream of server-sent events, as a browser does, on a connection of its own. */
export const openEventSource = async (url: string, headers: Readonly<Record<string, string>> = {}): Promise<EventSource> => {
  const asking = request(url, { headers: { accept: 'text/event-stream', connection: 'close', ...headers } })
  asking.end()
  const [answer]: IncomingMessage[] = await once(asking, 'response')
  const events = eventsIn(answer!)
  return {
    status: answer!.statusCode ?? 0,
    headers: answer!.headers,
    next: async (name) => {
      for (;;) {
        const { value, done } = await events.next()
        if (done === true) return null
        if (name === undefined || value.event === name) return value
      }
    },
    [Symbol.asyncDispose]: async () => void asking.destroy(),
  }
}

async function* eventsIn(answer: IncomingMessage): AsyncGenerator<ServerSent> {
  let text = ''
  for await (const piece of answer.setEncoding('utf8')) {
    text += piece
    const frames = text.split('\n\n')
    text = frames.pop() ?? ''
    for (const frame of frames) {
      const field = (name: string) =>
        frame
          .split('\n')
          .find((line) => line.startsWith(`${name}: `))
          ?.slice(name.length + 2)
      const [event, data] = [field('event'), field('data')]
      if (event !== undefined && data !== undefined) yield { event, id: field('id') ?? null, data: JSON.parse(data) }
    }
  }
}
