import { readFileSync } from 'node:fs'
import { beforeAll, describe, expect, test } from 'vitest'
import { openTracedBook } from './traced-book.ts'

type Metric = { readonly name: string; readonly type: string; readonly help: string; readonly labels: readonly string[] }

/** Everything on that has metrics of its own; that neither brokers nor collector are there does not matter to names. */
const everything = {
  DAYBOOK_KAFKA_BROKERS: '127.0.0.1:9',
  DAYBOOK_KAFKA_TOPICS: 'orders',
  OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:9',
}

const metricsIn = (text: string): readonly Metric[] =>
  [...text.matchAll(/^# HELP (daybook_\S+) (.*)\n# TYPE \S+ (\w+)\n((?:[^#\n].*\n)*)/gm)].map(
    ([, name = '', help = '', type = '', samples = '']) => ({
      name,
      help,
      type,
      labels: [...new Set([...samples.matchAll(/[{,](\w+)="/g)].map(([, label = '']) => label))],
    }),
  )

/** https://prometheus.io/docs/practices/naming */
describe('the names of metrics are those that Prometheus expects', () => {
  let metrics: readonly Metric[] = []
  const named = (holds: (metric: Metric) => boolean) => metrics.filter(holds).map(({ name }) => name)

  beforeAll(async () => {
    await using book = await openTracedBook(everything)
    metrics = metricsIn(await book.metrics())
  })

  test('each kind of them is there', () => {
    const some = [
      'daybook_intake_items_total',
      'daybook_kafka_connected',
      'daybook_projection_position',
      'daybook_trace_spans_total',
    ]
    expect(metrics.map(({ name }) => name)).toEqual(expect.arrayContaining(some))
  })

  test('words in lower case with underscores, and no colon, which is for rules of recording', () => {
    expect(named(({ name }) => !/^daybook(?:_[a-z][a-z0-9]*)+$/.test(name))).toEqual([])
  })

  test('counters end in _total, and nothing else does', () => {
    expect(named(({ name, type }) => name.endsWith('_total') !== (type === 'counter'))).toEqual([])
  })

  test('no name ends as the parts of a histogram do', () => {
    expect(named(({ name }) => /_(?:count|sum|bucket)$/.test(name))).toEqual([])
  })

  test('units are base units in the plural, and stand at the end', () => {
    const other =
      /_(?:ms|millis\w*|micros\w*|nanos\w*|minutes?|hours?|days?|second|byte|kb|mb|kib|mib|kilobytes?|megabytes?|percent)(?:_|$)/
    expect(named(({ name }) => other.test(name))).toEqual([])
    expect(named(({ name }) => /_(?:seconds|bytes)_(?!total$)/.test(name))).toEqual([])
    expect(named(({ name, type }) => type === 'histogram' && !/_(?:seconds|bytes)$/.test(name))).toEqual([])
  })

  test('labels are one word in lower case, and each metric says what it is', () => {
    expect(named(({ labels }) => labels.some((label) => !/^[a-z]+$/.test(label)))).toEqual([])
    expect(named(({ help }) => help === '')).toEqual([])
  })

  test('each is explained in the operating guide', () => {
    const guide = readFileSync(new URL('../../infra/README.md', import.meta.url), 'utf8')
    expect(named(({ name }) => !guide.includes(`\`${name}`))).toEqual([])
  })
})
