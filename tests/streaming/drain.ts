import { connect, type Socket } from 'node:net'
import { setTimeout as pause } from 'node:timers/promises'
import { randomFrom } from '../properties/random.ts'
import { serve } from '../scenarios/program.ts'
import { identityOf, linesOf, logged, lost, orders, post, setUp } from './load.ts'
import type { Run } from './main.ts'

/** How long a stop may take. */
const stopMs = 10_000

/**
 * F32: a server under load is asked to end, over and over, on one folder: batches, an import, a sender that holds its body back and a
 * reader that does not read. It must end by itself, in time and with 0, and whatever it has answered must be there afterwards.
 */
export const drain: Run = async ({ rounds, seed, folder, say }) => {
  const random = randomFrom(seed)
  const answered = new Set<string>()
  const problems: string[] = []
  const took: number[] = []
  for (let round = 0; round < rounds; round += 1) {
    const book = await serve(folder)
    if (round === 0) await post(`${book.address}/v1/events`, JSON.stringify(setUp()))
    const senders = [
      ...[0, 1, 2, 3].map((lane) => sendBatches(book.address, `r${round}-${lane}`, answered)),
      sendImport(book.address, `r${round}-file`, answered),
    ]
    // Each fourth time also who gets nowhere, and is cut off after five seconds.
    const stuck = round % 4 === 0 ? stuckClients(book.address) : []
    await pause(random.between(20, 700))
    const start = performance.now()
    const exitCode = await book.stop()
    took.push(performance.now() - start)
    for (const socket of stuck) socket.destroy()
    await Promise.all(senders)
    if (exitCode !== 0) problems.push(`round ${round} ended with ${exitCode}`)
  }
  const slowest = Math.max(...took)
  if (slowest > stopMs) problems.push(`a stop took ${Math.round(slowest)} ms`)
  await using book = await serve(folder)
  problems.push(...lost(await logged(book.address), answered))
  say(`${rounds} stops under load: ${answered.size} events answered, the slowest stop took ${Math.round(slowest)} ms`)
  return problems
}

/** Batch after batch until the server says no or is gone; what was answered is remembered. */
const sendBatches = async (address: string, prefix: string, answered: Set<string>): Promise<void> => {
  for (let number = 0; ; number += 1) {
    const answer = await post(`${address}/v1/events`, JSON.stringify(orders(`${prefix}-${number}`, 20)))
    if (answer?.status !== 200) return
    for (const result of answer.body.results ?? []) if (result.status === 'accepted') answered.add(identityOf(result))
  }
}

/** A file; one that is interrupted says how many of its lines are recorded. */
const sendImport = async (address: string, prefix: string, answered: Set<string>): Promise<void> => {
  const events = orders(prefix, 20_000)
  const answer = await post(`${address}/v1/imports`, linesOf(events))
  for (const event of events.slice(0, answer?.body.received ?? 0)) answered.add(identityOf(event))
}

const stuckClients = (address: string): readonly Socket[] => [
  clumsy(address, 'POST /v1/events HTTP/1.1\r\nContent-Type: application/json\r\nContent-Length: 100\r\n', '['),
  clumsy(address, 'GET /v1/events?limit=1000 HTTP/1.1\r\n', ''),
]

/** A connection that sends so much and then neither sends nor reads. */
const clumsy = (address: string, head: string, body: string): Socket => {
  const { port, host } = new URL(address)
  const socket = connect(Number(port), '127.0.0.1', () => socket.write(`${head}Host: ${host}\r\n\r\n${body}`))
  socket.on('error', () => undefined)
  return socket.pause()
}
