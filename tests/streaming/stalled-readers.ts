import { existsSync, statSync } from 'node:fs'
import { connect, type Socket } from 'node:net'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { serve } from '../scenarios/program.ts'
import { linesOf, orders, percentile, post, residentMiB, setUp } from './load.ts'
import type { Run } from './main.ts'

const readers = 50
const idleMs = 6_000
const walMiBMax = 64

/**
 * F20: fifty readers ask for an export of tens of megabytes and read nothing. They are cut off in their time, and meanwhile neither the
 * write-ahead log nor the memory grows with them; what a writer feels is printed.
 */
export const stalledReaders: Run = async ({ folder, say }) => {
  await using book = await serve(folder, ['serve'], {
    DAYBOOK_LIMIT_IDLE_MS: String(idleMs),
    // What others do on this machine is not looked for here.
    DAYBOOK_LIMIT_LOOP_DELAY_MS: '10000',
  })
  await post(`${book.address}/v1/events`, JSON.stringify(setUp()))
  const rejected = Array.from({ length: 40_000 }, (_, line) => `{"no event": ${line}, "filler": "${'x'.repeat(400)}"}`).join('\n')
  await post(`${book.address}/v1/imports`, rejected, { 'idempotency-key': 'bad' })
  const alone = await writing(book.address, folder, { prefix: 'alone', untilMs: 3_000 })
  const before = residentMiB(book.child.pid ?? 0)
  const openAlone = await connections(book.address)
  const stalled = await Promise.all(Array.from({ length: readers }, () => stalledReader(book.address)))
  const start = performance.now()
  const patient = (): boolean => performance.now() - start < 60_000
  while ((await connections(book.address)) < openAlone + readers && patient()) await pause(20)
  const beside = await writing(book.address, folder, { prefix: 'beside', untilMs: idleMs / 2 })
  const held = residentMiB(book.child.pid ?? 0)
  while ((await connections(book.address)) >= openAlone + readers / 10 && patient()) await pause(200)
  const cutAfter = Math.round(performance.now() - start)
  const left = patient() ? 0 : (await connections(book.address)) - openAlone
  for (const socket of stalled) socket.destroy()
  const walMiB = Math.max(alone.walMiB, beside.walMiB)
  say(
    `${readers} stalled readers, ${idleMs} ms of patience: cut off after ${cutAfter} ms; write-ahead log ${walMiB} MiB at most; memory ${before} to ${held} MiB; ` +
      `a batch p99 ${alone.p99} ms alone, ${beside.p99} ms beside them`,
  )
  return [
    ...(left > 0 ? [`${left} readers are still served`] : []),
    ...(walMiB >= walMiBMax ? [`the write-ahead log grew to ${walMiB} MiB`] : []),
    ...[...alone.problems, ...beside.problems],
  ]
}

const stalledReader = async (address: string): Promise<Socket> => {
  const { port, host } = new URL(address)
  const socket = connect({ port: Number(port), host: '127.0.0.1' })
  socket.on('error', () => undefined)
  socket.pause()
  socket.write(`GET /v1/imports/bad/rejects HTTP/1.1\r\nHost: ${host}\r\n\r\n`)
  return socket
}

/** Connections that the process holds, as the system counts its files. */
const connections = async (address: string): Promise<number> => {
  const text = await (await fetch(`${address}/metrics`)).text()
  return Number(/^process_open_fds (\d+)/m.exec(text)?.[1] ?? 0)
}

type Writing = { readonly p99: number; readonly walMiB: number; readonly problems: readonly string[] }

const writing = async (
  address: string,
  folder: string,
  { prefix, untilMs }: { prefix: string; untilMs: number },
): Promise<Writing> => {
  const times: number[] = []
  const problems: string[] = []
  const wal = join(folder, 'log.db-wal')
  let walMiB = 0
  const start = performance.now()
  for (let number = 0; performance.now() - start < untilMs; number += 1) {
    const begun = performance.now()
    const answer = await post(`${address}/v1/imports`, linesOf(orders(`${prefix}-${number}`, 200)))
    times.push(performance.now() - begun)
    if (answer?.status !== 200) problems.push(`a writer was answered ${answer?.status}`)
    if (existsSync(wal)) walMiB = Math.max(walMiB, Math.round(statSync(wal).size / 2 ** 20))
  }
  return { p99: Math.round(percentile(times, 99)), walMiB, problems: problems.slice(0, 3) }
}
