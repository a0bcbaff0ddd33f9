import { EventStoreFault } from '@daybook/event-store'
import { LedgerDamage } from '@daybook/read-model'
import { expect, test } from 'vitest'
import { failureOf, thrownFor } from './failure.ts'
import { answerFrom, statusFrom, textOf } from './status-text.ts'

const away = Object.assign(new Error('PostgreSQL does not answer'), { name: 'DatabaseFault', code: 'unavailable' })

test.each([new EventStoreFault('disk-full', 'no room'), new LedgerDamage('torn'), away, new Error('lost')])(
  'a fault is the same to callers in another thread or process: %s',
  (fault) => {
    const { message: failed, ...told } = failureOf(fault)
    const answer = answerFrom(textOf({ failed, ...told }))
    if (!('failed' in answer)) throw new Error('not a fault')
    const thrown = thrownFor({ ...answer, message: answer.failed })
    expect(failureOf(thrown)).toEqual({ ...failureOf(fault), name: thrown.name })
    expect([thrown instanceof EventStoreFault, thrown instanceof LedgerDamage]).toEqual([
      fault instanceof EventStoreFault,
      fault instanceof LedgerDamage,
    ])
  },
)

test('a fault of a process of the former release is its words', () => {
  const answer = answerFrom('{"failed":"it is away"}')
  expect(answer).toEqual({ failed: 'it is away', name: 'Error', code: null })
})

test('a notice of the first release is read, though members are missing', () => {
  const rebuild = { generation: 2, position: '3', startedAt: 0 }
  const notice = { state: 'running', generation: 1, position: '3', generations: [], problem: null, busyTotal: 0 }
  const read = (comparison: object | string) => statusFrom(JSON.stringify({ ...notice, rebuild: { ...rebuild, comparison } }))
  expect(read('equal')).toMatchObject({
    outdated: [],
    rebuild: { position: 3n, eventsPerSecond: null, eventsPerSecondMax: null, triesAgain: false },
  })
  expect(read({ position: '2', active: null, other: null }).rebuild?.comparison).toMatchObject({ cells: 1, first: [] })
})
