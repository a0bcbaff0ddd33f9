import { openEventStoreDb, type StreamLog } from '@daybook/event-store'
import { describe, expect, onTestFinished, test } from 'vitest'
import { several, take, typesOf } from '../contract/stream-log.ts'
import { certified, whatCertificatesLack } from './eventstoredb-certificates.ts'
import { EventStoreDbDouble } from './eventstoredb-double.ts'
import { doubleTitle, shortTimes } from './eventstoredb-double-suite.ts'

const lacking = await whatCertificatesLack()
const password = 'a:b/c@d%e'

/** How a connection string of the secured double is made, and opened. */
const secured = async () => {
  const [own, stranger] = [await certified(), await certified()]
  const users = { ann: password }
  const double = await new EventStoreDbDouble({ secured: { ...own, users } }).start()
  onTestFinished(() => double.stop())
  const at = (user: string, options: string): string => `esdb://${user}@localhost:${double.port}?${options}`
  const open = async (url: string): Promise<StreamLog> => {
    const log = await openEventStoreDb({ url, bookId: 'book', times: { ...shortTimes, answerMs: 2_000, deadlineMs: 1_500 } })
    onTestFinished(() => log[Symbol.asyncDispose]())
    return log
  }
  return { double, users, at, open, ours: `tlsCAFile=${own.authorityFile}`, theirs: `tlsCAFile=${stranger.authorityFile}` }
}

/** What opening it failed with, as a whole, for the eye and for what must not be in it. */
const failure = async (opening: Promise<unknown>): Promise<{ code: unknown; text: string }> => {
  try {
    await opening
  } catch (error) {
    const fault = error as Error & { code?: unknown } // Sound: all that is thrown here is an error
    return { code: fault.code, text: `${fault.message} ${fault.stack} ${JSON.stringify(fault.cause)}` }
  }
  throw new Error('it was opened')
}

const ann = `ann:${encodeURIComponent(password)}`

describe(`${doubleTitle} over TLS${lacking === null ? '' : ` (skipped: ${lacking})`}`, () => {
  test.skipIf(lacking !== null)('who names the authority and the right password appends, reads and follows', async () => {
    const { at, open, ours } = await secured()
    const log = await open(at(ann, ours))
    expect(await log.append('order-1', -1n, several(3))).toEqual({ status: 'appended', revision: 2n })
    expect(typesOf(await log.readStream('order-1'))).toEqual(['e0', 'e1', 'e2'])
    expect(typesOf(await take(log.follow({ after: null, signal: new AbortController().signal }), 3))).toEqual(['e0', 'e1', 'e2'])
  })

  test.skipIf(lacking !== null)('a wrong password is refused at once, in words that do not show it', async () => {
    const { at, open, ours } = await secured()
    const { code, text } = await failure(open(at('ann:not-this-one', ours)))
    expect(code).toBe('refused')
    expect(text).toContain('does not know the user and password of the connection string')
    expect(text).not.toContain('not-this-one')
    expect(text).not.toContain(Buffer.from('ann:not-this-one').toString('base64'))
  })

  test.skipIf(lacking !== null)(
    'a password that is changed while the log is open refuses appends, and stores nothing',
    async () => {
      const { double, users, at, open, ours } = await secured()
      const log = await open(at(ann, ours))
      await log.append('order-1', -1n, several(1))
      users.ann = 'another'
      await expect(log.append('order-1', 0n, several(1, 1))).rejects.toMatchObject({ code: 'refused' })
      await expect(log.readStream('order-1')).rejects.toMatchObject({ code: 'refused' })
      expect(double.log.all()).toHaveLength(1)
    },
  )

  test.skipIf(lacking !== null)('a server that another authority vouches for is refused, and no file is named', async () => {
    const { at, open, theirs } = await secured()
    const { code, text } = await failure(open(at(ann, theirs)))
    expect(code).toBe('refused')
    expect(text).toContain('tlsCAFile must name who vouches for it')
    expect(text).not.toContain(encodeURIComponent(password))
    expect(text).not.toContain(password)
    expect(text).not.toContain(theirs.split('=')[1])
  })

  test.skipIf(lacking !== null)('so it is when no authority is named, and when the host is not one of its names', async () => {
    const { double, at, open, ours } = await secured()
    expect((await failure(open(at(ann, '')))).code).toBe('refused')
    expect((await failure(open(at(ann, ours).replace('localhost', '127.0.0.1')))).code).toBe('refused')
    expect(double.log.all()).toHaveLength(0)
  })

  test.skipIf(lacking !== null)('a file of an authority that is not there is said so, without its name', async () => {
    const { at, open } = await secured()
    const { code, text } = await failure(open(at(ann, 'tlsCAFile=/nowhere/canary.pem')))
    expect(code).toBe('not-openable')
    expect(text).toContain('tlsCAFile')
    expect(text).not.toContain('canary')
  })

  test.skipIf(lacking !== null)('who speaks without TLS to a server with it is not served', async () => {
    const { double, open } = await secured()
    expect((await failure(open(`esdb://127.0.0.1:${double.port}?tls=false`))).code).toBe('unavailable')
  })
})
