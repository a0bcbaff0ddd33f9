import type { TouchpointEvent } from '../touchpoint-book.ts'

type Told<Type extends TouchpointEvent['type']> = {
  readonly eventId: string
  readonly on: string
  readonly data: Extract<TouchpointEvent, { type: Type }>['data']
}

/** The touchpoints with their words, by position. */
export const touchpoint = {
  name: 'touchpoint',
  initial: (touchpointId: string): TouchpointDocument => ({ touchpointId, planned: null, held: null, skipped: null }),
  evolve: (document: TouchpointDocument, event: TouchpointEvent): TouchpointDocument => {
    const told = { eventId: event.eventId, on: event.effectiveOn }
    switch (event.type) {
      case 'TouchpointPlanned':
        return { ...document, planned: { ...told, data: event.data } }
      case 'TouchpointHeld':
        return { ...document, held: { ...told, data: event.data } }
      case 'TouchpointSkipped':
        return { ...document, skipped: { ...told, data: event.data } }
    }
  },
} as const

/** One touchpoint: as it was planned last, and what became of it. */
export type TouchpointDocument = {
  readonly touchpointId: string
  readonly planned: Told<'TouchpointPlanned'> | null
  readonly held: Told<'TouchpointHeld'> | null
  readonly skipped: Told<'TouchpointSkipped'> | null
}
