import { expect, onTestFinished, test } from 'vitest'
import { newFolder, serve } from '../scenarios/program.ts'
import { openCollector } from '../scenarios/trace-collector.ts'
import { account } from '../scenarios/traced-book.ts'
import { EventStoreDbDouble } from './eventstoredb-double.ts'
import { suiteOnPostgres } from './postgres-suite.ts'

const trace = '0af7651916cd43dd8448eb211c80319c'

await suiteOnPostgres('traces of processes that share a book (eventstoredb-double)', (postgres) => {
  test('what one process takes in and another posts is one trace', async () => {
    await using collector = await openCollector()
    const double = await new EventStoreDbDouble().start()
    onTestFinished(() => double.stop())
    const servers = {
      DAYBOOK_BACKEND: 'distributed',
      DAYBOOK_EVENTSTORE_URL: double.url,
      DAYBOOK_POSTGRES_URL: await postgres.createDatabase(),
      OTEL_EXPORTER_OTLP_ENDPOINT: collector.endpoint,
    }
    await using writing = await serve(newFolder(), ['serve', '--roles', 'api,intake'], servers)
    await using posting = await serve(newFolder(), ['serve', '--roles', 'projector'], servers)
    const sent = await fetch(`${writing.address}/v1/events`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', traceparent: `00-${trace}-b7ad6b7169203331-01` },
      body: JSON.stringify(account('A1')),
    })
    expect(sent.status).toBe(200)
    const names = () => collector.spans.filter(({ traceId }) => traceId === trace).map(({ name }) => name)
    await expect
      .poll(names, { timeout: 60_000 })
      .toEqual(expect.arrayContaining(['POST /v1/events', 'intake batch', 'intake commit', 'intake append', 'post events']))
    expect(new Set(collector.resources.map((resource) => resource['daybook.roles']))).toEqual(
      new Set(['api,intake', 'projector']),
    )
    expect(await posting.stop()).toBe(0)
  })
})
