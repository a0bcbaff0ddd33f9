import { topic } from './broker.ts'
import type { Disk } from './disk.ts'

/** Where the book stands in a partition, as it is stored beside the log; null before anything was read of it. */
export const placeOf = async ({ log }: Disk, partition: number): Promise<bigint | null> => {
  const body = await log.record('feed-offset', `${topic}\u001f${partition}`)
  return body === null ? null : BigInt(JSON.parse(body).next)
}
