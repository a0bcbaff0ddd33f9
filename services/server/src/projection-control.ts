import type { ActionResult as Answered, ProjectionControl, ProjectionStatus } from '@daybook/api'
import type { EventStore } from '@daybook/event-store'
import type { Projector, ProjectorAction, ProjectorStatus } from '@daybook/projector'
import type { Generations } from '@daybook/read-model'
import type { Lag } from './readiness.ts'

type Controlled = {
  readonly projector: Projector | null
  readonly eventStore: EventStore
  readonly generations: Pick<Generations, 'active' | 'list'>
  /** How far the generation that answers is, as its file tells. */
  readonly checkpoint: () => Promise<{ readonly position: bigint }>
  readonly lag: () => Promise<Lag>
}

const name = 'ledgers'

/** The projector as the interface lists and steers it: one projection, `ledgers`. */
export const projectionControl = ({ projector, eventStore, generations, checkpoint, lag }: Controlled): ProjectionControl => {
  const shown = async (status: ProjectorStatus): Promise<ProjectionStatus> => {
    const head = positionText((await eventStore.head()).position)
    const { events, seconds } = await lag()
    const { position } = await checkpoint()
    const { rebuild } = status
    return {
      name,
      state: status.state,
      position: positionText(position),
      head,
      lagEvents: events,
      lagSeconds: seconds,
      generation: status.generation,
      generations: status.generations.map((one) => ({ ...one })),
      rebuild: rebuild && {
        generation: rebuild.generation,
        position: positionText(rebuild.position),
        head,
        startedAt: new Date(rebuild.startedAt).toISOString(),
        comparison: rebuild.comparison === null || rebuild.comparison === 'equal' ? rebuild.comparison : 'differs',
      },
      problem: status.problem ?? differenceIn(status),
    }
  }
  return {
    list: async () => [await shown(projector?.status() ?? (await unposted(generations)))],
    act: async (asked, action, { generation, force }): Promise<Answered> => {
      if (projector === null) {
        return { ok: false, refusal: { code: 'not-offered', detail: 'this process posts no ledgers: its projector is off' } }
      }
      if (asked !== name)
        return { ok: false, refusal: { code: 'unknown-projection', detail: `there is no projection ${asked}; there is ${name}` } }
      const result = await projector.act(actionOf(action, { generation, force }))
      return result.ok ? { ok: true, value: await shown(result.status) } : { ok: false, refusal: result.refusal }
    },
  }
}

/** How ledgers stand that nobody posts. */
const unposted = async (generations: Controlled['generations']): Promise<ProjectorStatus> => ({
  state: 'stopped',
  generation: await generations.active(),
  position: -1n,
  generations: await generations.list(),
  rebuild: null,
  problem: 'this process posts no ledgers: its projector is off',
  busyTotal: 0,
})

type Options = { readonly generation: number | undefined; readonly force: boolean | undefined }

const actionOf = (kind: ProjectorAction['kind'], { generation, force }: Options): ProjectorAction => {
  if (kind !== 'switch') return { kind }
  return { kind, ...(generation === undefined ? {} : { generation }), ...(force === undefined ? {} : { force }) }
}

const positionText = (position: bigint): string | null => (position < 0n ? null : position.toString())

const differenceIn = ({ rebuild }: ProjectorStatus): string | null =>
  rebuild === null || rebuild.comparison === null || rebuild.comparison === 'equal'
    ? null
    : `the rebuilt generation ${rebuild.generation} differs from position ${rebuild.comparison.position} on`
