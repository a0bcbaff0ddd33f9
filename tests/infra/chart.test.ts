import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { documentsOf, infra, isSetting, problemsOf, settingsIn, textOf, yamlOf } from './files.ts'
import { suiteWithProgram } from './programs.ts'

const chart = join(infra, 'helm', 'daybook')
const schema = z.looseObject({}).parse(JSON.parse(textOf('helm/daybook/values.schema.json')))
const fits = new Ajv2020({ allErrors: true, strict: true, strictTypes: false }).compile(schema)

/** The default values with one changed: the path from the root, then the value. */
const valuesWith = (...[path, value]: readonly [string, unknown] | readonly []): unknown => {
  const values = yamlOf('helm/daybook/values.yaml') as Record<string, unknown> // Sound: a mapping, or the first test fails
  if (path === undefined) return values
  const keys = path.split('.')
  let at = values
  for (const key of keys.slice(0, -1)) at = at[key] as Record<string, unknown> // Sound: the paths below are those of the file
  at[keys.at(-1) ?? ''] = value
  return values
}

/** The places that the schema refuses. */
const refused = (values: unknown): readonly string[] => {
  fits(values)
  return [...new Set((fits.errors ?? []).map(({ instancePath }) => instancePath))]
}

describe('the schema of the values', () => {
  test('takes the defaults', () => expect(refused(valuesWith())).toEqual([]))

  test.each([
    ['image.pullPolicy', 'Sometimes', '/image/pullPolicy'],
    ['image.tag', 24, '/image/tag'],
    ['book.id', 'Day-Book', '/book/id'],
    ['book.currency', 'usd', '/book/currency'],
    ['book.timeZone', 'UTC+1', '/book/timeZone'],
    ['servers.secret', 'Not A Name', '/servers/secret'],
    ['servers.password', 'hunter2', '/servers'],
    ['kafka.brokers', 'kafka-1', '/kafka/brokers'],
    ['kafka.topics', 'orders, returns', '/kafka/topics'],
    ['roles.api.replicas', 0, '/roles/api/replicas'],
    ['roles.intake.replicas', '2', '/roles/intake/replicas'],
    ['roles.projector.workingCopy', '10', '/roles/projector/workingCopy'],
    ['roles.projector.refuseAboveMiB', 17, '/roles/projector/refuseAboveMiB'],
    ['roles.api.resources', { limits: { memory: 'much' } }, '/roles/api/resources/limits/memory'],
    ['roles.clerk', { replicas: 1 }, '/roles'],
    ['service.port', 70_000, '/service/port'],
    ['service.namespaces', ['Monitoring'], '/service/namespaces/0'],
    ['metrics.rules', 'yes', '/metrics/rules'],
    ['settings', { DAYBOOK_LOG_LEVEL: ['debug'] }, '/settings/DAYBOOK_LOG_LEVEL'],
    ['settings', { LOG_LEVEL: 'debug' }, '/settings'],
    ['settings', { DAYBOOK_POSTGRES_URL: 'postgresql://ann:secret@db/daybook' }, '/settings'],
    ['replicas', 3, ''],
  ])('refuses a wrong %s: %j', (path, value, place) => {
    expect(refused(valuesWith(path, value))).toContain(place)
  })

  test('takes brokers only together with topics', () => {
    expect(refused(valuesWith('kafka', { brokers: 'k1:9092,k2:9092', topics: '', group: 'daybook' }))).toContain('/kafka')
    expect(refused(valuesWith('kafka', { brokers: '', topics: 'orders', group: 'daybook' }))).toContain('/kafka')
    expect(refused(valuesWith('kafka', { brokers: 'k1:9092,k2:9092', topics: 'orders', group: 'daybook' }))).toEqual([])
  })
})

const pod = textOf('helm/daybook/templates/_helpers.tpl')

