import type { FeedRecord } from '@daybook/intake'
import { type Random, randomFrom } from '../properties/random.ts'
import { coded, damaged } from './byte-mutations.ts'
import { csvFile } from './csv-files.ts'
import { decisionData, eventBytes } from './events.ts'
import { oddHeaders, oddMediaType, oddText } from './odd.ts'
import { recordsOf } from './records.ts'

/** One request of a run. `items` says how many mutated inputs it carries: events, lines or rows. */
export type Input = {
  readonly number: number
  readonly kind: Kind
  readonly items: number
  readonly method: 'GET' | 'POST'
  readonly path: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: Buffer
  /** What a broker would deliver, where the input comes that way. */
  readonly records?: readonly FeedRecord[]
}

export const kinds = ['event', 'batch', 'ndjson', 'csv', 'kafka', 'decision', 'question', 'raw'] as const
export type Kind = (typeof kinds)[number]

type Made = Omit<Input, 'number' | 'kind'>

/** The input of a number: the same for the same seed, whatever was sent before it. */
export const inputOf = (seed: number, number: number): Input => {
  const random = randomFrom(seed * 1_000_003 + number)
  const kind = kindOf(random)
  return { number, kind, ...makers[kind](random) }
}

const kindOf = (random: Random): Kind => {
  const chance = random.below(100)
  if (chance < 38) return 'event'
  if (chance < 50) return 'batch'
  if (chance < 62) return 'ndjson'
  if (chance < 73) return 'csv'
  if (chance < 85) return 'kafka'
  if (chance < 91) return 'decision'
  return chance < 96 ? 'question' : 'raw'
}

const headersOf = (contentType: string, random: Random): Record<string, string> => ({
  'content-type': random.chance(94) ? contentType : oddMediaType(random),
  ...(random.chance(8) ? oddHeaders(random) : {}),
})

const query = (random: Random, parameters: Readonly<Record<string, readonly string[]>>): string => {
  const chosen = Object.entries(parameters).filter(() => random.chance(12))
  const pairs = chosen.map(([name, values]) => [name, random.chance(80) ? random.pick(values) : oddText(random)] as const)
  if (random.chance(2)) pairs.push([oddText(random), oddText(random)])
  return pairs.length === 0 ? '' : `?${pairs.map(([name, value]) => `${escaped(name)}=${escaped(value)}`).join('&')}`
}

const escaped = (text: string): string => encodeURIComponent(text.toWellFormed())

/** A body under a content coding, one time of eight. */
const sentBody = (made: Made, random: Random): Made => {
  if (random.chance(88)) return made
  const coding = random.pick(['gzip', 'zstd'] as const)
  return { ...made, headers: { ...made.headers, 'content-encoding': coding }, body: coded(made.body, coding, random) }
}

const post = (random: Random, made: Omit<Made, 'method'>): Made => sentBody({ method: 'POST', ...made }, random)

