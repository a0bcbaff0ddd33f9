import type { Generations } from '@daybook/read-model'
import { describe, expect, onTestFinished, test } from 'vitest'
import { anaInEast, february, postThrough, salesRow } from './posting.ts'

/** What the generations of every engine must do. */
export const generationsContract = (name: string, open: () => Promise<Generations>): void => {
  const opened = async (): Promise<Generations> => {
    const generations = await open()
    onTestFinished(() => generations[Symbol.asyncDispose]())
    return generations
  }

  describe(`generations (${name})`, () => {
    test('a new book has one generation, which is active and empty', async () => {
      const generations = await opened()
      expect(await generations.list()).toEqual([{ generation: 1, state: 'active' }])
      await using readModel = await generations.open(await generations.active())
      expect(await readModel.checkpoint()).toMatchObject({ position: -1n })
    })

    test('a generation is built beside the active one, takes over in one step, and can be switched back', async () => {
      const generations = await opened()
      const second = await generations.create()
      expect(await generations.list()).toEqual([
        { generation: 1, state: 'active' },
        { generation: second, state: 'building' },
      ])
      await generations.switchTo(second, 0n)
      expect(await generations.active()).toBe(second)
      expect(await generations.list()).toEqual([
        { generation: 1, state: 'frozen' },
        { generation: second, state: 'active' },
      ])
      await generations.switchTo(1, 0n)
      expect(await generations.list()).toEqual([
        { generation: 1, state: 'active' },
        { generation: second, state: 'frozen' },
      ])
    })

    test('only the holder of the epoch of the generation that answers may switch', async () => {
      const generations = await opened()
      const second = await generations.create()
      await using active = await generations.open(1)
      const stale = await active.claim()
      const epoch = await active.claim()
      await expect(generations.switchTo(second, stale)).rejects.toMatchObject({ name: 'PostingFault', code: 'epoch-lost' })
      expect(await generations.active()).toBe(1)
      await generations.switchTo(second, epoch)
      expect(await generations.active()).toBe(second)
    })

    test('what is posted to one generation is not in another', async () => {
      const generations = await opened()
      const second = await generations.create()
      const query = { ledger: 'sales', period: february, entity: anaInEast, day: null }
      await using building = await generations.open(second)
      await building.claim()
      await postThrough(building, 0n, { rows: [salesRow(0n, [5n])] })
      await using active = await generations.open(1)
      expect((await active.totals([query], 0n))[0]?.[0]).toBe(0n)
      expect((await building.totals([query], 0n))[0]?.[0]).toBe(5n)
    })

    test('a discarded generation is gone, and its number is not given again', async () => {
      const generations = await opened()
      const second = await generations.create()
      await generations.discard(second)
      expect(await generations.list()).toEqual([{ generation: 1, state: 'active' }])
      await expect(generations.open(second)).rejects.toThrow('no generation 2')
      expect(await generations.create()).toBe(3)
    })

    test('what was found to be wrong with a generation stays with it until it is gone', async () => {
      const generations = await opened()
      const second = await generations.create()
      expect(await generations.damageOf(second)).toBeNull()
      await generations.markDamaged(second, 'a run ends with another total')
      expect(await generations.damageOf(second)).toBe('a run ends with another total')
      expect(await generations.damageOf(1)).toBeNull()
      await generations.discard(second)
      expect(await generations.damageOf(await generations.create())).toBeNull()
    })

    test('what a generation is posted with is kept with it, also while another answers', async () => {
      const generations = await opened()
      const second = await generations.create()
      expect(await generations.madeWith(second)).toBeNull()
      await generations.markMadeWith(second, 'orders 2')
      await generations.switchTo(second, 0n)
      expect([await generations.madeWith(1), await generations.madeWith(second)]).toEqual([null, 'orders 2'])
      await generations.switchTo(1, 0n)
      await generations.discard(second)
      expect(await generations.madeWith(await generations.create())).toBeNull()
    })

    test('the active generation is not discarded, and an unknown one not switched to', async () => {
      const generations = await opened()
      await expect(generations.discard(1)).rejects.toThrow('active')
      await expect(generations.switchTo(7, 0n)).rejects.toThrow('no generation 7')
      expect(await generations.active()).toBe(1)
    })
  })
}
