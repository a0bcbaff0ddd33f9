import { once } from 'node:events'
import { expect, test } from 'vitest'
import { runBook } from '../crash/book-process.ts'
import { isWhole } from '../fixtures/order-book.ts'
import { randomFrom } from '../properties/random.ts'
import { begin, daybook, newFolder, patienceMs, serve } from '../scenarios/program.ts'
import { fileOf, smallBook } from '../scenarios/small-book.ts'
import { bookOf, logDigest, sameAnswers, serversOn, waitingOrder } from './moved-book.ts'
import { suiteOnPostgres } from './postgres-suite.ts'

/** So many that they are copied in more than one run. */
const someOrders = Array.from({ length: 1_200 }, (_, number) =>
  JSON.stringify({
    specversion: '1.0',
    id: `M${number}`,
    recordedtime: new Date(Date.UTC(2025, 3, 1) + number * 60_000).toISOString(),
    source: 'erp',
    type: 'OrderAccepted',
    data: {
      orderId: `M${number}`,
      accountId: number % 2 === 0 ? 'A1' : 'A2',
      effectiveOn: '2025-03-20',
      currency: 'USD',
      net: '1.0000',
    },
  }),
)

/** How often a move is killed at any time. */
const kills = isWhole ? 100 : 4

/** A move takes about so long, much of it the start of the program. */
const longestMs = 4_000

/** Where a move is killed, one after the other, on the same servers. */
const stages = [
  'taking-the-servers:1',
  'copying-events:1',
  'copying-side-records:1',
  'comparing-events:1',
  'posting-ledgers:1',
  'posting-ledgers:2',
  'giving-the-servers-free:1',
]

await suiteOnPostgres('a move to servers (eventstoredb-double)', (postgres) => {
  test('ends right however often it is killed; until then nobody serves what is there, and the folder is as it was', {
    timeout: 4 * patienceMs,
  }, async () => {
    const folder = await bookOf([...smallBook, ...someOrders, waitingOrder])
    const before = logDigest(folder)
    const { double, environment: env } = await serversOn(postgres)
    const typed = ['migrate', folder, '--json', '--data-dir', newFolder()]

    for (const failpoint of stages) {
      const { signal, words } = await runBook(typed, { failpoint, env })
      expect(signal, `${failpoint}: ${words}`).toBe('SIGKILL')
      // In the middle of a run of events, wherever that is.
      if (failpoint === stages[0]) await killedAt(typed, { env, reached: () => double.log.all().length > 500 })
    }
    const asked = await daybook(['kpi', 'net-sales', '--data-dir', newFolder()], env)
    expect(asked.stderr).toContain('A book is being moved to these servers, and is not whole there yet.')
    const served = await runBook(['serve', '--port', '0', '--data-dir', newFolder()], { env })
    expect([asked.exitCode, served.code]).toEqual([78, 78])
    const other = await daybook(['migrate', await bookOf(smallBook.slice(1)), '--data-dir', newFolder()], env)
    expect([other.exitCode, other.stderr]).toEqual([
      4,
      expect.stringContaining('another book was moved there, or is being moved'),
    ])

    const moved = await daybook(typed, env)
    expect(moved.exitCode, moved.stderr).toBe(0)
    expect(JSON.parse(moved.stdout)).toMatchObject({
      events: String(smallBook.length + someOrders.length),
      sideRecords: expect.any(Number),
    })
    expect(double.log.all()).toHaveLength(smallBook.length + someOrders.length)
    expect(logDigest(folder)).toBe(before)
    await using embedded = await serve(folder)
    await using distributed = await serve(newFolder(), ['serve'], env)
    await sameAnswers([embedded.address, distributed.address], { months: ['2025-01', '2025-05'], moments: 20, seed: 36 })
  })

  test('is proved the same whenever it is killed', { timeout: (kills + 2) * patienceMs }, async () => {
    const random = randomFrom(36)
    const folder = await bookOf([...smallBook, ...someOrders.slice(0, 300), waitingOrder])
    const proofs = new Set<string>()
    let { environment: env } = await serversOn(postgres)
    const typed = ['migrate', folder, '--json', '--data-dir', newFolder()]
    const prove = async (): Promise<void> => {
      const { exitCode, stdout, stderr } = await daybook(typed, env)
      expect(exitCode, stderr).toBe(0)
      proofs.add(JSON.stringify(JSON.parse(stdout).digests))
      ;({ environment: env } = await serversOn(postgres))
    }
    for (let killed = 0; killed < kills; ) {
      const { signal, code, words } = await runBook(typed, { env, killAfterMs: random.below(longestMs) })
      if (signal === 'SIGKILL') killed += 1
      else expect(code, words).toBe(0)
      // What was whole is proved once more; and not every move is killed again and again.
      if (signal === null || random.chance(25)) await prove()
    }
    await prove()
    expect(proofs.size).toBe(1)
  })

  test('is proved again without harm, and refuses servers that have gone on', { timeout: 2 * patienceMs }, async () => {
    const folder = await bookOf(smallBook)
    const { environment } = await serversOn(postgres)
    const move = () => daybook(['migrate', folder, '--json', '--data-dir', newFolder()], environment)
    const first = await move()
    expect(first.exitCode, first.stderr).toBe(0)
    const again = JSON.parse((await move()).stdout)
    expect(again).toEqual({ ...JSON.parse(first.stdout), sideRecords: null })
    const order = fileOf([someOrders[0] ?? ''])
    expect((await daybook(['import', order, '--data-dir', newFolder()], environment)).exitCode).toBe(0)
    const late = await move()
    expect([late.exitCode, late.stderr]).toEqual([4, expect.stringContaining('It lives on the servers')])
  })

  test('takes no servers that hold a book or are worked with, and no folder that is served', {
    timeout: 2 * patienceMs,
  }, async () => {
    const folder = await bookOf(smallBook)
    const { environment } = await serversOn(postgres)
    const move = () => daybook(['migrate', folder, '--data-dir', newFolder()], environment)
    await using onServers = await serve(newFolder(), ['serve'], environment)
    const worked = await move()
    expect([worked.exitCode, worked.stderr]).toEqual([4, expect.stringContaining('Somebody works with these servers')])
    const line = fileOf([smallBook[1] ?? ''])
    expect((await daybook(['import', line, '--url', onServers.address])).exitCode).toBe(0)
    await onServers.stop()
    const held = await move()
    expect([held.exitCode, held.stderr]).toEqual([4, expect.stringContaining('These servers hold a book already')])
    await using _served = await serve(folder)
    const inUse = await move()
    expect([inUse.exitCode, inUse.stderr]).toEqual([78, expect.stringContaining('A book is moved while nobody writes it')])
  })
})

type Kill = { readonly env: Readonly<Record<string, string>>; readonly reached: () => boolean }

/** Begins a command and kills it as soon as something is reached. */
const killedAt = async (typed: readonly string[], { env, reached }: Kill): Promise<void> => {
  const child = begin(typed, env)
  const ended = once(child, 'exit')
  await expect.poll(reached, { timeout: patienceMs, interval: 5 }).toBe(true)
  child.kill('SIGKILL')
  expect(await ended).toEqual([null, 'SIGKILL'])
}