const makers: Readonly<Record<Kind, (random: Random) => Made>> = {
  event: (random) => {
    const headers = headersOf(random.pick(['application/json', 'application/cloudevents+json']), random)
    return post(random, {
      items: 1,
      path: `/v1/events${query(random, { backfill: ['false'] })}`,
      headers,
      body: eventBytes(random),
    })
  },
  batch: (random) => {
    const items = random.between(1, 12)
    const events = Array.from({ length: items }, () => eventBytes(random))
    // What is no JSON makes the whole array none: mostly only what is some is put in one.
    const kept = random.chance(85) ? events.filter(isJson) : events
    const body = Buffer.from(`[${kept.map((event) => event.toString('latin1')).join(',')}]`, 'latin1')
    const headers = headersOf(random.pick(['application/json', 'application/cloudevents-batch+json']), random)
    return post(random, { items, path: '/v1/events', headers, body: random.chance(10) ? damaged(body, random) : body })
  },
  ndjson: (random) => {
    const items = random.between(1, 12)
    const end = random.pick(['\n', '\r\n'])
    const lines = Array.from({ length: items }, () => Buffer.concat([eventBytes(random), Buffer.from(end)]))
    const path = `/v1/imports${query(random, { dryRun: ['true', 'false'], resume: ['i1', 'i2'] })}`
    return post(random, { items, path, headers: headersOf('application/x-ndjson', random), body: Buffer.concat(lines) })
  },
  csv: (random) => {
    const { bytes, rows, delimiter } = csvFile(random)
    const asked = query(random, { dryRun: ['true'], source: ['shop', 'fuzz'], map: ['a:net', 'net:a', 'x'], resume: ['i1'] })
    const named = delimiter === ',' ? '' : `${asked === '' ? '?' : '&'}delimiter=${escaped(delimiter)}`
    return post(random, { items: rows, path: `/v1/imports${asked}${named}`, headers: headersOf('text/csv', random), body: bytes })
  },
  kafka: (random) => {
    const records = recordsOf(random)
    return { method: 'POST', items: records.length, path: 'kafka', headers: {}, body: Buffer.alloc(0), records }
  },
  decision: (random) => {
    const [path, type, ...inPath] = random.pick(decisions)
    const body = Buffer.from(JSON.stringify(decisionData(type, inPath, random)))
    const headers = headersOf('application/json', random)
    return { method: 'POST', items: 1, path, headers, body: random.chance(90) ? body : damaged(body, random) }
  },
  question: (random) => {
    const path = random.pick(questions)
    const asked = query(random, asking)
    return {
      method: 'GET',
      items: 1,
      path: `${path}${asked}`,
      headers: random.chance(30) ? oddHeaders(random) : {},
      body: Buffer.alloc(0),
    }
  },
  raw: (random) => {
    const { path, headers, body } = makers.event(random)
    const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}`)
    const length = random.chance(70) ? [`content-length: ${body.length}`] : [oddLength(body, random)]
    const head = [`POST ${path} HTTP/1.1`, 'host: localhost', ...lines, ...length, '', ''].join('\r\n')
    const whole = Buffer.concat([Buffer.from(head), body])
    return { method: 'POST', items: 1, path, headers, body: random.chance(70) ? damaged(whole, random) : whole }
  },
}

const isJson = (bytes: Buffer): boolean => {
  try {
    JSON.parse(bytes.toString())
    return true
  } catch {
    return false
  }
}

const oddLength = (body: Buffer, random: Random): string =>
  random.pick([
    'transfer-encoding: chunked',
    `content-length: ${body.length + 5}`,
    `content-length: ${Math.max(body.length - 5, 0)}`,
    'content-length: -1',
    'content-length: 99999999999999999999',
    `content-length: ${body.length}\r\ntransfer-encoding: chunked`,
    `content-length: ${body.length}\r\ncontent-length: 1`,
    'expect: 100-continue',
  ])

const decisions = [
  ['/v1/accounts', 'AccountRegistered'],
  ['/v1/accounts/A1/assign', 'AccountAssigned', 'accountId'],
  ['/v1/accounts/A2/lose', 'AccountLost', 'accountId'],
  ['/v1/accounts/A2/win-back', 'AccountWonBack', 'accountId'],
  ['/v1/accounts/A1/change-profile', 'AccountProfileChanged', 'accountId'],
  ['/v1/accounts/A1/merge', 'AccountsMerged', 'survivorId'],
  ['/v1/accounts/A1/unmerge', 'AccountsUnmerged', 'survivorId'],
  ['/v1/quotas', 'QuotaSet'],
  ['/v1/quotas/transfer', 'TransferQuota'],
  ['/v1/accounts/A1/link-external-id', 'ExternalIdLinked', 'accountId'],
  ['/v1/accounts/A2/correct-loss-reason', 'AccountLossReasonCorrected', 'accountId'],
  ['/v1/accounts/A2/record-win-back-contact', 'WinBackContactMade', 'accountId'],
  ['/v1/accounts/A1/evaluate', 'AccountEvaluated', 'accountId'],
  ['/v1/accounts/A1/contacts', 'ContactAdded', 'accountId'],
  ['/v1/accounts/A1/contacts/P1/role', 'ContactRoleSet', 'accountId', 'contactId'],
  ['/v1/accounts/A1/wallet', 'WalletEstimated', 'accountId'],
  ['/v1/accounts/A1/satisfaction', 'SatisfactionRecorded', 'accountId'],
  ['/v1/activities', 'ActivityRecorded'],
  ['/v1/touchpoints', 'TouchpointPlanned'],
  ['/v1/touchpoints/T1/hold', 'TouchpointHeld', 'touchpointId'],
  ['/v1/dependencies', 'DependencyRaised'],
  ['/v1/dependencies/D1/meet', 'DependencyMet', 'dependencyId', 'accountId'],
  ['/v1/key-programs', 'KeyProgramOpened'],
  ['/v1/key-programs/K1/update', 'KeyProgramUpdated', 'programId', 'accountId'],
  ['/v1/reps/R1/leave', 'RepLeft', 'repId'],
  ['/v1/reps/R1/change-role', 'RepRoleChanged', 'repId'],
  ['/v1/qbrs', 'QbrOpened'],
] as const

const questions = [
  '/v1/kpis/net-sales',
  '/v1/kpis/quota-attainment',
  '/v1/kpis/net-sales/explain',
  '/v1/kpis/nothing',
  '/v1/events',
  '/v1/imports',
  '/v1/imports/i1/rejects',
  '/v1/imports/i1/rejects.csv',
  '/v1/quarantine',
  '/v1/quarantine/samples',
  '/v1/reports/lost-accounts',
  '/v1/projections',
  '/%00',
  '/v1/kpis/%2e%2e',
]

const asking = {
  scope: ['org', 'rep', 'team', 'account'],
  entity: ['R1', 'A1', 'T1'],
  period: ['2025-03', '2025-Q1', 'FY2025'],
  asOf: ['2025-03-31'],
  knownAt: ['position:3', '2025-04-01T00:00:00Z'],
  limit: ['1', '10', '0', '-1', '1e9'],
  cursor: ['', 'x', 'eyJ9'],
  minPosition: ['0', '-1', '5'],
  format: ['csv', 'json'],
  source: ['fuzz'],
  importId: ['i1'],
  sort: ['entity', '-value'],
}
