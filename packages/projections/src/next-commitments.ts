import { byText, type Day } from '@daybook/domain'
import type { CommitmentRecord, QbrDocument } from './documents/qbr.ts'
import { lineagesOf } from './lineage.ts'
import type { Reference } from './reference.ts'

/** What comes next of a commitment: what was committed again, else what was proposed. */
export type NextCommitment = { readonly id: string; readonly text: string }

type Told = { readonly document: QbrDocument; readonly commitment: CommitmentRecord; readonly first: Day }

/**
 * What came next of the commitments of some reviews by a day: the commitment of the same lineage in the earliest later quarter, with its
 * id; until there is one, what was proposed last, with the id of that event. What is withdrawn is not next.
 */
export const nextOf = (
  documents: readonly QbrDocument[],
  { asOf, calendar }: { readonly asOf: Day; readonly calendar: Reference['calendar'] },
): ((document: QbrDocument, commitment: CommitmentRecord) => NextCommitment | null) => {
  const owners = Map.groupBy(documents, ({ ownerId }) => ownerId)
  const later = new Map([...owners.values()].flatMap((own) => laterAmong(toldOf(own, calendar), own)))
  return (document, commitment) => {
    const again = later
      .get(commitment.eventId)
      ?.find(({ madeOn, withdrawnOn }) => madeOn <= asOf && (withdrawnOn === null || withdrawnOn > asOf))
    if (again !== undefined) return { id: again.commitmentId, text: again.text }
    const proposed = document.next.findLast((next) => next.fromCommitmentId === commitment.commitmentId && next.on <= asOf)
    return proposed === undefined ? null : { id: proposed.eventId, text: proposed.text }
  }
}

const toldOf = (documents: readonly QbrDocument[], calendar: Reference['calendar']): readonly Told[] =>
  documents
    .flatMap((document) => {
      const quarter = document.quarter === null ? null : calendar.period(document.quarter)
      return quarter === null ? [] : document.commitments.map((commitment) => ({ document, commitment, first: quarter.first }))
    })
    .sort((a, b) => byText(a.first, b.first) || byText(a.document.qbrId, b.document.qbrId))

/** By the event of each commitment those of its lineage in later quarters, in order. */
const laterAmong = (
  told: readonly Told[],
  documents: readonly QbrDocument[],
): readonly (readonly [string, readonly CommitmentRecord[]])[] => {
  const links = told.map(({ document: { qbrId }, commitment: { commitmentId, lineageId }, first }) => ({
    // Reviews that a former release has kept name no lineage.
    ...{ qbrId, commitmentId, lineageId: lineageId ?? null, first },
  }))
  const lineages = lineagesOf(
    links,
    documents.flatMap(({ qbrId, next }) => next.map(({ eventId, fromCommitmentId }) => ({ qbrId, eventId, fromCommitmentId }))),
  )
  return told.map(({ commitment, first }, place) => {
    const after = told.filter((each, other) => each.first > first && lineages[other] === lineages[place])
    return [commitment.eventId, after.map((each) => each.commitment)]
  })
}
