import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { createInterface } from 'node:readline'

/** A rebuild in a process of its own. `place`: a folder, or the address of a database. */
export type KilledRebuild = { readonly place: string; readonly orders: number; readonly eventsPerSecondMax: number }

/** Lets the process rebuild until it says that it has come to a position, and kills it: the last position that it said. */
export const killedAt = async (position: bigint, { place, orders, eventsPerSecondMax }: KilledRebuild): Promise<bigint> => {
  const writer = join(import.meta.dirname, 'rebuild-writer.ts')
  const child = spawn(process.execPath, [writer, place, `${orders}`, `${eventsPerSecondMax}`], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const exited = once(child, 'exit')
  let said = -1n
  for await (const line of createInterface(child.stdout)) {
    said = BigInt(line)
    if (said >= position) child.kill('SIGKILL')
  }
  const [code, signal] = await exited
  if (signal !== 'SIGKILL') throw new Error(`the rebuild ended by itself with ${code}, at position ${said}`)
  return said
}
