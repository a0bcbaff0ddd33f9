import type {
  ActionOptions,
  ActionResult as Answered,
  ComparedGeneration,
  ComparedResult,
  ProjectionControl,
  ProjectionRefusal,
  ProjectionStatus,
} from '@daybook/api'
import { instantText } from '@daybook/domain'
import type { EventStore } from '@daybook/event-store'
import { kpis } from '@daybook/projections'
import type {
  DifferingCell,
  Projector,
  ProjectorAction,
  ProjectorRefusal,
  ProjectorStatus,
  RebuildStatus,
} from '@daybook/projector'
import { type Generations, periodText, shownAmount } from '@daybook/read-model'
import type { OpenedLedgers, ReadLedgers } from './ledgers.ts'
import type { Lag } from './readiness.ts'

type Controlled = {
  readonly projector: Projector | null
  readonly eventStore: EventStore
  readonly generations: Pick<Generations, 'active' | 'list'>
  readonly ledgers: Pick<ReadLedgers, 'current' | 'apart'>
  readonly lag: () => Promise<Lag>
  readonly clock: () => number
}

const name = 'ledgers'

/** The projector as the interface lists and steers it: one projection, `ledgers`. */
export const projectionControl = (controlled: Controlled): ProjectionControl => {
  const { projector, eventStore, generations, ledgers, lag, clock } = controlled
  const shown = async (status: ProjectorStatus): Promise<ProjectionStatus> => {
    const { position: head } = await eventStore.head()
    const { events, seconds } = await lag()
    const { position } = await (await ledgers.current()).readModel.checkpoint()
    const { rebuild } = status
    return {
      name,
      state: status.state,
      position: positionText(position),
      head: positionText(head),
      lagEvents: events,
      lagSeconds: seconds,
      generation: status.generation,
      generations: status.generations.map((one) => ({ ...one })),
      rebuild: rebuild && rebuildShown(rebuild, { head, now: clock() }),
      outdated: status.outdated.map((one) => ({ ...one })),
      problem: status.problem ?? differenceIn(status),
    }
  }
  const target = async (): Promise<number | null> => {
    const { rebuild, generations: known } = projector?.status() ?? { rebuild: null, generations: await generations.list() }
    return rebuild?.generation ?? known.findLast(({ state }) => state === 'frozen')?.generation ?? null
  }
  return {
    list: async () => [await shown(projector?.status() ?? (await unposted(generations)))],
    act: async (asked, action, options): Promise<Answered> => {
      if (projector === null) {
        return { ok: false, refusal: { code: 'not-offered', detail: 'this process posts no ledgers: its projector is off' } }
      }
      if (asked !== name) return { ok: false, refusal: unknown(asked) }
      const result = await projector.act(actionOf(action, options))
      return result.ok ? { ok: true, value: await shown(result.status) } : { ok: false, refusal: refusalShown(result.refusal) }
    },
    compared: async (asked, generation): Promise<ComparedResult> => {
      if (asked !== name) return { ok: false, refusal: unknown(asked) }
      const active = await generations.active()
      const other = generation ?? (await target())
      if (other === null || other === active || !(await generations.list()).some((one) => one.generation === other)) {
        const detail =
          generation === undefined ? 'there is no other generation; rebuild first' : `there is no other generation ${other}`
        return { ok: false, refusal: { code: 'nothing-to-switch-to', detail } }
      }
      await using opened = new AsyncDisposableStack()
      const apart = async (one: number): Promise<ComparedGeneration> => {
        const side = await ledgers.apart(one)
        opened.use(side.readModel)
        return comparedOf(side)
      }
      const [from, to] = [await apart(active), await apart(other)]
      const kept = opened.move()
      return { ok: true, from, to, close: () => kept.disposeAsync() }
    },
  }
}

const unknown = (asked: string) => ({
  code: 'unknown-projection' as const,
  detail: `there is no projection ${asked}; there is ${name}`,
})

const comparedOf = async ({ generation, readModel, versions, sources }: OpenedLedgers): Promise<ComparedGeneration> => {
  const { position } = await readModel.checkpoint()
  return { generation, position, versions, sources }
}

type Now = { readonly head: bigint; readonly now: number }

const rebuildShown = (rebuild: RebuildStatus, { head, now }: Now): NonNullable<ProjectionStatus['rebuild']> => {
  const difference = rebuild.comparison === 'equal' ? null : rebuild.comparison
  const etaSeconds = etaSecondsOf(rebuild, head)
  return {
    generation: rebuild.generation,
    position: positionText(rebuild.position),
    head: positionText(head),
    startedAt: instantText(rebuild.startedAt),
    eventsPerSecond: rebuild.eventsPerSecond,
    eventsPerSecondMax: rebuild.eventsPerSecondMax,
    etaSeconds,
    etaAt: etaSeconds === null ? null : instantText(now + etaSeconds * 1_000),
    comparison: rebuild.comparison === 'equal' || rebuild.comparison === null ? rebuild.comparison : 'differs',
    differingCells: difference?.cells ?? 0,
    firstDifferences: difference === null ? [] : difference.first.map(cellShown),
    triesAgain: rebuild.triesAgain,
  }
}

/** What is left at the speed of late; null when that cannot be told. A rebuild that was compared has caught up. */
export const etaSecondsOf = ({ position, eventsPerSecond, comparison }: RebuildStatus, head: bigint): number | null => {
  if (comparison !== null) return 0
  return eventsPerSecond === null || eventsPerSecond <= 0 ? null : Math.max(0, Number(head - position)) / eventsPerSecond
}

const cellShown = ({ kpi, entity, period, position, active, other }: DifferingCell) => {
  const measure = kpis.find((one) => one.name === kpi)
  const shown = (sum: bigint) => (measure === undefined ? sum.toString() : shownAmount(measure, sum).value)
  return {
    kpi,
    scope: entity.scope,
    entity: entity.id,
    team: entity.team === '' ? null : entity.team,
    period: periodText(period),
    position: position.toString(),
    active: shown(active),
    other: shown(other),
  }
}

const refusalShown = ({ code, detail, difference }: ProjectorRefusal): ProjectionRefusal =>
  difference === undefined
    ? { code, detail }
    : { code, detail, facts: { differingCells: difference.cells, firstDifferences: difference.first.map(cellShown) } }

/** How ledgers stand that nobody posts. */
const unposted = async (generations: Controlled['generations']): Promise<ProjectorStatus> => ({
  state: 'stopped',
  generation: await generations.active(),
  position: -1n,
  generations: await generations.list(),
  rebuild: null,
  outdated: [],
  problem: 'this process posts no ledgers: its projector is off',
  busyTotal: 0,
})

const actionOf = (kind: ProjectorAction['kind'], { generation, force, eventsPerSecond }: ActionOptions): ProjectorAction => {
  if (kind === 'rebuild') return { kind, ...(eventsPerSecond === undefined ? {} : { eventsPerSecondMax: eventsPerSecond }) }
  if (kind !== 'switch') return { kind }
  return { kind, ...(generation === undefined ? {} : { generation }), ...(force === undefined ? {} : { force }) }
}

const positionText = (position: bigint): string | null => (position < 0n ? null : position.toString())

const differenceIn = ({ rebuild }: ProjectorStatus): string | null =>
  rebuild === null || rebuild.comparison === null || rebuild.comparison === 'equal'
    ? null
    : `the rebuilt generation ${rebuild.generation} differs in ${rebuild.comparison.cells} cells, from position ${rebuild.comparison.position} on`
