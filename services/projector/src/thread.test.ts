import { MessageChannel } from 'node:worker_threads'
import { openInMemoryEventStore } from '@daybook/event-store'
import { createPoster } from '@daybook/projections'
import { type Generations, openInMemoryGenerations } from '@daybook/read-model'
import { pino } from 'pino'
import { expect, test } from 'vitest'
import { startProjector } from './projector.ts'
import { projectorBehind, serveProjector } from './thread.ts'

const started = (generations: Generations = openInMemoryGenerations()) =>
  startProjector({
    eventStore: openInMemoryEventStore(),
    generations,
    makePoster: createPoster,
    log: pino({ level: 'silent' }),
    clock: Date.now,
  })

test('a projector in another thread is steered and asked as one in this', async () => {
  const { port1, port2 } = new MessageChannel()
  const served = serveProjector(port2, await started())
  const projector = await projectorBehind(port1, { ended: new Promise(() => {}) })
  expect(projector.status()).toMatchObject({ state: 'running', position: -1n, generation: 1 })
  expect(await projector.act({ kind: 'pause' })).toMatchObject({ ok: true, status: { state: 'paused' } })
  expect(await projector.act({ kind: 'switch' })).toMatchObject({ ok: false, refusal: { code: 'nothing-to-switch-to' } })
  await projector[Symbol.asyncDispose]()
  await served
  port1.close()
})

test('a thread that dies is reported as stopped, and nobody waits for its answer', async () => {
  const { port1, port2 } = new MessageChannel()
  const inside = await started()
  void serveProjector(port2, inside)
  const died = Promise.withResolvers<Error | null>()
  const projector = await projectorBehind(port1, { ended: died.promise })
  await inside[Symbol.asyncDispose]()
  const asked = projector.act({ kind: 'pause' })
  died.resolve(new Error('out of memory'))
  await expect(asked).rejects.toThrow('out of memory')
  expect(projector.status()).toMatchObject({ state: 'stopped', problem: 'out of memory' })
  await expect(projector.act({ kind: 'resume' })).rejects.toThrow('out of memory')
  await projector[Symbol.asyncDispose]()
  port1.close()
})

test('a fault comes over from the thread with its code', async () => {
  const { port1, port2 } = new MessageChannel()
  const away = () => Promise.reject(Object.assign(new Error('it is away'), { code: 'unavailable' }))
  const served = serveProjector(port2, await started({ ...openInMemoryGenerations(), create: away }))
  const projector = await projectorBehind(port1, { ended: new Promise(() => {}) })
  await expect(projector.act({ kind: 'rebuild' })).rejects.toMatchObject({ message: 'it is away', code: 'unavailable' })
  await projector[Symbol.asyncDispose]()
  await served
  port1.close()
})
