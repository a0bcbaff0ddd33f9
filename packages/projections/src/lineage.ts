import type { Day } from '@daybook/domain'

/** A commitment as far as lineages go by it; `first` is the first day of the quarter of its review. */
export type Link = {
  readonly qbrId: string
  readonly commitmentId: string
  readonly lineageId: string | null
  readonly first: Day
}

/** What was proposed for the next quarter, and of which commitment. */
export type Proposal = { readonly eventId: string; readonly qbrId: string; readonly fromCommitmentId: string }

/**
 * The lineage of each commitment of one owner; commitments in the order of their quarters. One that names a lineage goes on with the
 * earlier ones that name the same, else with the one that the event named has proposed it from, else with the latest of an earlier quarter
 * that has the name for its id. One that names none is the first of its own. Never by its words: no figure rests on what may be erased
 * (P-20). M-43, M-44 of the domain specification.
 */
export const lineagesOf = (links: readonly Link[], proposals: readonly Proposal[]): readonly string[] => {
  const known: string[] = []
  for (const [place, link] of links.entries()) {
    const found = link.lineageId === null ? -1 : goesOnWith(link.lineageId, links.slice(0, place), { link, proposals })
    known.push(known[found] ?? `${link.qbrId}/${link.commitmentId}`)
  }
  return known
}

type Named = { readonly link: Link; readonly proposals: readonly Proposal[] }

/** The place of the commitment that a name stands for; -1 where it stands for none yet. */
const goesOnWith = (name: string, before: readonly Link[], { link, proposals }: Named): number => {
  const alike = before.findIndex(({ lineageId }) => lineageId === name)
  if (alike >= 0) return alike
  const isEarlier = ({ first }: Link): boolean => first < link.first
  const proposal = proposals.find(({ eventId }) => eventId === name)
  const proposed = before.findLastIndex(
    (each) => isEarlier(each) && each.qbrId === proposal?.qbrId && each.commitmentId === proposal.fromCommitmentId,
  )
  return proposed >= 0 ? proposed : before.findLastIndex((each) => isEarlier(each) && each.commitmentId === name)
}
