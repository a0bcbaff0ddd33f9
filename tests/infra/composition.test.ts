import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { infra, isSetting, problemsOf, settingsIn, textOf, yamlOf } from './files.ts'
import { suiteWithProgram } from './programs.ts'

const Condition = z.enum(['service_started', 'service_healthy', 'service_completed_successfully'])
const Composed = z.looseObject({
  image: z.string(),
  build: z.looseObject({}).optional(),
  environment: z.record(z.string(), z.union([z.string(), z.number()])).default({}),
  ports: z.array(z.string()).default([]),
  volumes: z.array(z.string()).default([]),
  secrets: z.array(z.string()).default([]),
  depends_on: z.record(z.string(), z.object({ condition: Condition })).default({}),
  healthcheck: z.looseObject({ test: z.array(z.string()) }).optional(),
  read_only: z.boolean().default(false),
  cap_drop: z.array(z.string()).default([]),
  security_opt: z.array(z.string()).default([]),
})
const Composition = z.looseObject({
  services: z.record(z.string(), Composed),
  volumes: z.record(z.string(), z.null()).default({}),
  secrets: z.record(z.string(), z.object({ file: z.string() })).default({}),
})

const dockerfile = textOf('docker/Dockerfile')
/** The variables that the image has by itself. */
const ofImage = Object.fromEntries(
  [...(/^ENV (.+)$/m.exec(dockerfile)?.[1] ?? '').matchAll(/(\w+)=(\S+)/g)].map(([, name = '', value = '']) => [name, value]),
)

describe.each(['docker/compose.yaml', 'docker/compose.scale.yaml'])('%s', (path) => {
  const composition = Composition.parse(yamlOf(path))
  const services = Object.entries(composition.services)
  const ours = services.filter(([, { build }]) => build !== undefined)

  test('every port is published on loopback alone', () => {
    const published = services.flatMap(([name, { ports }]) => ports.map((port) => `${name} ${port}`))
    expect(published.length).toBeGreaterThan(0)
    expect(published.filter((port) => !/ 127\.0\.0\.1:\d+:\d+$/.test(port))).toEqual([])
    expect(new Set(published.map((port) => port.split(':')[1])).size).toBe(published.length)
  })

  test('whoever is waited for can say that it is well, or ends', () => {
    const waited = services.flatMap(([, service]) => Object.entries(service.depends_on))
    for (const [name, { condition }] of waited) {
      const service = composition.services[name]
      expect(service, name).toBeDefined()
      expect(condition, name).not.toBe('service_started')
      if (condition === 'service_healthy') expect(service?.healthcheck?.test.length, name).toBeGreaterThan(1)
    }
  })

  test('the program takes the settings of each of its processes', () => {
    expect(ours.length).toBeGreaterThan(0)
    expect(ours.map(([name, { environment }]) => [name, problemsOf({ ...ofImage, ...environment })])).toEqual(
      ours.map(([name]) => [name, []]),
    )
    expect(settingsIn(textOf(path)).filter((name) => !isSetting(name))).toEqual([])
  })

  test('our processes write nowhere but into their folders, and have no rights that they do not need', () => {
    for (const [name, service] of ours) {
      expect(service.read_only, name).toBe(true)
      expect(service.cap_drop, name).toEqual(['ALL'])
      expect(service.security_opt, name).toEqual(['no-new-privileges:true'])
    }
  })

  test('no password stands in it, and every secret is a file outside of the repository', () => {
    const given = services.flatMap(([, { environment }]) => Object.entries(environment))
    expect(given.filter(([name]) => /PASSWORD|SECRET_|TOKEN/.test(name) && !name.endsWith('_FILE'))).toEqual([])
    expect(given.filter(([, value]) => /\/\/[^/]*:[^/]*@/.test(String(value)))).toEqual([])
    const used = services.flatMap(([, { secrets }]) => secrets)
    expect(Object.keys(composition.secrets).sort()).toEqual([...new Set(used)].sort())
    const ignored = readFileSync(join(infra, '..', '.gitignore'), 'utf8')
    if (used.length > 0) expect(ignored).toContain('/infra/docker/secrets/\n')
    expect(Object.values(composition.secrets).filter(({ file }) => !file.startsWith('./secrets/'))).toEqual([])
  })

  test('images of others have a version, volumes a name, and what is mounted is there', () => {
    const others = services.filter(([, { build }]) => build === undefined)
    expect(others.filter(([, { image }]) => !/:v?\d+/.test(image))).toEqual([])
    const mounted = services.flatMap(([, { volumes }]) => volumes.map((volume) => volume.split(':')[0] ?? ''))
    const named = mounted.filter((source) => !source.startsWith('.'))
    expect([...new Set(named)].sort()).toEqual(Object.keys(composition.volumes).sort())
    const files = mounted.filter((source) => source.startsWith('.'))
    expect(files.filter((file) => !existsSync(join(infra, 'docker', file)))).toEqual([])
  })
})

