import type { Recorded } from '@daybook/domain'
import { isReferenceEvent } from '@daybook/projections'
import { expect, test } from 'vitest'
import { cellTotals, differingCells, type Place, totalsOf } from './cell-totals.ts'
import { postHistory } from './posted-history.ts'
import { type Random, randomFrom } from './random.ts'
import { describeHistory, randomHistory } from './random-history.ts'
import { cycleDays, renumbered, scaled, shifted, withoutRounding } from './rewritten-history.ts'
import { effort, reproduce, seedsOf, tell } from './seeds.ts'

type Compared = { readonly differing: readonly string[]; readonly events: readonly Recorded[] }

/** Holds for a run of random histories what `compare` says of one: that nothing differs. Null: the history has nothing to compare. */
const holds = async (seeds: readonly number[], compare: (seed: number, random: Random) => Promise<Compared | null>) => {
  let compared = 0
  for (const seed of seeds) {
    const result = await compare(seed, randomFrom(seed + 7))
    if (result === null) continue
    compared += 1
    const { differing, events } = result
    if (differing.length > 0)
      expect.fail([reproduce(seed, import.meta.filename), ...differing, describeHistory({ seed, events })].join('\n'))
  }
  tell(import.meta.filename, seeds, { compared })
  expect(compared).toBeGreaterThan(seeds.length / 2)
}

const compared = async (
  events: readonly Recorded[],
  before: readonly Recorded[],
  counts?: (place: Place) => boolean,
): Promise<Compared> => ({ events, differing: differingCells(await totalsOf(before), await totalsOf(events), counts) })

/** An order, wherever it is put in and whenever it is taken back: nothing of its account's rhythm or of others may be left. */
test('an order and its void leave every cell, on every day, as if there had been neither', { timeout: 180_000 * effort }, () =>
  holds(seedsOf(30), async (seed, random) => {
    const { events } = randomHistory(seed, 90)
    const orders = events.filter((event) => event.type === 'OrderAccepted')
    if (orders.length === 0) return null
    const [entered, taken] = enteredTwice(random.pick(orders))
    const place = random.between(20, events.length)
    const later = random.between(place, events.length)
    const both = [...events.slice(0, place), entered, ...events.slice(place, later), taken, ...events.slice(later)]
    return compared(renumbered(both), events)
  }),
)

/** The same order under another id, and its void. */
const enteredTwice = (order: Extract<Recorded, { type: 'OrderAccepted' }>): readonly [Recorded, Recorded] => {
  const stream = `order-erp~TWICE` as Recorded['stream']
  const orderId = 'TWICE' as typeof order.data.orderId
  const [first, second] = ['fffffff0', 'fffffff1'].map((head) => `${head}-0000-5000-8000-000000000000` as Recorded['eventId'])
  const entered: Recorded = { ...order, eventId: first!, stream, recordedAt: 0, data: { ...order.data, orderId } }
  const data = { orderId, accountId: order.data.accountId, reason: 'duplicate' }
  const taken = { ...order, type: 'OrderVoided', eventId: second!, stream, recordedAt: 0, data } as Recorded // Sound: a stored void
  return [entered, taken]
}

test('an order stated anew as it stands moves nothing', { timeout: 180_000 * effort }, () =>
  holds(seedsOf(30), async (seed, random) => {
    const { events } = randomHistory(seed, 90)
    const orders = events.filter((event) => event.type === 'OrderAccepted')
    const untouched = orders.filter((order) => !events.some((event) => event !== order && event.stream === order.stream))
    if (untouched.length === 0) return null
    const order = random.pick(untouched)
    const data = { ...order.data, reason: 'as it was' }
    const again = { ...order, type: 'OrderCorrected', data } as Recorded // Sound: a correction states what an order states
    const all = renumbered([...events, again])
    await using posted = await postHistory(all)
    const rows = await posted.readModel.rowsAt(BigInt(events.length))
    return { events: all, differing: rows.map(({ ledger, entity, day }) => `${ledger} ${entity.id} on ${day}`) }
  }),
)

/** Whatever happened to either account in between is told of the account that it happened to. P-15. */
test('two accounts merged and parted again leave every cell as if they never had been', { timeout: 180_000 * effort }, () =>
  holds(seedsOf(30), async (seed, random) => {
    const { events } = randomHistory(seed, 90, ['mergeAccounts'])
    const [survivorId, absorbedId] = random.pick([
      ['A1', 'A2'],
      ['A3', 'A1'],
      ['A4', 'A5'],
      ['A6', 'A2'],
    ])
    const place = random.between(18, events.length)
    const later = random.between(place, events.length)
    const after = events[place - 1]!
    const keepStatus = random.chance(50) ? { keepStatus: random.pick(['active', 'lost']) } : {}
    const merged = legsOf({ survivorId, absorbedId, reason: 'one', ...keepStatus }, { after, type: 'AccountsMerged' })
    const parted = legsOf({ survivorId, absorbedId, reason: 'two' }, { after, type: 'AccountsUnmerged' })
    const all = [...events.slice(0, place), ...merged, ...events.slice(place, later), ...parted, ...events.slice(later)]
    return compared(renumbered(all), events)
  }),
)

type Both = { readonly survivorId: string; readonly absorbedId: string; readonly reason: string }

