import { describe, expect, test } from 'vitest'
import { type Chunk, chunksOf, type FilePlan } from './chunks.ts'
import { FileReader } from './file-reader.ts'
import { defaultLimits } from './limits.ts'
import { IntakeFailure } from './problems.ts'

const plan: FilePlan = { format: 'events', source: 'csv', delimiter: ',', map: {}, limits: defaultLimits, from: null }
const line = (number: number): string =>
  `${JSON.stringify({ specversion: '1.0', id: `A${number}`, source: 'crm', type: 'AccountRegistered', data: { accountId: `A${number}`, name: 'x'.repeat(200) } })}\n`
const file = Buffer.from(Array.from({ length: 3_000 }, (_, number) => (number % 100 === 7 ? '{broken\n' : line(number))).join(''))

async function* blocksOf(bytes: Buffer, size = 10_000): AsyncGenerator<Buffer> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size)
}
const all = async (chunks: AsyncIterable<Chunk>): Promise<Chunk[]> => {
  const read: Chunk[] = []
  for await (const chunk of chunks) read.push(chunk)
  return read
}

describe('a long file, read in a thread', () => {
  test('gives the same chunks in the same order as one read here', async () => {
    await using reader = new FileReader()
    const [once, again] = await Promise.all([
      all(reader.chunks(blocksOf(file), plan)),
      all(reader.chunks(blocksOf(file, 999), plan)),
    ])
    const here = await all(chunksOf(blocksOf(file), plan))
    expect(here).toHaveLength(13)
    expect(once).toEqual(here)
    expect(again).toEqual(here)
  })

  test('gives orders of several rows, with letters of all lengths, as one read here', async () => {
    await using reader = new FileReader()
    const rows = Array.from(
      { length: 9_000 },
      (_, row) => `O${row >> 1},ACME,2025-01-09,USD,10.50,${row % 2},${'é✓😀'.repeat(row % 5)}`,
    )
    const csv = Buffer.from(['order_id,account_id,effective_on,currency,net,line_id,family', ...rows, ''].join('\n'))
    const orders: FilePlan = { ...plan, format: 'orders-csv' }
    const here = await all(chunksOf(blocksOf(csv), orders))
    expect(here.some(({ items }) => items.some(({ readable }) => readable))).toBe(true)
    expect(await all(reader.chunks(blocksOf(csv), orders))).toEqual(here)
  })

  test('is refused as it would be here', async () => {
    await using reader = new FileReader()
    const short = { ...plan, limits: { ...defaultLimits, importRows: 2_500 } }
    const refused = all(reader.chunks(blocksOf(file), short))
    await expect(refused).rejects.toBeInstanceOf(IntakeFailure)
    await expect(refused).rejects.toMatchObject({ problem: { code: 'body-too-large', limit: 'importRows' } })
  })

  test('fails as its blocks fail', async () => {
    await using reader = new FileReader()
    async function* broken(): AsyncGenerator<Buffer> {
      yield file.subarray(0, 400_000)
      throw new Error('the line went dead')
    }
    await expect(all(reader.chunks(broken(), plan))).rejects.toThrow('the line went dead')
  })

  test('may be left in the middle, and the next one be read', async () => {
    await using reader = new FileReader()
    for await (const chunk of reader.chunks(blocksOf(file), plan)) {
      expect(chunk.items).toHaveLength(plan.limits.chunkItems)
      break
    }
    expect(await all(reader.chunks(blocksOf(file), plan))).toHaveLength(13)
  })

  test('does not run ahead of who reads it', async () => {
    await using reader = new FileReader()
    let given = 0
    async function* counted(): AsyncGenerator<Buffer> {
      for await (const block of blocksOf(Buffer.concat([file, file, file, file]))) {
        given += block.length
        yield block
      }
    }
    const chunks = reader.chunks(counted(), plan)[Symbol.asyncIterator]()
    await chunks.next()
    await chunks.next()
    expect(given).toBeLessThan(file.length * 2)
    await chunks.return?.(undefined)
  })
})
