import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Readable } from 'node:stream'
import { expect, test } from 'vitest'
import { clientOf, textOf } from './client.ts'

test('an answer that comes before the body was read ends the sending of it', async () => {
  const server = createServer((_request, response) => void response.writeHead(409).end('under way'))
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const body = Readable.from(endless())
  const closed = new Promise((resolve) => body.once('close', resolve))
  const client = clientOf(`http://127.0.0.1:${(server.address() as AddressInfo).port}`)
  const answer = await client.request('/', { method: 'POST', body })
  expect([answer.status, await textOf(answer)]).toEqual([409, 'under way'])
  await closed
  server.close()
  await once(server, 'close')
})

async function* endless(): AsyncGenerator<Uint8Array> {
  for (;;) yield Buffer.alloc(65_536)
}
