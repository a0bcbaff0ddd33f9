import type { Answer } from './client.ts'

/** One event of a stream, its data as text. */
export type ServerSent = { readonly event: string; readonly id: string | null; readonly data: string }

/** The events of an answer in the format of https://html.spec.whatwg.org/multipage/server-sent-events.html; comments are left out. */
export async function* eventsOf({ body }: Pick<Answer, 'body'>): AsyncGenerator<ServerSent> {
  const decoder = new TextDecoder()
  let text = ''
  for await (const bytes of body) {
    text += decoder.decode(bytes, { stream: true })
    const frames = text.split('\n\n')
    text = frames.pop() ?? ''
    for (const frame of frames) {
      const lines = frame.split('\n')
      const field = (name: string): string | null =>
        lines.find((line) => line.startsWith(`${name}: `))?.slice(name.length + 2) ?? null
      const [event, data] = [field('event'), field('data')]
      if (event !== null && data !== null) yield { event, id: field('id'), data }
    }
  }
}
