import type { DependencyEvent } from '../dependency-book.ts'

type Told<Type extends DependencyEvent['type']> = {
  readonly eventId: string
  readonly on: string
  readonly data: Extract<DependencyEvent, { type: Type }>['data']
}

/** The dependencies with their words, by position. */
export const dependency = {
  name: 'dependency',
  initial: (dependencyId: string): DependencyDocument => ({ dependencyId, raised: null, met: null, dropped: null }),
  evolve: (document: DependencyDocument, event: DependencyEvent): DependencyDocument => {
    const told = { eventId: event.eventId, on: event.effectiveOn }
    switch (event.type) {
      case 'DependencyRaised':
        return { ...document, raised: { ...told, data: event.data } }
      case 'DependencyMet':
        return { ...document, met: { ...told, data: event.data } }
      case 'DependencyDropped':
        return { ...document, dropped: { ...told, data: event.data } }
    }
  },
} as const

/** One dependency: what is owed by whom until when, and how it ended. */
export type DependencyDocument = {
  readonly dependencyId: string
  readonly raised: Told<'DependencyRaised'> | null
  readonly met: Told<'DependencyMet'> | null
  readonly dropped: Told<'DependencyDropped'> | null
}
