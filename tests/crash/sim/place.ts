import { topic } from './broker.ts'
import type { Disk } from './disk.ts'

/** Where the book stands in a partition, as it is stored beside the log; null before anything was read of it. */
export const placeOf = async ({ log }: Disk, partition: number): Promise<bigint | null> => {
  const body = await log.record('feed-offset', `${topic}\u001f${partition}`)
  return body === null ? null : BigInt(JSON.parse(body).next)
}

/** Whether the ledgers that answer have not taken in the whole log. */
export const isBehind = async ({ generations, log }: Disk): Promise<boolean> => {
  const readModel = await generations.open(await generations.active())
  return (await readModel.checkpoint()).position < (await log.head()).position
}
