import { setTimeout as pause } from 'node:timers/promises'
import { clientTo, type PostgresConnection } from './driver.ts'
import { faultOf } from './fault.ts'

/**
 * Calls `heard` at each notification on a channel, over a connection of its own; and with an empty payload each time that this was lost
 * and is there again, as nobody tells what was missed meanwhile.
 */
export const listenTo = async (
  connection: PostgresConnection,
  channel: string,
  heard: (payload: string) => void,
): Promise<AsyncDisposable> => {
  const closing = new AbortController()

  const connect = async (): Promise<ReturnType<typeof clientTo>> => {
    const client = clientTo(connection)
    client.on('error', () => undefined) // `end` follows.
    try {
      await client.connect()
      client.on('notification', ({ payload = '' }) => heard(payload))
      await client.query(`LISTEN ${client.escapeIdentifier(channel)}`)
      client.once('end', () => void again())
      return client
    } catch (error) {
      await client.end().catch(() => undefined)
      throw faultOf(error)
    }
  }
  const again = async (): Promise<void> => {
    for (let waitMs = 100; !closing.signal.aborted; waitMs = Math.min(2 * waitMs, 2_000)) {
      await pause(waitMs, undefined, { signal: closing.signal }).catch(() => undefined)
      if (closing.signal.aborted) return
      try {
        client = await connect()
        if (closing.signal.aborted) return await client.end()
        return heard('')
      } catch {
        // The server is not back yet.
      }
    }
  }
  let client = await connect()
  return {
    [Symbol.asyncDispose]: async () => {
      closing.abort()
      await client.end().catch(() => undefined)
    },
  }
}
