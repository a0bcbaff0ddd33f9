import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { readConfig } from './config.ts'
import type { Setting } from './setting.ts'
import { settings } from './settings.ts'

const problemsOf = (environment: Record<string, string>, flags = {}) => {
  const result = readConfig(flags, environment)
  return result.ok ? [] : result.problems
}

test('without any setting the program serves this machine from a folder beside it', () => {
  const result = readConfig({}, {})
  expect(result).toMatchObject({
    ok: true,
    config: { backend: 'embedded', host: '127.0.0.1', port: 8080, currency: 'USD', timeZone: 'UTC' },
  })
  expect(result.ok && [...result.config.roles]).toEqual(['api', 'intake', 'projector'])
})

test('a flag wins over the environment, and the environment over the default', () => {
  const result = readConfig({ port: '9001' }, { DAYBOOK_HTTP_PORT: '9000', DAYBOOK_CURRENCY: 'EUR' })
  expect(result).toMatchObject({ ok: true, config: { port: 9001, currency: 'EUR' } })
  expect(
    result.found.filter(({ key }) => key === 'port' || key === 'currency' || key === 'host').map(({ origin }) => origin),
  ).toEqual(['default', 'flag', 'environment'])
})

test('every problem is told at once', () => {
  const problems = problemsOf({
    DAYBOOK_HTTP_PORT: '70000',
    DAYBOOK_TIME_ZONE: 'Mars/Olympus',
    DAYBOOK_ROLES: 'api,cook',
    DAYBOOK_DATADIR: 'x',
  })
  expect(problems).toEqual([
    'DAYBOOK_DATADIR is not a setting',
    'DAYBOOK_HTTP_PORT must be a whole number from 0 to 65535 (it is "70000")',
    'DAYBOOK_ROLES must be a list of api, intake, projector (it is "api,cook")',
    'DAYBOOK_TIME_ZONE must be an IANA time zone such as America/New_York (it is "Mars/Olympus")',
  ])
})

test.each(
  Object.values(settings)
    .filter((setting) => setting.name !== 'DAYBOOK_DATA_DIR')
    .map((setting: Setting) => setting.name),
)('a value that %s cannot have is refused by name', (name) => {
  expect(problemsOf({ [name]: '~ no such value ~' }).join('\n')).toContain(name)
})

test('an empty data folder name is refused', () => {
  expect(problemsOf({ DAYBOOK_DATA_DIR: '' })).toEqual(['DAYBOOK_DATA_DIR must name a folder (it is "")'])
})

test('the distributed backend is refused without its servers, and the embedded one with them', () => {
  const servers = { DAYBOOK_EVENTSTORE_URL: 'esdb://host:2113?tls=false', DAYBOOK_POSTGRES_URL: 'postgresql://u@host/db' }
  expect(problemsOf({ DAYBOOK_BACKEND: 'distributed' })).toEqual([
    'DAYBOOK_EVENTSTORE_URL must be set: the distributed backend needs it',
    'DAYBOOK_POSTGRES_URL must be set: the distributed backend needs it',
  ])
  expect(problemsOf({ DAYBOOK_BACKEND: 'distributed', ...servers })).toEqual([])
  expect(problemsOf(servers)).toEqual([
    'DAYBOOK_EVENTSTORE_URL must be left out: only the distributed backend has such a server',
    'DAYBOOK_POSTGRES_URL must be left out: only the distributed backend has such a server',
  ])
})

test('an address that others can reach is refused unless that is asked for', () => {
  expect(problemsOf({ DAYBOOK_HTTP_HOST: '0.0.0.0' })[0]).toMatch(/must be 127\.0\.0\.1 or ::1.*DAYBOOK_AUTH=insecure-open/)
  expect(problemsOf({ DAYBOOK_HTTP_HOST: '0.0.0.0', DAYBOOK_AUTH: 'insecure-open' })).toEqual([])
})

test('a secret comes from its file, is never shown, and may not be given twice', () => {
  const file = join(mkdtempSync(join(tmpdir(), 'daybook-')), 'secret')
  writeFileSync(file, 'postgres://u:canary@host/db\n')
  const [problem] = problemsOf({ DAYBOOK_POSTGRES_URL_FILE: file })
  expect(problem).toContain('DAYBOOK_POSTGRES_URL must be left out')
  expect(problem).not.toContain('canary')
  expect(problemsOf({ DAYBOOK_POSTGRES_URL_FILE: file, DAYBOOK_POSTGRES_URL: 'x' })[0]).toContain('both set')
  expect(problemsOf({ DAYBOOK_POSTGRES_URL_FILE: '/nowhere/at/all' })[0]).toContain('cannot be read')
})