/** An event of two accounts as it stands in the stream of each, recorded right after another. */
const legsOf = (data: Both, at: { readonly after: Recorded; readonly type: Recorded['type'] }): readonly Recorded[] =>
  [data.survivorId, data.absorbedId].map((accountId, leg) => {
    const eventId = `ffffffe${leg}-0000-5000-8000-${at.type === 'AccountsMerged' ? '000000000000' : '000000000001'}`
    return { ...at.after, type: at.type, eventId, stream: `account-${accountId}`, data } as Recorded // Sound: a stored leg of the type
  })

test('events of different accounts in another order lead to the same cells', { timeout: 180_000 * effort }, () =>
  holds(seedsOf(30), async (seed, random) => {
    const { events } = randomHistory(seed, 90)
    const mixed = [...events]
    for (let count = 0; count < 2_000; count += 1) {
      const place = random.below(mixed.length - 1)
      const [left, right] = [mixed[place]!, mixed[place + 1]!]
      if (areIndependent(left, right)) mixed.splice(place, 2, right, left)
    }
    // Recorded times are dealt out anew, and with them what counts as late, and which forecasts a month began with.
    return compared(
      renumbered(mixed),
      events,
      ({ kpi, scope }) => scope !== 'quality' && !kpi.name.startsWith('opening-forecast'),
    )
  }),
)

const accountsIn = ({ data }: Recorded): readonly string[] => [
  ...('accountId' in data ? [data.accountId] : []),
  ...('previousAccountId' in data && data.previousAccountId !== undefined ? [data.previousAccountId] : []),
]

const areIndependent = (left: Recorded, right: Recorded): boolean =>
  !isReferenceEvent(left) &&
  !isReferenceEvent(right) &&
  left.stream !== right.stream &&
  accountsIn(left).every((account) => !accountsIn(right).includes(account)) &&
  (accountsIn(left).length > 0 || accountsIn(right).length > 0)

test('an account given to others and back, from the same day, leaves every cell as it was', { timeout: 180_000 * effort }, () =>
  holds(seedsOf(30), async (seed, random) => {
    const { events } = randomHistory(seed, 90, ['correctAssignment', 'endAssignment'])
    const assignments = events.filter((event) => event.type === 'AccountAssigned')
    const given = random.pick(assignments)
    const held = assignments.findLast(
      ({ data, effectiveOn }) => data.accountId === given.data.accountId && effectiveOn === given.effectiveOn,
    )
    if (held === undefined) return null
    const others = [{ repId: 'R2' as (typeof held.data.owners)[number]['repId'], basisPoints: 10_000 }]
    const identity = (head: string) => ({ eventId: `${head}-0000-5000-8000-000000000000` as Recorded['eventId'] })
    const away: Recorded = { ...held, ...identity('fffffff0'), data: { ...held.data, owners: others } }
    const back: Recorded = { ...held, ...identity('fffffff1') }
    return compared(renumbered([...events, away, back]), events)
  }),
)

test('no change of owner moves a figure of the organisation', { timeout: 180_000 * effort }, () =>
  holds(seedsOf(30), async (seed) => {
    const { events } = randomHistory(seed, 120)
    await using posted = await postHistory(events)
    const changes = events.filter(({ type }) => ['AccountAssigned', 'AssignmentEnded', 'AssignmentCorrected'].includes(type))
    const differing: string[] = []
    for (const { position } of changes) {
      const moved = cellTotals(await posted.readModel.rowsAt(position))
      differing.push(...differingCells(moved, new Map(), ({ scope }) => scope === 'org'))
    }
    return { events, differing }
  }),
)

test(
  'amounts a thousand times as large make sales a thousand times as large, and change no count',
  { timeout: 180_000 * effort },
  () =>
    holds(seedsOf(40), async (seed) => {
      const events = withoutRounding(randomHistory(seed, 90).events)
      const factor = 1_000n
      const [small, large] = [await totalsOf(events), await totalsOf(scaled(events, factor))]
      const expected = new Map(
        [...small].map(([key, { place, amount }]) => [
          key,
          { place, amount: place.kpi.unit === 'money' ? amount * factor : amount },
        ]),
      )
      // Parts of a whole are rounded, and so are not a thousand times as large to the last digit.
      const whole = ({ kpi, scope }: Place) =>
        kpi.unit !== 'money' || (kpi.ledger === 'sales' && (scope === 'org' || scope === 'account'))
      return { events, differing: differingCells(expected, large, whole) }
    }),
)

test('a book a cycle of the calendar later is the same book, a cycle later', { timeout: 180_000 * effort }, () =>
  holds(seedsOf(40), async (seed) => {
    const { events } = randomHistory(seed, 90)
    const [now, later] = [await totalsOf(events), await totalsOf(shifted(events))]
    const moved = [...now.values()].map(({ place, amount }) => {
      const period = place.period + cycleDays * 8
      const day = place.kpi.kind === 'plan' ? place.day : place.day + cycleDays
      return [
        `${place.kpi.name} of ${place.scope} ${place.entity} in ${period} on ${day}`,
        { place: { ...place, period, day }, amount },
      ] as const
    })
    // What counts days from the beginning of time is later by a cycle itself.
    return { events, differing: differingCells(new Map(moved), later, ({ kpi }) => kpi.unit !== 'days') }
  }),
)
