import type { Generations } from '@daybook/read-model'
import type { Posting, ProjectorFailpoint } from './posting.ts'

type Replaced = {
  readonly generations: Generations
  /** The generation that must not answer. */
  readonly broken: number
  /** The epoch that was taken of it; null where it is damaged. */
  readonly epoch: bigint | null
  readonly open: (generation: number) => Promise<Posting>
  readonly closing: AbortSignal
  readonly failpoint: ProjectorFailpoint
}

/**
 * Posts the whole log to a new generation and puts it in the place of a broken one, before anything is served; null when it is closed
 * meanwhile. All other generations go; one that is marked as damaged stays, frozen, for the inquiry, until the next rebuild.
 */
export const postedAnew = async ({ generations, broken, epoch, open, closing, failpoint }: Replaced): Promise<Posting | null> => {
  const others = (await generations.list()).filter(({ generation }) => generation !== broken)
  for (const { generation } of others) await generations.discard(generation)
  const posting = await open(await generations.create())
  while (!closing.aborted && (await posting.step()) > 0);
  if (closing.aborted) return null
  failpoint('before-switch')
  await generations.switchTo(posting.generation, epoch)
  failpoint('after-switch')
  if ((await generations.damageOf(broken)) === null) await generations.discard(broken)
  return posting
}
