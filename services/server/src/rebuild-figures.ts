import type { RebuildStatus } from '@daybook/projector'
import { etaSecondsOf } from './projection-control.ts'

/** A figure of a rebuild, as metrics tell it; null when there is none to tell. */
type RebuildFigure = {
  readonly name: string
  readonly help: string
  readonly read: (rebuild: RebuildStatus, head: bigint) => number | null
}

/** How a rebuild stands, in figures. */
export const rebuildFigures: readonly RebuildFigure[] = [
  {
    name: 'daybook_projection_rebuild_position',
    help: 'The last position that a rebuild has posted; -1 before the first',
    read: ({ position }) => Number(position),
  },
  {
    name: 'daybook_projection_rebuild_remaining_events',
    help: 'Events that a rebuild has yet to post',
    read: ({ position }, head) => Math.max(0, Number(head - position)),
  },
  {
    name: 'daybook_projection_rebuild_speed',
    help: 'How fast a rebuild goes of late; events a second',
    read: ({ eventsPerSecond }) => eventsPerSecond,
  },
  {
    name: 'daybook_projection_rebuild_eta_seconds',
    help: 'When a rebuild will have caught up at this speed; 0 once it has',
    read: etaSecondsOf,
  },
  {
    name: 'daybook_projection_rebuild_differing_cells',
    help: 'Cells that a rebuild has found to differ, of KPIs of the same version',
    read: ({ comparison }) => (comparison === null ? null : comparison === 'equal' ? 0 : comparison.cells),
  },
]
