import { existsSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { newFolder, patienceMs, serve } from './program.ts'
import { openCollector } from './trace-collector.ts'
import { account } from './traced-book.ts'

/**
 * Runs before everything else in each thread of a process, and writes down each module of OpenTelemetry that is loaded, but for its bare
 * interface, which prom-client brings.
 */
const writesDown = (file: string): string => {
  const code = `
    import { appendFileSync } from 'node:fs'
    import { registerHooks } from 'node:module'
    registerHooks({
      load: (url, context, next) => {
        if (/@opentelemetry\\/(?!api\\/)|open-telemetry/.test(url)) appendFileSync(${JSON.stringify(file)}, url + '\\n')
        return next(url, context)
      },
    })`
  return `--import=data:text/javascript,${encodeURIComponent(code)}`
}

/** A server that has taken an event in and was stopped; how it ended, and what it loaded. */
const served = async (environment: Readonly<Record<string, string>>) => {
  const folder = newFolder()
  const file = `${folder}-loaded`
  const server = await serve(folder, ['serve'], { NODE_OPTIONS: writesDown(file), ...environment })
  const headers = { 'content-type': 'application/json' }
  const answer = await fetch(`${server.address}/v1/events`, { method: 'POST', headers, body: JSON.stringify(account('A1')) })
  const begun = performance.now()
  const exitCode = await server.stop()
  const loaded = existsSync(file) ? readFileSync(file, 'utf8') : ''
  return { status: answer.status, exitCode, loaded, stopMs: performance.now() - begun }
}

test('no SDK of OpenTelemetry is loaded where no collector is named', { timeout: patienceMs }, async () => {
  expect(await served({})).toMatchObject({ status: 200, exitCode: 0, loaded: '' })
})

test('it is loaded where one is named, and what was traced is sent before the process ends', {
  timeout: patienceMs,
}, async () => {
  await using collector = await openCollector()
  const { status, exitCode, loaded } = await served({
    OTEL_EXPORTER_OTLP_ENDPOINT: collector.endpoint,
    OTEL_SERVICE_NAME: 'book',
  })
  expect([status, exitCode]).toEqual([200, 0])
  expect(loaded).toContain('@opentelemetry/sdk-trace')
  expect(collector.spans.map(({ name }) => name)).toEqual(expect.arrayContaining(['POST /v1/events', 'intake commit']))
  expect(collector.resources[0]).toMatchObject({ 'service.name': 'book' })
})

test('a process whose collector is away stops as quickly as ever', { timeout: patienceMs }, async () => {
  const { exitCode, stopMs } = await served({ OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:9' })
  expect(exitCode).toBe(0)
  expect(stopMs).toBeLessThan(8_000)
})
