import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'

/** How long is measured: each contender in turn, `rounds` times over; medians are compared. */
export type HttpBenchOptions = { readonly rounds?: number; readonly seconds?: number; readonly connections?: number }

/** Requests a second, medians over the rounds, and the ratio that is promised. */
export type HttpBench = {
  readonly requestsPerSecond: Readonly<Record<'kpi' | 'constant', number>>
  readonly millisecondsAtP99: Readonly<Record<'kpi' | 'constant', number>>
  /** A rep's month against a constant of the same size behind the same hooks and log lines: at least 0.6. */
  readonly kpiToConstant: number
}

const program = fileURLToPath(import.meta.resolve('autocannon'))

/** Measures how many requests a second are answered with one rep's net sales of a month. */
export const benchHttp = async (options: HttpBenchOptions = {}): Promise<HttpBench> => {
  const { rounds = 5, seconds = 3, connections = 8 } = options
  const server = spawn(process.execPath, [new URL('./http-server.ts', import.meta.url).pathname], {
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  try {
    const [line] = await Promise.race([once(createInterface(server.stdout), 'line'), once(server, 'exit')])
    if (typeof line !== 'string') throw new Error('the server did not start')
    const addresses = JSON.parse(line) as Readonly<Record<'kpi' | 'constant', string>> // Sound: as above
    const load = { seconds, connections }
    const samples: Record<'kpi' | 'constant', Sample[]> = { kpi: [], constant: [] }
    for (const name of ['kpi', 'constant'] as const) await sampleOf(addresses[name], { ...load, seconds: 1 })
    for (let round = 0; round < rounds; round += 1)
      for (const name of ['kpi', 'constant'] as const) samples[name].push(await sampleOf(addresses[name], load))
    return resultOf(samples)
  } finally {
    server.stdin.end()
    if (server.exitCode === null) await once(server, 'exit')
  }
}

type Sample = { readonly rate: number; readonly p99: number }
type Load = { readonly seconds: number; readonly connections: number }

const sampleOf = async (url: string, { seconds, connections }: Load): Promise<Sample> => {
  const given = ['--json', '--duration', String(seconds), '--connections', String(connections), url]
  const cannon = spawn(process.execPath, [program, ...given], { stdio: ['ignore', 'pipe', 'ignore'] })
  const answer = JSON.parse(await text(cannon.stdout)) as Answer // Sound: what autocannon prints
  if (answer.non2xx > 0 || answer.errors > 0) throw new Error(`${url} failed: ${answer.non2xx} answers, ${answer.errors} errors`)
  return { rate: answer.requests.average, p99: answer.latency.p99 }
}

type Answer = {
  readonly requests: { readonly average: number }
  readonly latency: { readonly p99: number }
  readonly non2xx: number
  readonly errors: number
}

const resultOf = ({ kpi, constant }: Readonly<Record<'kpi' | 'constant', readonly Sample[]>>): HttpBench => ({
  requestsPerSecond: { kpi: median(kpi.map(({ rate }) => rate)), constant: median(constant.map(({ rate }) => rate)) },
  millisecondsAtP99: { kpi: median(kpi.map(({ p99 }) => p99)), constant: median(constant.map(({ p99 }) => p99)) },
  kpiToConstant: median(kpi.map(({ rate }, round) => rate / (constant[round]?.rate ?? 0))),
})

const median = (numbers: readonly number[]): number => numbers.toSorted((one, other) => one - other)[numbers.length >> 1] ?? 0