describe('the settings of the chart', () => {
  test('are settings of the program', () => {
    const files = [
      'values.yaml',
      'values.schema.json',
      'templates/_helpers.tpl',
      'templates/NOTES.txt',
      'templates/deployments.yaml',
    ]
    const named = files.flatMap((path) => settingsIn(textOf(`helm/daybook/${path}`)))
    expect(named.length).toBeGreaterThan(10)
    expect(named.filter((name) => !isSetting(name))).toEqual([])
  })

  test('cannot be set twice: what the chart sets, `settings` may not', () => {
    const set = settingsIn(pod)
    expect(set.filter((name) => refused(valuesWith('settings', { [name]: '1' })).length === 0)).toEqual([])
  })

  test('hold no secret: addresses of servers are read from files', () => {
    const secrets = ['DAYBOOK_EVENTSTORE_URL', 'DAYBOOK_POSTGRES_URL'].flatMap((name) => [name, `${name}_FILE`])
    expect(secrets.filter((name) => refused(valuesWith('settings', { [name]: '1' })).length === 0)).toEqual([])
  })
})

test('the alerts of the chart are those of Prometheus', () => {
  expect(readFileSync(join(chart, 'alerts.yml'), 'utf8')).toBe(textOf('prometheus/alerts.yml'))
})

const Labels = z.record(z.string(), z.string())
const Container = z.looseObject({
  image: z.string(),
  env: z.array(z.object({ name: z.string(), value: z.string() })),
  ports: z.array(z.object({ name: z.string(), containerPort: z.number() })),
  volumeMounts: z.array(z.looseObject({ name: z.string(), mountPath: z.string() })),
  securityContext: z.looseObject({ readOnlyRootFilesystem: z.literal(true), allowPrivilegeEscalation: z.literal(false) }),
  startupProbe: z.looseObject({ httpGet: z.object({ path: z.literal('/livez'), port: z.literal('http') }) }),
  livenessProbe: z.looseObject({ httpGet: z.object({ path: z.literal('/livez'), port: z.literal('http') }) }),
  readinessProbe: z.looseObject({ httpGet: z.object({ path: z.enum(['/livez', '/readyz']), port: z.literal('http') }) }),
})
const Deployment = z.looseObject({
  kind: z.literal('Deployment'),
  metadata: z.looseObject({ name: z.string() }),
  spec: z.looseObject({
    replicas: z.number(),
    selector: z.object({ matchLabels: Labels }),
    template: z.looseObject({
      metadata: z.looseObject({ labels: Labels }),
      spec: z.looseObject({
        // A service called daybook-api would otherwise bring DAYBOOK_API_… variables, which the program refuses.
        enableServiceLinks: z.literal(false),
        securityContext: z.looseObject({ runAsNonRoot: z.literal(true) }),
        containers: z.tuple([Container]),
        volumes: z.array(z.looseObject({ name: z.string() })),
      }),
    }),
  }),
})
const Selecting = z.looseObject({
  kind: z.enum(['Service', 'PodDisruptionBudget']),
  metadata: z.looseObject({ name: z.string() }),
  spec: z.looseObject({
    selector: z.union([z.object({ matchLabels: Labels }), Labels]),
    ports: z.array(z.looseObject({ targetPort: z.string() })).default([]),
  }),
})

/** What an object selects, however deep it says so. */
const chosen = ({ spec }: z.infer<typeof Selecting>): Readonly<Record<string, string>> =>
  'matchLabels' in spec.selector && typeof spec.selector.matchLabels === 'object'
    ? spec.selector.matchLabels
    : Labels.parse(spec.selector)

const carries = (labels: Readonly<Record<string, string>>, wanted: Readonly<Record<string, string>>): boolean =>
  Object.entries(wanted).every(([name, value]) => labels[name] === value)

const helm = { name: 'helm', calls: [['helm']], asked: ['version', '--short'], answers: /v[34]\.\S+/ } as const