test('Prometheus asks every process of the distributed composition', () => {
  const { services } = Composition.parse(yamlOf('docker/compose.scale.yaml'))
  const ours = Object.entries(services).filter(([, { build }]) => build !== undefined)
  const Scraping = z.looseObject({
    scrape_configs: z.array(z.looseObject({ static_configs: z.array(z.object({ targets: z.array(z.string()) })) })),
  })
  const { scrape_configs } = Scraping.parse(yamlOf('prometheus/prometheus.yml'))
  const targets = scrape_configs.flatMap(({ static_configs }) => static_configs).flatMap((one) => one.targets)
  expect(targets.sort()).toEqual(ours.map(([name]) => `${name}:8080`).sort())
})

test('the distributed composition has each role twice, and three nodes of the log', () => {
  const { services } = Composition.parse(yamlOf('docker/compose.scale.yaml'))
  const roles = Object.values(services).flatMap(({ environment }) => environment.DAYBOOK_ROLES ?? [])
  expect(roles.sort()).toEqual(['api,intake', 'api,intake', 'intake', 'intake', 'projector', 'projector'])
  expect(Object.keys(services).filter((name) => name.startsWith('eventstore-')).length).toBe(3)
})

describe('the image', () => {
  test('has what is needed to install every package that the program is made of', () => {
    const folders = ['packages', 'services'].flatMap((above) =>
      readdirSync(join(infra, '..', above)).map((name) => `${above}/${name}/package.json`),
    )
    const manifest = (path: string) =>
      z
        .looseObject({ name: z.string(), dependencies: z.record(z.string(), z.string()).default({}) })
        .parse(JSON.parse(readFileSync(join(infra, '..', path), 'utf8')))
    const known = new Map(folders.map((path) => [manifest(path).name, path]))
    const needed = new Set<string>()
    const need = (name: string): void => {
      const path = known.get(name)
      if (path === undefined || needed.has(path)) return
      needed.add(path)
      for (const dependency of Object.keys(manifest(path).dependencies)) need(dependency)
    }
    need('@daybook/server')
    const copied = [...dockerfile.matchAll(/^COPY (\S+\/package\.json) /gm)].map(([, path]) => path)
    expect(copied.sort()).toEqual([...needed].sort())
  })

  test('runs as nobody in particular, says whether it is well, and takes its settings', () => {
    expect(dockerfile).toMatch(/^USER 10001:10001$/m)
    expect(dockerfile).toMatch(/^HEALTHCHECK .*\\\n {2}CMD \["node", /m)
    expect(dockerfile).toContain('/livez')
    expect(Object.keys(ofImage)).toContain('DAYBOOK_DATA_DIR')
    expect(problemsOf({ ...ofImage, DAYBOOK_AUTH: 'insecure-open' })).toEqual([])
    expect(settingsIn(dockerfile).filter((name) => !isSetting(name))).toEqual([])
  })
})

const compose = {
  name: 'docker-compose',
  calls: [['docker', 'compose'], ['docker-compose']],
  asked: ['version', '--short'],
  answers: /^v?(?:[2-9]|\d\d)\.\S+/,
} as const

suiteWithProgram(compose, 'the compositions', (run) => {
  test.each(['compose.yaml', 'compose.scale.yaml'])('%s is one that Docker Compose takes', (name) => {
    const typed = ['--project-directory', join(infra, 'docker'), '-f', join(infra, 'docker', name)]
    const resolved = z
      .looseObject({ services: z.record(z.string(), z.looseObject({})) })
      .parse(JSON.parse(run(...typed, '--env-file', '/dev/null', '-p', 'daybook', 'config', '--format', 'json')))
    expect(Object.keys(resolved.services).sort()).toEqual(
      Object.keys(Composition.parse(yamlOf(`docker/${name}`)).services).sort(),
    )
  })
})
