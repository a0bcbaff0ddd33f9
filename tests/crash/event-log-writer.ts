// A process that appends to a log until it is killed, and says on its standard output what has been acknowledged.
import { writeSync } from 'node:fs'
import { flushCompileCache } from 'node:module'
import { Source, SourceEventId, StreamName } from '@daybook/domain'
import { EventStoreFault, eventIdOf, openSqliteEventStore, type StreamAppend } from '@daybook/event-store'
import { fact, order } from '../contract/event-store-facts.ts'

const [file = '', prefix = '', mode = 'forever'] = process.argv.slice(2)
const source = Source.parse('erp')

/** Sizes of the batches that are appended at once: some alone, some together, one beyond a group. */
const sizes = [1, 1, 3, 1, 40, 1, 1, 7, 400]

const batch = (name: string, size: number): readonly StreamAppend[] =>
  Array.from({ length: size }, (_, index) => {
    const id = SourceEventId.parse(`${name}.${index}`)
    const event = fact(id, order(id), { eventId: eventIdOf(source, id), ingestedAt: Date.now() })
    return { stream: StreamName.parse(`order-erp~${id}`), expectedRevision: -1n, events: [event] }
  })

const say = (line: string) => writeSync(1, `${line}\n`)

/** Dies at the nth time that a failpoint is passed, when told so: `mode` is `in-transaction:12`, for example. */
const dying = () => {
  const [point, count = '0'] = mode.split(':')
  let left = Number(count)
  return (name: string) => {
    if (name !== point) return
    left -= 1
    if (left === 0) process.kill(process.pid, 'SIGKILL')
  }
}

const appendForever = async (): Promise<void> => {
  const store = openSqliteEventStore({ file, failpoint: dying() })
  say('open')
  flushCompileCache()
  for (let turn = 0; ; turn += 1) {
    const batches = sizes.map((size, index) => ({ name: `${prefix}-${turn}-${index}`, size }))
    await Promise.all(
      batches.map(async ({ name, size }) => {
        const { status } = await store.append({
          appends: batch(name, size),
          records: [{ collection: 'batch', key: name, body: `${size}` }],
        })
        if (status === 'appended') say(`${name} ${size}`)
      }),
    )
  }
}

/** So many single events, each after the one before. */
const appendOneByOne = async (count: number): Promise<void> => {
  await using store = openSqliteEventStore({ file })
  for (let turn = 0; turn < count; turn += 1) await store.append({ appends: batch(`${prefix}-${turn}`, 1) })
}

try {
  const [name, count] = mode.split(':')
  await (name === 'one-by-one' ? appendOneByOne(Number(count)) : appendForever())
} catch (error) {
  say(`fault ${error instanceof EventStoreFault ? error.code : error}`)
  process.exitCode = 1
}
