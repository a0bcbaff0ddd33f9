import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { fx1Events } from '../fixtures/golden.ts'
import { isWhole, orderBook } from '../fixtures/order-book.ts'
import { daybook, newFolder, patienceMs, serve } from '../scenarios/program.ts'
import { smallBook } from '../scenarios/small-book.ts'
import { bookOf, logDigest, sameAnswers, serversOn, waitingOrder } from './moved-book.ts'
import { suiteOnPostgres } from './postgres-suite.ts'

/** How many moments the large book is asked about. */
const largeMoments = isWhole ? 500 : 60

const linesOf = (text: string): readonly string[] => text.trim().split('\n')

const books = [
  {
    name: 'a small one',
    lines: (): readonly string[] => smallBook,
    isHere: true,
    asked: { months: ['2024-12', '2025-06'], moments: 30, seed: 4 },
  },
  {
    name: 'FX-1',
    lines: () => linesOf(readFileSync(fx1Events ?? '', 'utf8')),
    isHere: fx1Events !== null,
    asked: { months: ['2024-11', '2025-06'], moments: 500, seed: 11 },
  },
  {
    name: 'a real order book',
    lines: () => linesOf(orderBook?.() ?? ''),
    isHere: orderBook !== null,
    asked: { months: ['2017-07', '2021-12'], moments: largeMoments, seed: 20 },
  },
] as const

await suiteOnPostgres('a book that is moved to servers (eventstoredb-double)', (postgres) => {
  describe.each(books)('$name', ({ lines, isHere, asked }) => {
    test.skipIf(!isHere)(
      'gives the same answers from there, byte for byte, now and at moments of the past',
      { timeout: (isWhole ? 12 : 3) * patienceMs },
      async () => {
        const folder = await bookOf([...lines(), waitingOrder])
        const before = logDigest(folder)
        const { environment } = await serversOn(postgres)
        const moved = await daybook(['migrate', folder, '--json', '--data-dir', newFolder()], environment)
        expect(moved.stderr).toContain('Serve it from there')
        expect(moved.exitCode).toBe(0)
        const proof = JSON.parse(moved.stdout)
        expect(proof.digests.length).toBeGreaterThan(3)
        expect(proof.sideRecords).toBeGreaterThan(0)
        expect(logDigest(folder)).toBe(before)
        await using embedded = await serve(folder)
        await using distributed = await serve(newFolder(), ['serve'], environment)
        const { compared, answered } = await sameAnswers([embedded.address, distributed.address], asked)
        process.stderr.write(`${compared} answers compared, ${answered} of them no refusals\n`)
        expect(answered).toBeGreaterThan(compared / 2)
        const held = await (await fetch(`${distributed.address}/v1/quarantine`)).json()
        expect(held).toMatchObject({ items: [{ id: 'O-late', code: 'unknown-account' }] })
      },
    )
  })
})
