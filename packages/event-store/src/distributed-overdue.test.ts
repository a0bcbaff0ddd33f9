import type { DomainEvent } from '@daybook/domain'
import { expect, onTestFinished, test } from 'vitest'
import { accepted, fact, order, orderStream } from '../../../tests/contract/event-store-facts.ts'
import { openDistributedEventStore } from './distributed.ts'
import type { StreamAppend } from './event-store.ts'
import { EventStoreFault } from './fault.ts'
import { openInMemoryRegister } from './in-memory-register.ts'
import { openInMemoryStreamLog, type ShelvedEvent } from './in-memory-stream-log.ts'
import type { LogRegister } from './register.ts'
import type { StreamLog } from './stream-log.ts'

/** A server and a register, on which any number of stores may be opened; nobody gives positions. */
const aBook = () => {
  const shelf: ShelvedEvent[] = []
  const register = openInMemoryRegister()
  const log = openInMemoryStreamLog({ bookId: 'book', shelf })
  const open = (append: StreamLog['append'], beside: Partial<LogRegister> = {}) => {
    const store = openDistributedEventStore({
      log: instead(log, { append, [Symbol.asyncDispose]: async () => undefined }),
      register: instead(register, { ...beside, [Symbol.asyncDispose]: async () => undefined }),
      patienceMs: 50,
      overdueMs: 20,
    })
    onTestFinished(() => store[Symbol.asyncDispose]())
    return store
  }
  /** The server takes all but the appends to these streams. */
  const refusing =
    (isRefused: (stream: string) => boolean): StreamLog['append'] =>
    async (...append) => {
      if (isRefused(append[0])) throw new EventStoreFault('refused', 'the server does not take it')
      return log.append(...append)
    }
  const streams = () => shelf.map(({ stream }) => stream.replace('book.order-erp~', ''))
  return { streams, register, log, open, refusing }
}

/** The same, but for these calls. */
const instead = <Port extends object>(port: Port, calls: Partial<Port>): Port =>
  new Proxy(port, {
    get: (target, name) => {
      const own = Reflect.get(calls, name) ?? Reflect.get(target, name)
      return typeof own === 'function' ? own.bind(target) : own
    },
  })

const orderOf = (accountId: string, id: string): StreamAppend => {
  const event = order(id)
  // Sound: the same event of another account
  return { ...accepted(id), events: [fact(id, { ...event, data: { ...event.data, accountId } } as DomainEvent)] }
}

test('what the log never takes keeps back its own account, and not what else was claimed', async () => {
  const book = aBook()
  const dying = book.open(() => new Promise(() => undefined))
  const appends = [orderOf('A1', 'O1'), orderOf('A1', 'O2'), orderOf('A2', 'O3'), orderOf('A3', 'O4')]
  await expect(dying.append({ appends })).rejects.toMatchObject({ code: 'outcome-unknown' })
  await dying[Symbol.asyncDispose]()
  book.open(book.refusing((stream) => stream === orderStream('O1')))
  await expect.poll(book.streams).toEqual(['O3', 'O4'])
})

test('what could not be brought is told for as long as it is not in the log, and what is claimed is not refused', async () => {
  const book = aBook()
  let isRefused = true
  let rounds = 0
  const takeOverdue: LogRegister['takeOverdue'] = (which) => {
    rounds += 1
    return book.register.takeOverdue(which)
  }
  const store = book.open(
    book.refusing(() => isRefused),
    { takeOverdue },
  )
  await expect(store.append({ appends: [accepted('O1')] })).rejects.toMatchObject({ code: 'outcome-unknown' })
  while (rounds < 12) {
    expect(store.fault()).toMatchObject({ code: 'refused' })
    await new Promise((later) => setImmediate(later))
  }
  isRefused = false
  await expect.poll(() => store.fault()).toBeNull()
  expect(book.streams()).toEqual(['O1'])
})

test('an append that is more than the log takes is refused before it is claimed, and alone', async () => {
  const book = aBook()
  const store = book.open((...append) => book.log.append(...append))
  const [event] = accepted('O1').events
  if (event === undefined) throw new Error('an order is one event')
  const large = { ...accepted('O1'), events: Array.from({ length: 2_000 }, () => event) }
  const sent = [store.append({ appends: [large] }), store.append({ appends: [accepted('O2')] })]
  const [refused, recorded] = await Promise.allSettled(sent)
  expect(refused).toMatchObject({ reason: { code: 'refused', message: expect.stringContaining('2000 events of order-erp~O1') } })
  expect(recorded).toMatchObject({ value: { status: 'appended' } })
  expect(store.fault()).toBeNull()
  expect(await store.append({ appends: [accepted('O1')] })).toMatchObject({ status: 'appended' })
})

test('a round that ends for a reason that does not pass is told until one ends well, and one that passes is not', async () => {
  const book = aBook()
  let failure: Error | null = new Error('permission denied for table pending')
  const takeOverdue: LogRegister['takeOverdue'] = async (which) => {
    if (failure !== null) throw failure
    return book.register.takeOverdue(which)
  }
  const store = book.open((...append) => book.log.append(...append), { takeOverdue })
  const missingRight = { code: 'refused', message: expect.stringContaining('permission denied for table pending') }
  await expect.poll(() => store.fault()).toMatchObject(missingRight)
  failure = null
  await expect.poll(() => store.fault()).toBeNull()
  let busy = 0
  const other = book.open((...append) => book.log.append(...append), {
    takeOverdue: async () => {
      busy += 1
      throw new EventStoreFault('busy', 'PostgreSQL is busy')
    },
  })
  await expect.poll(() => busy).toBeGreaterThan(1)
  expect(other.fault()).toBeNull()
})