suiteWithProgram(helm, 'the chart', (run) => {
  const rendered = (...more: readonly string[]) =>
    documentsOf(run('template', 'daybook', chart, '--kube-version', '1.31', ...more))
  const kafka = ['--set-string', String.raw`kafka.brokers=k1:9092\,k2:9092`, '--set', 'kafka.topics=orders']
  const all = [...kafka, '--set', 'settings.DAYBOOK_LOG_LEVEL=debug,metrics.rules=true,metrics.serviceMonitor=true']
  const named = ['--set', 'image.pullSecrets[0].name=pull,nodeSelector.disk=fast,service.namespaces={monitoring}']

  test('has nothing to object to', () => {
    expect(run('lint', chart, '--kube-version', '1.31')).toContain('1 chart(s) linted, 0 chart(s) failed')
  })

  test.each([
    ['the defaults', []],
    ['Kafka, settings and monitoring', all],
    ['names of others', named],
  ] as const)(
    'gives, with %s, one deployment for each role, whose pods are found and whose settings the program takes',
    (_, more) => {
      const documents = rendered(...more)
      const deployments = documents.flatMap((one) => (isKind(one, 'Deployment') ? [Deployment.parse(one)] : []))
      expect(deployments.map(({ metadata }) => metadata.name)).toEqual(['daybook-api', 'daybook-intake', 'daybook-projector'])
      for (const { metadata, spec } of deployments) {
        const { containers, volumes } = spec.template.spec
        const { labels } = spec.template.metadata
        const [container] = containers
        expect(carries(labels, spec.selector.matchLabels), metadata.name).toBe(true)
        const names = container.env.map(({ name }) => name)
        expect(new Set(names).size, metadata.name).toBe(names.length)
        expect(problemsOf(Object.fromEntries(container.env.map(({ name, value }) => [name, value])))).toEqual([])
        expect(container.volumeMounts.map(({ name }) => name).sort()).toEqual(volumes.map(({ name }) => name).sort())
        const own = documents
          .flatMap((one) => (isKind(one, 'Service') || isKind(one, 'PodDisruptionBudget') ? [Selecting.parse(one)] : []))
          .filter((one) => carries(labels, chosen(one)))
        expect(own.map((one) => `${one.kind} ${one.metadata.name}`).sort()).toEqual(
          [`PodDisruptionBudget ${metadata.name}`, `Service ${metadata.name}`].sort(),
        )
        expect(own.flatMap((one) => one.spec.ports.map(({ targetPort }) => targetPort))).toEqual(['http'])
      }
    },
  )

  test('gives Kafka to the intake alone, and monitoring to whoever asks for it', () => {
    const kinds = (documents: readonly unknown[]) => documents.map((one) => z.looseObject({ kind: z.string() }).parse(one).kind)
    expect(kinds(rendered())).not.toContain('PrometheusRule')
    expect(
      kinds(rendered(...all))
        .filter((kind) => /Monitor|Rule/.test(kind))
        .sort(),
    ).toEqual(['PrometheusRule', 'ServiceMonitor'])
    const fed = rendered(...all)
      .flatMap((one) => (isKind(one, 'Deployment') ? [Deployment.parse(one)] : []))
      .filter(({ spec }) => spec.template.spec.containers[0].env.some(({ name }) => name === 'DAYBOOK_KAFKA_BROKERS'))
    expect(fed.map(({ metadata }) => metadata.name)).toEqual(['daybook-intake'])
  })

  test('lets orders in while the ledgers stand still, and rolls out one role before the others', () => {
    const deployments = rendered('--set', 'image.tag=1.0.0,roles.projector.tag=1.1.0').flatMap((one) =>
      isKind(one, 'Deployment') ? [Deployment.parse(one)] : [],
    )
    const told = deployments.map(({ spec }) => {
      const [{ image, readinessProbe }] = spec.template.spec.containers
      return `${image} ${readinessProbe.httpGet.path}`
    })
    expect(told).toEqual(['daybook:1.0.0 /readyz', 'daybook:1.0.0 /livez', 'daybook:1.1.0 /readyz'])
  })

  test('refuses what its schema refuses', () => {
    expect(() => rendered('--set', 'book.currency=usd')).toThrow(/currency/)
    expect(() => rendered('--set', 'settings.DAYBOOK_POSTGRES_URL=postgresql://db/daybook')).toThrow(
      /DAYBOOK_POSTGRES_URL|settings/,
    )
  })
})

const isKind = (document: unknown, kind: string): boolean => z.looseObject({ kind: z.literal(kind) }).safeParse(document).success
