import { request } from 'node:http'
import { setTimeout as pause } from 'node:timers/promises'
import { randomFrom } from '../properties/random.ts'
import { serve } from '../scenarios/program.ts'
import { identityOf, logged, lost, orders, post, setUp } from './load.ts'
import type { Run } from './main.ts'

const lanes = 8
const longestMs = 12

/**
 * F29: connections that are cut at a random moment: while the body goes out, before, during or after the commit. Sent again, each event
 * is found recorded or is recorded now, and stands in the log once.
 */
export const goneClients: Run = async ({ rounds, seed, folder, say }) => {
  await using book = await serve(folder)
  await post(`${book.address}/v1/events`, JSON.stringify(setUp()))
  const batches = Array.from({ length: rounds * 5 }, (_, number) => orders(`g${number}`, 3))
  const random = randomFrom(seed)
  const waiting = batches.map((batch) => ({
    body: JSON.stringify(batch),
    afterMs: random.below(longestMs),
    isCut: random.chance(20),
  }))
  const lane = async (): Promise<void> => {
    for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) await cut(book.address, next)
  }
  await Promise.all(Array.from({ length: lanes }, lane))
  const problems: string[] = []
  const found = { accepted: 0, duplicate: 0 }
  for (const batch of batches) {
    const answer = await post(`${book.address}/v1/events`, JSON.stringify(batch))
    for (const { id, status } of answer?.body.results ?? [])
      if (status === 'accepted' || status === 'duplicate') found[status] += 1
      else problems.push(`${id} is ${status} when it is sent again`)
  }
  problems.push(...lost(await logged(book.address), batches.flat().map(identityOf)))
  say(
    `${batches.length} connections cut: of ${batches.length * 3} events ${found.duplicate} were recorded, ${found.accepted} were not yet`,
  )
  return problems
}

type Cut = { readonly body: string; readonly afterMs: number; readonly isCut: boolean }

const cut = async (address: string, { body, afterMs, isCut }: Cut): Promise<void> => {
  const headers = { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) }
  const sent = request(`${address}/v1/events`, { method: 'POST', headers })
  sent.on('error', () => undefined)
  if (isCut) sent.write(body.slice(0, body.length / 2))
  else sent.end(body)
  await pause(afterMs)
  sent.destroy()
}
