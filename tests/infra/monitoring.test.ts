import { mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { compose, readConfig } from '@daybook/server'
import { pino } from 'pino'
import { beforeAll, describe, expect, test } from 'vitest'
import { stringify } from 'yaml'
import { z } from 'zod'
import { infra, textOf, yamlOf } from './files.ts'
import { suiteWithProgram } from './programs.ts'

const Alerts = z.object({
  groups: z.array(
    z.object({
      name: z.string(),
      rules: z.array(
        z.object({
          alert: z.string(),
          expr: z.string(),
          for: z.string(),
          labels: z.object({ severity: z.enum(['page', 'warn']) }),
          annotations: z.object({ summary: z.string(), runbook: z.string() }),
        }),
      ),
    }),
  ),
})
const rules = Alerts.parse(yamlOf('prometheus/alerts.yml')).groups.flatMap((group) => group.rules)

const Panel = z.looseObject({
  title: z.string(),
  targets: z.array(z.looseObject({ expr: z.string() })).default([]),
  datasource: z.looseObject({ uid: z.string() }).optional(),
})
const dashboard = z.looseObject({ panels: z.array(Panel) }).parse(JSON.parse(textOf('grafana/dashboards/daybook.json')))
const asked = dashboard.panels.flatMap(({ targets }) => targets.map(({ expr }) => expr))

const metricsIn = (expression: string): readonly string[] => expression.match(/\b(?:daybook|process|nodejs)_\w+/g) ?? []

/** The names under which a process with every role and a feed tells how it is. */
const toldMetrics = async (): Promise<ReadonlySet<string>> => {
  const folder = mkdtempSync(join(tmpdir(), 'daybook-metrics-'))
  // Nobody answers there: what is told of a feed is told all the same.
  const feed = { DAYBOOK_KAFKA_BROKERS: '127.0.0.1:1', DAYBOOK_KAFKA_TOPICS: 'orders' }
  const result = readConfig({}, { DAYBOOK_DATA_DIR: folder, ...feed })
  if (!result.ok) throw new Error(result.problems.join('; '))
  const stopping = new AbortController()
  await using book = await compose(result.config, { clock: Date.now, log: pino({ level: 'silent' }), stopping: stopping.signal })
  const { body } = await book.app.inject('/metrics')
  stopping.abort()
  return new Set(
    [...body.matchAll(/^# TYPE (\w+) (\w+)$/gm)].flatMap(([, name = '', type]) =>
      type === 'histogram' ? [`${name}_bucket`, `${name}_count`, `${name}_sum`] : [name],
    ),
  )
}

const sourceFolder = join(infra, '..', 'services', 'server', 'src')

const namedIn = (source: string): readonly string[] =>
  readFileSync(join(sourceFolder, source), 'utf8').match(/(?<=')daybook_\w+(?=')/g) ?? []

/** The names of all metrics in the sources of the program: some are told by one backend alone. */
const namedMetrics = (): readonly string[] => {
  const sources = readdirSync(sourceFolder).filter((name) => name.endsWith('.ts') && !name.endsWith('.test.ts'))
  return [...new Set(sources.flatMap(namedIn))].sort()
}

/** Those of a backend, of which this process has the other one, and those of a rebuild, which does not run here. */
const toldElsewhere: ReadonlySet<string> = new Set(['backend-metrics.ts', 'rebuild-figures.ts'].flatMap(namedIn))

describe('what is asked of the metrics', () => {
  let told: ReadonlySet<string>
  beforeAll(async () => {
    told = await toldMetrics()
  })

  test('the alerts ask for metrics that there are', () => {
    const names = rules.flatMap(({ expr }) => metricsIn(expr))
    expect(names.length).toBeGreaterThan(5)
    expect(names.filter((name) => !told.has(name) && !toldElsewhere.has(name))).toEqual([])
  })

  test('the dashboard asks for metrics that there are', () => {
    const names = asked.flatMap(metricsIn)
    expect(names.length).toBeGreaterThan(10)
    expect(names.filter((name) => !told.has(name) && !toldElsewhere.has(name))).toEqual([])
  })

  test('the guide explains every metric of ours, and no other', () => {
    const explained = [...textOf('README.md').matchAll(/^\| `(daybook_\w+)/gm)].map(([, name = '']) => name)
    expect([...new Set(explained)].sort()).toEqual(namedMetrics())
  })
})

describe('the alerts', () => {
  test('each names a section that says what to do', () => {
    const lost = rules.filter(({ annotations }) => {
      const [, path = '', heading] = /^infra\/([\w.-]+), "(.+)"$/.exec(annotations.runbook) ?? []
      return !textOf(path)
        .split('\n')
        .some((line) => /^#{2,4} /.test(line) && line.replace(/^#+ /, '') === heading)
    })
    expect(lost.map(({ alert, annotations }) => `${alert}: ${annotations.runbook}`)).toEqual([])
  })

  test('each has a test of its own', () => {
    const Tested = z.looseObject({
      tests: z.array(z.looseObject({ alert_rule_test: z.array(z.looseObject({ alertname: z.string() })) })),
    })
    const tested = Tested.parse(yamlOf('prometheus/alerts.test.yml')).tests.flatMap(({ alert_rule_test }) => alert_rule_test)
    expect([...new Set(tested.map(({ alertname }) => alertname))].sort()).toEqual(rules.map(({ alert }) => alert).sort())
  })
})

test('the dashboard asks the source of data that is provided', () => {
  const Sources = z.looseObject({ datasources: z.array(z.looseObject({ uid: z.string(), url: z.string() })) })
  const { datasources } = Sources.parse(yamlOf('grafana/provisioning/datasources/prometheus.yaml'))
  const uids = dashboard.panels.flatMap(({ datasource }) => datasource?.uid ?? [])
  expect(new Set(uids)).toEqual(new Set(datasources.map(({ uid }) => uid)))
})

const promtool = { name: 'promtool', calls: [['promtool']], asked: ['--version'], answers: /version \d+\.\d+/ } as const

suiteWithProgram(promtool, 'the alerts', (run) => {
  const path = (name: string): string => join(infra, 'prometheus', name)

  test('Prometheus takes them, and its settings', () => {
    expect(run('check', 'config', path('prometheus.yml'))).toContain('is valid prometheus config file syntax')
  })

  test('each fires when it should, and not when it should not', () => {
    expect(run('test', 'rules', path('alerts.test.yml'))).toContain('SUCCESS')
  })

  test('every question of the dashboard is one', () => {
    const file = join(mkdtempSync(join(tmpdir(), 'daybook-questions-')), 'questions.yml')
    writeFileSync(
      file,
      stringify({ groups: [{ name: 'asked', rules: asked.map((expr, nth) => ({ record: `asked:${nth}`, expr })) }] }),
    )
    expect(run('check', 'rules', file)).toContain(`SUCCESS: ${asked.length} rules found`)
  })
})
