import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import { runBook } from '../crash/book-process.ts'
import { fx1Events } from '../fixtures/golden.ts'
import { randomFrom } from '../properties/random.ts'
import { daybook, newFolder, patienceMs, serve } from '../scenarios/program.ts'
import { smallBook } from '../scenarios/small-book.ts'
import { EventStoreDbDouble } from './eventstoredb-double.ts'
import { suiteOnPostgres } from './postgres-suite.ts'

/** How often a move is killed before it is left alone. */
const kills = 8

/** An answer without how long it took to work out. */
const answerOf = async (address: string): Promise<string> =>
  (await (await fetch(address)).text()).replace(/"durationMs":\d+/, '"durationMs":0')

await suiteOnPostgres('a book that is moved to servers (eventstoredb-double)', (postgres) => {
  /** Servers of a book of its own, as the program is told of them. */
  const servers = async () => {
    const double = await new EventStoreDbDouble().start()
    onTestFinished(() => double.stop())
    return {
      DAYBOOK_BACKEND: 'distributed',
      DAYBOOK_EVENTSTORE_URL: double.url,
      DAYBOOK_POSTGRES_URL: await postgres.createDatabase(),
    }
  }

  /** A book in a folder, of these lines as history. */
  const bookOf = async (lines: readonly string[]): Promise<string> => {
    const folder = newFolder()
    const file = join(`${folder}-events.ndjson`)
    writeFileSync(file, `${lines.join('\n')}\n`)
    const imported = await daybook(['import', file, '--backfill', '--data-dir', folder])
    // 65 where an item was put aside.
    expect([0, 65]).toContain(imported.exitCode)
    return folder
  }

  const waiting = JSON.stringify({
    specversion: '1.0',
    id: 'O-late',
    recordedtime: '2025-05-01T00:00:00Z',
    source: 'erp',
    type: 'OrderAccepted',
    data: { orderId: 'O-late', accountId: 'A-unknown', effectiveOn: '2025-02-02', currency: 'USD', net: '10.0000' },
  })

  const paths = [
    '/v1/kpis/net-sales?scope=rep&period=2025-02',
    '/v1/kpis/net-sales?scope=org&period=FY2025',
    '/v1/kpis/buying-accounts?scope=team&period=2025-02',
    '/v1/kpis/net-sales/explain?scope=rep&entity=R1&period=2025-02',
    '/v1/kpis/net-sales/replay?scope=rep&entity=R1&period=2025-02',
    '/v1/kpis/net-sales/verify?scope=rep&entity=R1&period=2025-02',
    '/v1/events?limit=500',
  ]

  /** The same questions to both, now and at moments of the past: every answer byte for byte. */
  const sameAnswers = async (addresses: readonly [string, string], { moments, seed }: { moments: number; seed: number }) => {
    const random = randomFrom(seed)
    const head = Number(JSON.parse(await (await fetch(`${addresses[0]}/v1/projections`)).text()).items[0].head)
    const times = Array.from({ length: moments }, () => {
      const asOf = new Date(Date.UTC(2024, 11, 1) + random.below(150) * 86_400_000).toISOString().slice(0, 10)
      return `asOf=${asOf}&knownAt=position:${random.below(head + 1)}`
    })
    let compared = 0
    for (const path of paths) {
      for (const time of path.startsWith('/v1/events') ? [''] : ['asOf=2025-06-01', ...times]) {
        const [own, moved] = await Promise.all(addresses.map((address) => answerOf(`${address}${path}&${time}`)))
        expect(moved, `${path}&${time}`).toBe(own)
        compared += 1
      }
    }
    return compared
  }

  describe.each([
    { name: 'a small one', lines: smallBook as readonly string[] | null, moments: 20 },
    { name: 'FX-1', lines: fx1Events === null ? null : readFileSync(fx1Events, 'utf8').trim().split('\n'), moments: 84 },
  ])('$name', ({ lines, moments }) => {
    test.skipIf(lines === null)(
      'gives the same answers from there, byte for byte, now and at moments of the past',
      { timeout: patienceMs },
      async () => {
        const folder = await bookOf([...(lines ?? []), waiting])
        const environment = await servers()
        const moved = await daybook(['migrate', folder, '--json', '--data-dir', newFolder()], environment)
        expect(moved.stderr).toContain('Serve it from there')
        expect(moved.exitCode).toBe(0)
        const proof = JSON.parse(moved.stdout)
        expect(proof.digests.length).toBeGreaterThan(3)
        expect(proof.sideRecords).toBeGreaterThan(0)
        await using embedded = await serve(folder)
        await using distributed = await serve(newFolder(), ['serve'], environment)
        expect(await sameAnswers([embedded.address, distributed.address], { moments, seed: 4 })).toBeGreaterThan(6 * moments)
        const held = await (await fetch(`${distributed.address}/v1/quarantine`)).json()
        expect(held).toMatchObject({ items: [{ id: 'O-late', code: 'unknown-account' }] })
      },
    )
  })

  test('a move that was killed again and again is made whole by the next one', { timeout: patienceMs }, async () => {
    const folder = await bookOf([...smallBook, waiting])
    const environment = await servers()
    const typed = ['migrate', folder, '--json', '--data-dir', newFolder()]
    const random = randomFrom(36)
    let killed = 0
    for (let round = 0; round < kills; round += 1) {
      const { signal } = await runBook(typed, { env: environment, killAfterMs: 300 + random.below(1_500) })
      killed += signal === 'SIGKILL' ? 1 : 0
    }
    expect(killed).toBeGreaterThan(0)
    const whole = await daybook(typed, environment)
    expect(whole.stderr).toContain('Serve it from there')
    expect(whole.exitCode).toBe(0)
    expect(JSON.parse(whole.stdout)).toEqual(
      JSON.parse((await daybook(['migrate', folder, '--json', '--data-dir', newFolder()], await servers())).stdout),
    )
  })

  test('a book is moved again without harm, and not upon another one', { timeout: patienceMs }, async () => {
    const folder = await bookOf(smallBook)
    const environment = await servers()
    const move = (from: string) => daybook(['migrate', from, '--json', '--data-dir', newFolder()], environment)
    const first = await move(folder)
    expect(first.exitCode).toBe(0)
    expect(JSON.parse((await move(folder)).stdout)).toEqual(JSON.parse(first.stdout))
    const other = await move(await bookOf(smallBook.slice(0, 4)))
    expect(other.exitCode).not.toBe(0)
    expect(other.stderr).toContain('the other log is not a copy of this one')
  })
})
