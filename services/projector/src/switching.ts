import type { Generation, Generations } from '@daybook/read-model'
import { describeDifference, differenceBetween } from './compare.ts'
import type { Posting } from './posting.ts'
import type { Rebuild } from './rebuilding.ts'
import type { ProjectorRefusal } from './status.ts'

/** Why there is nothing to switch to. */
export const nowhere: ProjectorRefusal = {
  code: 'nothing-to-switch-to',
  detail: 'there is no other generation; rebuild first',
}

/** Asked before anything of what was built before is let go. */
export const notTheOwner: ProjectorRefusal = {
  code: 'not-the-owner',
  detail:
    'the projector signs in as one who may not make tables: let it sign in as their owner, who made them with daybook prepare',
}

type Known = {
  readonly asked: number | undefined
  readonly built: (Pick<Rebuild, 'fault'> & { readonly posting: Pick<Posting, 'generation'> }) | null
  readonly generations: readonly Generation[]
}

/**
 * The generation that is meant: the one named, else the one that was rebuilt, else the one that answered last. Not one whose rebuild a
 * fault has ended: it is not posted to the end, and whoever posted it may know more than is stored.
 */
export const targetOf = ({ asked, built, generations }: Known): number | ProjectorRefusal => {
  const target = asked ?? built?.posting.generation ?? generations.findLast(({ state }) => state === 'frozen')?.generation
  if (built !== null && built.fault !== null && target === built.posting.generation)
    return { ...nowhere, detail: `generation ${target} cannot answer, ${built.fault}; wait until it goes on, or resume` }
  if (target !== undefined && generations.some(({ generation }) => generation === target)) return target
  return asked === undefined ? nowhere : { ...nowhere, detail: `there is no generation ${asked}` }
}

type Sides = {
  readonly generations: Generations
  readonly active: Posting
  readonly target: Posting
  /** The one that answers is known to be wrong. */
  readonly isDamaged: boolean
  readonly force: boolean
  readonly closing: AbortSignal
  readonly tell: () => void
}

/** Brings both generations to the head and says why the one may not take the place of the other; null when it may. */
export const refusalToSwitch = async (sides: Sides): Promise<ProjectorRefusal | null> => {
  const { generations, active, target, isDamaged, force, closing, tell } = sides
  const stepped = async (): Promise<number> => (isDamaged ? 0 : await active.step()) + (await target.step())
  while (!closing.aborted && (await stepped()) > 0) tell()
  if (closing.aborted || force) return null
  if (target.held !== null) return { code: 'nothing-to-switch-to', detail: `generation ${target.generation}: ${target.held}` }
  // Of ledgers that are known to be wrong nothing is expected.
  const difference = isDamaged ? null : await differenceBetween(generations, active, target)
  return difference === null ? null : { code: 'rebuild-differs', detail: describeDifference(difference), difference }
}
