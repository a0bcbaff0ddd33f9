import type { RecordedEvent } from './kpi.ts'

/** What is said of an account beside who owns it and whether it is lost, each by the order of recording. */
export type AccountSaid = {
  readonly contacts: readonly ContactRecord[]
  readonly classifications: readonly ClassificationRecord[]
  readonly evaluations: readonly EvaluationRecord[]
  readonly lka: readonly LkaRecord[]
  readonly touchpoints: readonly TouchpointRecord[]
}

/** A talk of a manager with a lost account: planned, or what came of it. PM-4. */
type ContactRecord =
  | { readonly kind: 'planned'; readonly on: string; readonly managerId: string; readonly due: string }
  | { readonly kind: 'made'; readonly on: string; readonly outcome: string }

/** What a review of the key accounts made of the account. M-36. */
type ClassificationRecord = {
  readonly reviewId: string
  readonly designation: 'KEY' | 'SECONDARY'
  readonly r12Sales: string
  readonly eventId: string
}

/** How promising the account was found, each from 1 to 5. M-40. */
export type EvaluationRecord = {
  readonly on: string
  readonly decisionMakerAccess: number
  readonly potential: number
  readonly openness: number
  readonly eventId: string
}

/** The account went onto the list of those that nobody has, or was taken from it. M-38. */
type LkaRecord =
  | { readonly kind: 'moved'; readonly on: string; readonly previousRepId: string; readonly eventId: string }
  | { readonly kind: 'taken'; readonly on: string; readonly repId: string; readonly eventId: string }

/** When somebody is to be in touch with the account; over once that took place or will not. */
type TouchpointRecord = {
  readonly touchpointId: string
  readonly due: string
  readonly kind: string | null
  readonly overOn: string | null
}

/** The events that say something of an account. */
export const saidTypes = [
  'WinBackContactPlanned',
  'WinBackContactMade',
  'AccountClassified',
  'AccountEvaluated',
  'MovedToLka',
  'TakenFromLka',
  'TouchpointPlanned',
  'TouchpointHeld',
  'TouchpointSkipped',
] as const

export type SaidEvent = Extract<RecordedEvent, { type: (typeof saidTypes)[number] }>

/** Nothing has been said yet. */
export const nothingSaid: AccountSaid = { contacts: [], classifications: [], evaluations: [], lka: [], touchpoints: [] }

/** What is said after one more event. */
export const saidAfter = (said: AccountSaid, event: SaidEvent): Partial<AccountSaid> => {
  const { effectiveOn: on, eventId } = event
  switch (event.type) {
    case 'WinBackContactPlanned': {
      const { managerId, due } = event.data
      return { contacts: [...said.contacts, { kind: 'planned', on, managerId, due }] }
    }
    case 'WinBackContactMade':
      return { contacts: [...said.contacts, { kind: 'made', on, outcome: event.data.outcome }] }
    case 'AccountClassified': {
      const { reviewId, designation, r12Sales } = event.data
      return { classifications: [...said.classifications, { reviewId, designation, r12Sales, eventId }] }
    }
    case 'AccountEvaluated': {
      const { decisionMakerAccess, potential, openness } = event.data
      return { evaluations: [...said.evaluations, { on, decisionMakerAccess, potential, openness, eventId }] }
    }
    case 'MovedToLka':
      return { lka: [...said.lka, { kind: 'moved', on, previousRepId: event.data.previousRepId, eventId }] }
    case 'TakenFromLka':
      return { lka: [...said.lka, { kind: 'taken', on, repId: event.data.repId, eventId }] }
    case 'TouchpointPlanned': {
      const { touchpointId, due, kind = null } = event.data
      const others = said.touchpoints.filter((one) => one.touchpointId !== touchpointId)
      return { touchpoints: [...others, { touchpointId, due, kind, overOn: null }] }
    }
    case 'TouchpointHeld':
    case 'TouchpointSkipped': {
      const { touchpointId } = event.data
      return { touchpoints: said.touchpoints.map((one) => (one.touchpointId === touchpointId ? { ...one, overOn: on } : one)) }
    }
  }
}
