import { describe, expect, test } from 'vitest'
import { readConfig } from './config.ts'
import type { Setting } from './setting.ts'
import { type SettingKey, settings } from './settings.ts'

const words = ['', ' ', 'off ', 'yes', '~', 'é', 'x'.repeat(300)]
const numbers = ['', ' ', '-1', '1.5', '1e3', ' 5', '5 ', '0x10', '+5', 'five', '9999999999', 'Infinity', 'NaN', '١']
const positive = [...numbers, '0']

/** What each setting cannot be: a key that is missing here does not compile. */
const refused: Readonly<Record<SettingKey, readonly string[]>> = {
  dataDir: [''],
  host: ['', 'example.org', '127.0.0.1:80', '256.0.0.1', '::g', 'http://127.0.0.1'],
  port: [...numbers, '65536'],
  auth: [...words, 'none', 'Loopback', 'oidc'],
  backend: [...words, 'sqlite', 'EMBEDDED'],
  roles: [...words, 'api,,intake', 'api;intake', 'API', 'api,cook', ','],
  timeZone: [...words, 'Mars/Olympus', 'UTC+25', '../UTC'],
  currency: [...words, 'usd', 'US', 'DOLLAR', 'ABC'],
  logLevel: [...words, 'INFO', 'verbose', '30'],
  eventStoreUrl: ['esdb://localhost', ''],
  postgresUrl: ['postgres://localhost', ''],
  bookId: ['', ' ', 'off ', '~', 'é', 'Daybook', '1book', 'a.b', 'a-b', 'x'.repeat(32)],
  kafkaBrokers: ['', 'localhost', 'localhost:', ':9092', 'a:9092,,b:9092', 'a:port', 'a:123456', 'a b:9092'],
  kafkaTopics: ['', 'a b', 'a,,b', 'ö', 'x'.repeat(250), 'a/b'],
  kafkaGroup: ['', 'a b', 'ö', 'x'.repeat(250)],
  kafkaMembers: [...positive, '9'],
  kafkaSessionMs: [...positive, '999999999'],
  kafkaStart: [...words, 'newest', '0'],
  kafkaDeadLetters: [...words, 'true', 'ON', '1'],
  kafkaCircuit: [...positive, '101'],
  streamClients: [...numbers, '10001'],
  tracesEndpoint: ['collector', 'collector:4318', 'grpc://collector:4317', 'http://', 'http://a b', 'http://a?b'],
  tracesShare: [...words, '-0.1', '1.1', '2', '1e-3', '50%', '.', '0,5'],
  eventBytes: [...positive, '262145'],
  bodyBytes: positive,
  batchItems: [...positive, '10001'],
  lineBytes: positive,
  importRows: positive,
  importBytes: positive,
  importCompressedBytes: positive,
  decompressionRatio: positive,
  jsonDepth: [...positive, '1001'],
  objectKeys: [...positive, '10001'],
  arrayItems: [...positive, '100001'],
  strictRows: [...positive, '1000001'],
  strictBytes: positive,
  importMs: positive,
  idleMs: positive,
  requestMs: positive,
  readingBytes: positive,
  queueItems: positive,
  queueBytes: positive,
  futureMs: positive,
  loopDelayMs: positive,
  memoryMiB: positive,
  rateLimit: numbers,
  rebuildEventsPerSecond: ['-1', 'fast', '1000001'],
  rateLimitLocal: [...words, 'true', 'ON'],
}

const problemsOf = (environment: Record<string, string>): readonly string[] => {
  const result = readConfig({}, environment)
  return result.ok ? [] : result.problems
}

const all = Object.entries(refused).map(([key, texts]) => [settings[key as SettingKey].name, texts] as const) // Sound: its own keys

describe('each of these is refused, by the name of its setting and nothing else', () => {
  test.each(all)('%s', (name, texts) => {
    for (const text of texts) {
      const problems = problemsOf({ [name]: text })
      expect([text, problems]).toEqual([text, [expect.stringMatching(`^${name} `)]])
    }
  })
})

test('all settings at once are told at once', () => {
  const problems = problemsOf(Object.fromEntries(all.map(([name, texts]) => [name, texts.at(-1) ?? ''])))
  expect(problems.map((problem) => problem.split(' ', 1)[0]).toSorted()).toEqual(all.map(([name]) => name).toSorted())
})

test('a secret that is refused is not told', () => {
  const secrets = Object.values(settings as Record<string, Setting>).filter(({ secret }) => secret === true)
  const problems = problemsOf(Object.fromEntries(secrets.map(({ name }) => [name, 'canary'])))
  expect(problems).toHaveLength(secrets.length)
  expect(problems.join('\n')).not.toContain('canary')
})
