import { connect, type Socket } from 'node:net'
import { setTimeout as pause } from 'node:timers/promises'
import { gzipSync, zstdCompressSync } from 'node:zlib'
import { serve } from '../scenarios/program.ts'
import { type Answer, linesOf, orders, percentile, post, residentMiB, setUp } from './load.ts'
import type { Run } from './main.ts'

const secondsOfEach = 6

/**
 * F19: bombs, bodies too large, nested, dripping or never ending, headers that drip, beside a sender of small batches. Each is refused or
 * given up, or its rows put aside; none costs the others an answer; memory and times are printed.
 */
export const hostileSenders: Run = async ({ folder, say }) => {
  await using book = await serve(folder, ['serve'], {
    DAYBOOK_LIMIT_REQUEST_MS: '4000',
    DAYBOOK_LIMIT_IDLE_MS: '3000',
    DAYBOOK_LIMIT_LOOP_DELAY_MS: '500',
  })
  const pid = book.child.pid ?? 0
  await post(`${book.address}/v1/events`, JSON.stringify(setUp()))
  // The thread that reads long files takes memory of its own, once.
  await post(`${book.address}/v1/imports`, linesOf(orders('file', 5_000)))
  await legitimate(book.address, pid, 'warm')
  const alone = await legitimate(book.address, pid, 'alone')
  const over = new AbortController()
  const refusals = new Map<string, number>()
  const hostile = bodies().map((body) => attack(book.address, body, { over: over.signal, refusals }))
  const slow = slowSenders(book.address)
  const beside = await legitimate(book.address, pid, 'beside')
  const lagSeconds = await loopLagSeconds(book.address)
  over.abort()
  await Promise.all(hostile)
  for (const socket of slow) socket.destroy()
  const answers = [...refusals].toSorted().map(([answer, times]) => `${times} × ${answer}`)
  say(`hostile bodies: ${answers.join(', ')}`)
  say(`an honest sender alone: ${alone.batches}; memory ${alone.mostMiB} MiB at most`)
  say(`beside them: ${beside.batches}; memory ${beside.mostMiB} MiB at most; loop delay p99 ${Math.round(lagSeconds * 1_000)} ms`)
  const wrong = [...refusals.keys()].filter((answer) => /^5\d\d /.test(answer) && !answer.startsWith('503'))
  return [...alone.problems, ...beside.problems, ...wrong.map((answer) => `a hostile body was answered ${answer}`)]
}

type Hostile = { readonly path: string; readonly headers: Record<string, string>; readonly body: Uint8Array<ArrayBuffer> }

const bodies = (): readonly Hostile[] => {
  const zeros = Buffer.alloc(50_000_000, ' ')
  const bombs = [
    ['gzip', gzipSync(zeros)],
    ['zstd', zstdCompressSync(zeros)],
  ] as const
  const json = { 'content-type': 'application/json' }
  return [
    ...bombs.flatMap(([coding, body]) =>
      ['/v1/events', '/v1/imports'].map((path) => ({
        path,
        headers: { 'content-encoding': coding },
        body: new Uint8Array(body),
      })),
    ),
    { path: '/v1/events', headers: json, body: new Uint8Array(Buffer.alloc(4_000_000, '[')) },
    { path: '/v1/events', headers: json, body: new Uint8Array(Buffer.alloc(6_000_000, ' ')) },
    { path: '/v1/events', headers: json, body: new Uint8Array(Buffer.from(`{"a":`.repeat(10_000))) },
    {
      path: '/v1/imports?delimiter=%2C',
      headers: { 'content-type': 'text/csv' },
      body: new Uint8Array(Buffer.from(`order_id,account_id,effective_on,currency,net\n${'x"y\nz"w\n'.repeat(2_000)}`)),
    },
  ]
}

const attack = async (
  address: string,
  { path, headers, body }: Hostile,
  { over, refusals }: { readonly over: AbortSignal; readonly refusals: Map<string, number> },
): Promise<void> => {
  while (!over.aborted) {
    const answer = await post(`${address}${path}`, body, headers)
    const told = answer === null ? 'cut off' : `${answer.status} ${answer.body.code ?? 'rows put aside'}`
    refusals.set(told, (refusals.get(told) ?? 0) + 1)
    await pause(50)
  }
}

/** Two hundred connections that send a little and then a byte now and then: headers, bodies, chunks that never end, large bodies held back. */
const slowSenders = (address: string): readonly Socket[] => {
  const { port, host } = new URL(address)
  const head = `POST /v1/events HTTP/1.1\r\nHost: ${host}\r\nContent-Type: application/json\r\n`
  const beginnings = [
    [head, 'X'],
    [`${head}Content-Length: 1000\r\n\r\n[`, ' '],
    [`${head}Transfer-Encoding: chunked\r\n\r\n1\r\n[\r\n`, '1\r\n \r\n'],
    [`${head}Content-Length: 4000000\r\n\r\n${' '.repeat(3_900_000)}`, ' '],
  ] as const
  return Array.from({ length: 200 }, (_, number) => {
    const [beginning, drip] = beginnings[number % beginnings.length] ?? beginnings[0]
    const socket = connect(Number(port), '127.0.0.1', () => socket.write(beginning))
    const dripping = setInterval(() => socket.write(drip), 500)
    socket.on('error', () => undefined)
    socket.once('close', () => clearInterval(dripping))
    socket.resume()
    return socket
  })
}

type Legitimate = { readonly batches: string; readonly mostMiB: number; readonly problems: readonly string[] }

/** A sender of small batches; what it sent must be recorded, if need be after it was told to come again. */
const legitimate = async (address: string, pid: number, prefix: string): Promise<Legitimate> => {
  const times: number[] = []
  const problems: string[] = []
  const told = { later: 0 }
  let mostMiB = 0
  const start = performance.now()
  for (let number = 0; performance.now() - start < secondsOfEach * 1_000; number += 1) {
    const begun = performance.now()
    const answer = await patiently(() => post(`${address}/v1/events`, JSON.stringify(orders(`${prefix}-${number}`, 10))), told)
    times.push(performance.now() - begun)
    if (answer?.status !== 200) problems.push(`a batch of an honest sender was answered ${answer?.status} ${answer?.body.code}`)
    mostMiB = Math.max(mostMiB, residentMiB(pid))
    await pause(10)
  }
  const [half, nearlyAll] = [percentile(times, 50), percentile(times, 99)].map(Math.round)
  const batches = `${times.length} batches, p50/p99 ${half}/${nearlyAll} ms, ${told.later} times told to come again`
  return { batches, mostMiB, problems: problems.slice(0, 3) }
}

/** The first answer that is not to come again later: an honest sender does as it is told. */
const patiently = async (ask: () => Promise<Answer | null>, told: { later: number }): Promise<Answer | null> => {
  for (;;) {
    const answer = await ask()
    const seconds = Number(answer?.headers.get('retry-after') ?? 0)
    if (seconds === 0) return answer
    told.later += 1
    await pause(seconds * 1_000)
  }
}

const loopLagSeconds = async (address: string): Promise<number> => {
  const text = await (await fetch(`${address}/metrics`)).text()
  return Number(/^nodejs_eventloop_lag_p99_seconds (\S+)/m.exec(text)?.[1] ?? 0)
}
