import { PassThrough } from 'node:stream'
import { expect, test } from 'vitest'
import { bodyWithin } from './body-deadline.ts'

/** What the hook hands on in place of the payload of a request with some headers. */
const handedOn = async (headers: Readonly<Record<string, string>>, payload: PassThrough): Promise<PassThrough> => {
  const hook = bodyWithin(1) as unknown as (...given: unknown[]) => Promise<PassThrough> // Sound: it reads nothing but the headers
  return hook({ headers }, null, payload)
}

test('a request without a body has no time to keep', async () => {
  const payload = new PassThrough()
  expect(await handedOn({}, payload)).toBe(payload)
  expect(await handedOn({ 'content-length': '0' }, payload)).toBe(payload)
})

test('a body that nobody reads ends with its time, and nothing else does', async () => {
  const body = await handedOn({ 'content-length': '5' }, new PassThrough())
  await new Promise((resolve) => body.once('close', resolve))
  expect(body.errored).toMatchObject({ code: 'slow-request' })
})

test('a body that was read in time stays whole', async () => {
  const body = await handedOn({ 'transfer-encoding': 'chunked' }, new PassThrough().end('12345'))
  expect(await body.setEncoding('utf8').toArray()).toEqual(['12345'])
})
