import { EventStoreFault } from '@daybook/event-store'
import { LedgerDamage } from '@daybook/read-model'
import { expect, test } from 'vitest'
import { failureOf, thrownFor } from './failure.ts'
import { answerFrom, textOf } from './status-text.ts'

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
