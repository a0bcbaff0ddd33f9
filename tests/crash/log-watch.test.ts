import { copyFileSync } from 'node:fs'
import { join } from 'node:path'
import { openSqliteEventStore } from '@daybook/event-store'
import { expect, onTestFinished, test } from 'vitest'
import { accepted, noon } from '../contract/event-store-facts.ts'
import { scratchFolder } from '../contract/scratch-folder.ts'
import { openAnswerJournal } from './answer-journal.ts'
import type { SentEvent } from './load.ts'
import { watchLog } from './log-watch.ts'

const erp = (id: string): SentEvent => ({ source: 'erp', id })

/** A log with some orders in it, of which some were sent and some answered. */
const given = async (
  recorded: readonly string[],
  { sent, answered }: { sent: readonly string[]; answered: readonly string[] },
) => {
  const folder = scratchFolder()
  const journal = openAnswerJournal(join(folder, 'answered'))
  onTestFinished(() => journal[Symbol.dispose]())
  await using store = openSqliteEventStore({ file: join(folder, 'log.db'), clock: () => noon })
  for (const id of recorded) await store.append({ appends: [accepted(id)] })
  journal.answered(answered.map(erp))
  const log = watchLog(folder)
  return { folder, look: () => log.look({ sent: new Map(sent.map((id) => [`erp ${id}`, erp(id)])), journal }) }
}

test('a log that holds what was answered, and nothing but what was sent, is as it should be', async () => {
  const { look } = await given(['SO1', 'SO2'], { sent: ['SO1', 'SO2', 'SO3'], answered: ['SO1'] })
  expect(await look()).toEqual([])
})

test('an event that was answered and is not there is found', async () => {
  const { look } = await given(['SO1'], { sent: ['SO1', 'SO2'], answered: ['SO1', 'SO2'] })
  expect(await look()).toEqual(['erp SO2 was answered as recorded and is not in the log'])
})

test('an event that nobody sent is found', async () => {
  const { look } = await given(['SO1', 'SO2'], { sent: ['SO1'], answered: [] })
  expect(await look()).toEqual(['erp SO2 was never sent'])
})

test('an event that is gone since the last look is found', async () => {
  const { folder, look } = await given(['SO1'], { sent: ['SO1', 'SO2'], answered: ['SO1'] })
  const file = join(folder, 'log.db')
  await using store = openSqliteEventStore({ file, clock: () => noon })
  const older = await store.backup(join(folder, 'copy'))
  await store.append({ appends: [accepted('SO2')] })
  expect(await look()).toEqual([])
  await store[Symbol.asyncDispose]()
  copyFileSync(older.file, file)
  expect(await look()).toEqual(['the log ends at 0, it had reached 1'])
})
