import type { PdpEvent } from '../pdp-book.ts'

/** When something is due, and from which day on that holds. */
type Due = { readonly due: string; readonly from: string }

/** What came of an initiative: done with evidence, or missed with a why. */
export type Settlement = {
  readonly isCompleted: boolean
  readonly on: string
  readonly evidence: string | null
  readonly why: string | null
}

/** An initiative with its words. */
export type InitiativeRecord = {
  readonly initiativeId: string
  readonly eventId: string
  readonly initiative: string | null
  readonly committedBy: 'rep' | 'manager'
  readonly ownerId: string | null
  readonly requirement: string
  readonly committedOn: string
  /** As agreed, then as rescheduled: the last that holds on a day counts. */
  readonly dues: readonly Due[]
  readonly settled: Settlement | null
}

/** Rep and manager have talked: about one initiative, or about all. */
export type FollowUpRecord = { readonly initiativeId: string | null; readonly on: string; readonly nextOn: string | null }

/** The development plans with their words, by position. */
export const pdp = {
  name: 'pdp',
  initial: (id: string) => emptyPdpDocument(id),
  evolve: (document: PdpDocument, event: PdpEvent) => evolvePdpDocument(document, event),
} as const

/** A performance development plan with its words. R-119. */
export type PdpDocument = {
  readonly pdpId: string
  readonly repId: string | null
  readonly managerId: string | null
  readonly period: string | null
  readonly sourceGaps: readonly string[]
  readonly openedOn: string | null
  readonly closedOn: string | null
  readonly initiatives: readonly InitiativeRecord[]
  readonly followUps: readonly FollowUpRecord[]
}

const emptyPdpDocument = (pdpId: string): PdpDocument => ({
  ...{ pdpId, repId: null, managerId: null, period: null, sourceGaps: [], openedOn: null, closedOn: null },
  initiatives: [],
  followUps: [],
})

const evolvePdpDocument = (document: PdpDocument, event: PdpEvent): PdpDocument => {
  const { effectiveOn: on } = event
  switch (event.type) {
    case 'PdpOpened': {
      const { repId, managerId, period, sourceGaps } = event.data
      return { ...document, repId, managerId, period, sourceGaps, openedOn: on }
    }
    case 'PdpInitiativeAgreed':
      return { ...document, initiatives: [...document.initiatives, agreed(event)] }
    case 'PdpInitiativeRescheduled': {
      const { initiativeId, due } = event.data
      return changed(document, initiativeId, ({ dues }) => ({ dues: [...dues, { due, from: on }] }))
    }
    case 'PdpInitiativeCompleted': {
      const settled = { isCompleted: true, on, evidence: event.data.evidence, why: null }
      return changed(document, event.data.initiativeId, () => ({ settled }))
    }
    case 'PdpInitiativeMissed': {
      const settled = { isCompleted: false, on, evidence: null, why: event.data.why }
      return changed(document, event.data.initiativeId, () => ({ settled }))
    }
    case 'FollowUpHeld': {
      const { initiativeId = null, nextFollowUpOn: nextOn = null } = event.data
      return { ...document, followUps: [...document.followUps, { initiativeId, on, nextOn }] }
    }
    case 'PdpClosed':
      return { ...document, closedOn: on }
  }
}

const agreed = ({ eventId, effectiveOn, data }: Extract<PdpEvent, { type: 'PdpInitiativeAgreed' }>): InitiativeRecord => ({
  initiativeId: data.initiativeId,
  eventId,
  initiative: data.initiative ?? null,
  committedBy: data.committedBy,
  ownerId: data.ownerId ?? null,
  requirement: data.requirement,
  committedOn: effectiveOn,
  dues: [{ due: data.due, from: effectiveOn }],
  settled: null,
})

const changed = (
  document: PdpDocument,
  initiativeId: string,
  change: (initiative: InitiativeRecord) => Partial<InitiativeRecord>,
): PdpDocument => ({
  ...document,
  initiatives: document.initiatives.map((each) => (each.initiativeId === initiativeId ? { ...each, ...change(each) } : each)),
})
