import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { type BookProcess, startBook } from '../crash/book-process.ts'
import { caughtUp } from '../crash/examine.ts'
import { liveBatch } from './live-feed.ts'
import { orderLines, setUpLines } from './order-feed.ts'
import { type Course, courseOf, residentMiB, type Sample, walMiB } from './process-samples.ts'

/** How many orders a second are sent, and for how long. */
export type VisibleBenchOptions = { readonly rate: number; readonly seconds?: number }

/** Milliseconds at the median, at the 99th percentile, and at most. */
type Spread = { readonly p50: number; readonly p99: number; readonly max: number }

/** What a sender and a reader see while orders are streamed in. */
export type VisibleBench = {
  readonly rate: number
  readonly ordersPerBatch: number
  /** Orders recorded a second, from the first batch to the last answer. */
  readonly recorded: number
  /** Batches that were refused (a full queue, a time-out): the rate was not sustained. */
  readonly refused: number
  /** All recorded, none refused, and the ledgers no further behind at the end than a second's orders. */
  readonly isSustained: boolean
  /** From the moment a batch was due to its answer, which follows the commit. */
  readonly answeredMs: Spread
  /** From the answer until a KPI read without any cache holds the batch. */
  readonly appendToVisibleMs: Spread
  /** From the moment a batch was due until then: what waits at the sender is not left out. */
  readonly dueToVisibleMs: Spread
  readonly residentMiB: Course
  readonly walMiB: Course
  readonly lagEvents: Course
}

/** Batches a second: each is due at its own moment, whatever became of the ones before. */
const batchesPerSecond = 20

/** Measures how long orders take, over HTTP, from a sender to a KPI, at a rate that does not wait for answers. */
export const benchVisible = async ({ rate, seconds = 60 }: VisibleBenchOptions): Promise<VisibleBench> => {
  const folder = mkdtempSync(join(tmpdir(), 'daybook-bench-'))
  const book = await startBook(join(folder, 'book'))
  try {
    await setUp(book)
    return await streamed(book, { folder: join(folder, 'book'), rate, seconds })
  } finally {
    await book.kill('SIGTERM')
    rmSync(folder, { recursive: true })
  }
}

/** Orders that are there before, more than posting keeps at hand: its memory is full, and filling it no growth of the minute measured. */
const ordersBefore = 650_000

const setUp = async ({ url }: BookProcess): Promise<void> => {
  for (const lines of [setUpLines(), [...orderLines(ordersBefore)]]) {
    const headers = { 'content-type': 'application/x-ndjson' }
    const answer = await fetch(`${url}/v1/imports`, { method: 'POST', headers, body: lines.join('\n') })
    if (!answer.ok) throw new Error(await answer.text())
  }
  await caughtUp(url)
}

type Run = { readonly folder: string; readonly rate: number; readonly seconds: number }
/** Moments of one batch, in milliseconds of this process. */
type Journey = { readonly due: number; readonly answered: number; readonly visible: number }

const streamed = async (book: BookProcess, { folder, rate, seconds }: Run): Promise<VisibleBench> => {
  const today = new Date().toISOString().slice(0, 10)
  const ordersPerBatch = Math.round(rate / batchesPerSecond)
  const batches = seconds * batchesPerSecond
  const begun = performance.now()
  const watching = new AbortController()
  const sampled = sample(book, { folder, begun, signal: watching.signal })
  const journeys: Promise<Journey | null>[] = []
  for (let batch = 0; batch < batches; batch += 1) {
    const body = liveBatch(batch * ordersPerBatch, ordersPerBatch, today)
    const due = begun + (batch * 1_000) / batchesPerSecond
    await pause(Math.max(0, due - performance.now()))
    journeys.push(travel(book.url, { body, due, today }))
  }
  const lagAtEnd = (await projection(book.url)).lagEvents
  const arrived = (await Promise.all(journeys)).filter((journey) => journey !== null)
  watching.abort()
  const samples = (await sampled).filter(({ second }) => second <= seconds)
  const lastAnswer = Math.max(...arrived.map(({ answered }) => answered))
  const refused = batches - arrived.length
  return {
    rate,
    ordersPerBatch,
    recorded: Math.round((arrived.length * ordersPerBatch * 1_000) / (lastAnswer - begun)),
    refused,
    isSustained: refused === 0 && lastAnswer - begun < (seconds + 1) * 1_000 && lagAtEnd <= rate,
    answeredMs: spreadOf(arrived.map(({ due, answered }) => answered - due)),
    appendToVisibleMs: spreadOf(arrived.map(({ answered, visible }) => visible - answered)),
    dueToVisibleMs: spreadOf(arrived.map(({ due, visible }) => visible - due)),
    residentMiB: courseOf(samples, (one) => one.residentMiB),
    walMiB: courseOf(samples, (one) => one.walMiB),
    lagEvents: courseOf(samples, (one) => one.lagEvents),
  }
}

type Batch = { readonly body: string; readonly due: number; readonly today: string }

/** Sends a batch, then asks for a figure that must hold it until it does. Null when it was refused. */
const travel = async (url: string, { body, due, today }: Batch): Promise<Journey | null> => {
  const headers = { 'content-type': 'application/cloudevents-batch+json' }
  const answer = await fetch(`${url}/v1/events`, { method: 'POST', headers, body })
  const { position, summary } = (await answer.json()) as { position: string; summary?: { accepted: number; duplicate: number } }
  if (answer.status === 429 || answer.status === 503) return null
  if (!answer.ok || summary?.duplicate !== 0) throw new Error(`a batch was answered ${answer.status}: ${JSON.stringify(summary)}`)
  const answered = performance.now()
  const question = `${url}/v1/kpis/net-sales?scope=org&period=${today.slice(0, 7)}&minPosition=${position}`
  for (;;) {
    const figure = await fetch(question)
    await figure.arrayBuffer()
    if (figure.ok) return { due, answered, visible: performance.now() }
    if (figure.status !== 409) throw new Error(`${question} answered ${figure.status}`)
  }
}

const projection = async (url: string): Promise<{ readonly lagEvents: number }> => {
  const { items } = (await (await fetch(`${url}/v1/projections`)).json()) as { items: { lagEvents: number }[] }
  const [first] = items
  if (first === undefined) throw new Error('no projection is listed')
  return first
}

type Watched = { readonly folder: string; readonly begun: number; readonly signal: AbortSignal }

const sample = async (book: BookProcess, { folder, begun, signal }: Watched): Promise<readonly Sample[]> => {
  const samples: Sample[] = []
  while (!signal.aborted) {
    const { lagEvents } = await projection(book.url)
    const second = (performance.now() - begun) / 1_000
    samples.push({ second, residentMiB: residentMiB(book.pid), walMiB: walMiB(folder), lagEvents })
    await pause(1_000)
  }
  return samples
}

const spreadOf = (milliseconds: readonly number[]): Spread => {
  const sorted = milliseconds.toSorted((a, b) => a - b)
  const at = (share: number): number => Math.round(sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0)
  return { p50: at(0.5), p99: at(0.99), max: at(1) }
}
