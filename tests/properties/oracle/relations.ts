import type { AccountId, Day, EventOf, Recorded } from '@daybook/domain'
import { tenThousandths } from './amounts.ts'
import type { Known } from './book.ts'
import { minusMonths, plusDays, type Span } from './days.ts'
import { isWonWithin } from './deals.ts'
import { customerOf } from './merges.ts'
import { converted, type Order, ordersOf, totalOf } from './orders.ts'
import { type AccountDay, concerns, isOf, orderSales, type Place, returns, type Sale, saleOf, standsFor } from './sales.ts'

// Relations to accounts, the work on them, and what they buy for the first time: searched anew for each question.

/** The figures of relations that this oracle knows. */
export const relationKpis = [
  'roles-covered',
  'csat-points',
  'nps-respondents',
  'wallet-estimate',
  'wallet-sales',
  'touchpoints-planned',
  'touchpoints-held',
  'dependencies-overdue',
  'dependencies-met',
  'demos',
  'demo-wins',
  'key-programs',
  'new-to-account-wins',
] as const

type Asked = { readonly place: Place; readonly span: Span; readonly asOf: Day; readonly day: Day }
type Answered = (known: Known, asked: Asked) => bigint

/** What was said by a day, the latest last; of one day in the order of recording. */
const saidBy = <Event extends Recorded>(events: readonly Event[], day: Day): readonly Event[] =>
  events
    .filter(({ effectiveOn }) => effectiveOn <= day)
    .sort((a, b) => (a.effectiveOn === b.effectiveOn ? Number(a.position - b.position) : a.effectiveOn < b.effectiveOn ? -1 : 1))

const sum = (amounts: readonly bigint[]): bigint => amounts.reduce((total, one) => total + one, 0n)
const count = (found: readonly unknown[]): bigint => BigInt(found.length)
const customersIn = (known: Known, events: readonly { readonly data: { readonly accountId: AccountId } }[], day: Day) => [
  ...new Set(events.map(({ data }) => customerOf(known, data.accountId, day))),
]

const rolesCovered: Answered = (known, { place, day }) => {
  const said = saidBy([...known.of('ContactAdded'), ...known.of('ContactRoleSet')], day)
  const covered = customersIn(known, said, day).flatMap((customerId) => {
    if (place.scope !== 'org' && customerId !== place.entity) return []
    const own = said.filter(({ data }) => customerOf(known, data.accountId, day) === customerId)
    const contacts = [...new Set(own.map(({ data }) => data.contactId))]
    const near = contacts.map((contactId) => {
      const ofContact = own.filter(({ data }) => data.contactId === contactId)
      const level = ofContact.findLast(({ data }) => data.level !== undefined)?.data.level
      const how = ofContact.findLast(({ data }) => data.relationship !== undefined)?.data.relationship
      return how === 'trusted-advisor' ? level : undefined
    })
    return [...new Set(near.filter((level) => level !== undefined))]
  })
  return count(covered)
}

/** Whether something of an account on a day is of a place: where accounts are merged, of the one that survived. P-15. */
const isTheirs = (known: Known, place: Place, { accountId, day }: AccountDay): boolean =>
  isOf(known, place, { accountId: customerOf(known, accountId, day), day })

const lastAnswers = (known: Known, { place, day }: Asked, scale: string): readonly bigint[] => {
  const said = saidBy(known.of('SatisfactionRecorded'), day).filter(
    ({ data }) => data.scale === scale && isTheirs(known, place, { accountId: data.accountId, day }),
  )
  const whose = ({ data }: (typeof said)[number]): string => `${customerOf(known, data.accountId, day)} ${data.respondentId}`
  return [...new Set(said.map(whose))].map((one) => BigInt(said.findLast((each) => whose(each) === one)!.data.score))
}

type Estimate = { readonly accountId: AccountId; readonly category: string; readonly amount: bigint }

/** The estimates that hold on a day: of each account and category the one from the latest day, as far as a rate converts it. */
const estimatesOn = (known: Known, { place, day }: Asked): readonly Estimate[] => {
  const holding = saidBy(known.of('WalletEstimated'), day)
    .filter(({ data }) => day < data.effectiveUntil)
    .flatMap(({ data, effectiveOn }) => {
      const { accountId, category, currency } = data
      const worth = converted(known, { currency, lines: [{ family: null, amount: tenThousandths(data.amount) }] }, effectiveOn)
      return worth === null ? [] : [{ accountId, category, amount: totalOf(worth) }]
    })
  const latest = holding.filter(
    (one, index) =>
      !holding.slice(index + 1).some((later) => later.accountId === one.accountId && later.category === one.category),
  )
  return latest.filter(({ accountId, category }) =>
    place.scope === 'family' ? category === place.entity : isTheirs(known, place, { accountId, day }),
  )
}

/** Each customer's categories with an estimate, once, whichever of his accounts has it. */
const walletsOn = (known: Known, asked: Asked): readonly Omit<Estimate, 'amount'>[] => {
  const found = new Map<string, Omit<Estimate, 'amount'>>()
  for (const { accountId, category } of estimatesOn(known, asked)) {
    const customer = customerOf(known, accountId, asked.day)
    found.set(`${customer} ${category}`, { accountId: customer, category })
  }
  return [...found.values()]
}

/** Lines of a category within the twelve months that end with the day. A day that lies in no period counts nowhere. */
const soldOf = (known: Known, { accountId, category }: Omit<Estimate, 'amount'>, day: Day): bigint => {
  const isIn = (sale: Sale): boolean =>
    sale.customerId === accountId && minusMonths(day, 12) < sale.day && sale.day <= day && known.months.monthOf(sale.day) !== null
  const lines = [...orderSales(known), ...returns(known)].filter(isIn).flatMap((sale) => sale.lines ?? [])
  return totalOf(lines.filter(({ family }) => family === category))
}

type Planned = Recorded<EventOf<'TouchpointPlanned'>>

const isForOwner = (known: Known, place: Place, { data }: Planned): boolean =>
  place.scope === 'rep' || place.scope === 'team'
    ? standsFor(known, place, { repId: data.ownerId ?? 'HOUSE', day: data.due })
    : isTheirs(known, place, { accountId: data.accountId, day: data.due })

/** Touchpoints as they were planned last, due within the span, with the day on which they were held. */
const touchpointsDue = (known: Known, { place, span }: Asked): readonly { due: Day; heldOn: Day | undefined }[] => {
  const planned = known.of('TouchpointPlanned')
  const last = planned.filter(
    (one) => !planned.some((later) => later.position > one.position && later.data.touchpointId === one.data.touchpointId),
  )
  return last
    .filter(({ data }) => span.first <= data.due && data.due < span.until && known.months.monthOf(data.due) !== null)
    .filter((one) => isForOwner(known, place, one))
    .map(({ data }) => ({
      due: data.due,
      heldOn: known.of('TouchpointHeld').find((held) => held.data.touchpointId === data.touchpointId)?.effectiveOn,
    }))
}

const overdue: Answered = (known, { place, day }) =>
  count(
    known.of('DependencyRaised').filter(({ data, effectiveOn }) => {
      const ends = [...known.of('DependencyMet'), ...known.of('DependencyDropped')]
      const isOver = ends.some((end) => end.data.dependencyId === data.dependencyId && end.effectiveOn <= day)
      return (
        isTheirs(known, place, { accountId: data.accountId, day: effectiveOn }) &&
        effectiveOn <= day &&
        data.neededBy < day &&
        !isOver
      )
    }),
  )

const raisedOn = (known: Known, dependencyId: string): Day | undefined =>
  known.of('DependencyRaised').find(({ data }) => data.dependencyId === dependencyId)?.effectiveOn

const isWithin = (known: Known, day: Day, { span, asOf }: Asked): boolean =>
  span.first <= day && day < span.until && day <= asOf && known.months.monthOf(day) !== null

const demosOf = (known: Known, asked: Asked) =>
  known.of('ActivityRecorded').filter(({ data, effectiveOn }) => {
    const isVoid = known.of('ActivityVoided').some((end) => end.data.activityId === data.activityId)
    const { place } = asked
    const isMeant =
      place.scope === 'rep' || place.scope === 'team'
        ? standsFor(known, place, { repId: data.by, day: effectiveOn })
        : isTheirs(known, place, { accountId: data.accountId, day: effectiveOn })
    return data.kind === 'demo' && !isVoid && isMeant && isWithin(known, effectiveOn, asked)
  })

const demos: Answered = (known, asked) => count(demosOf(known, asked))

const demoWins: Answered = (known, asked) =>
  count(
    demosOf(known, asked).filter(({ data, effectiveOn }) => {
      const span = { first: effectiveOn, until: plusDays(effectiveOn, 181) }
      return isWonWithin(known, customerOf(known, data.accountId, effectiveOn), { span, asOf: asked.asOf })
    }),
  )

const keyOf = ({ source, orderId }: Order): string => `order-${source}~${orderId}`

const isEarlier = (a: Order, b: Order): boolean =>
  a.effectiveOn < b.effectiveOn || (a.effectiveOn === b.effectiveOn && keyOf(a) < keyOf(b))

const newToAccount: Answered = (known, asked) => {
  const bought = ordersOf(known).filter((order) => !order.isVoid && totalOf(order.lines) > 0n)
  const wins = bought.flatMap((order) => {
    const sale = saleOf(known, order)
    if (sale.lines === null || !isWithin(known, sale.day, asked)) return []
    const others = bought.filter((other) => customerOf(known, other.accountId, other.effectiveOn) === sale.customerId)
    if (!others.some(({ effectiveOn }) => effectiveOn < order.effectiveOn)) return []
    const before = others.filter((other) => isEarlier(other, order)).flatMap(({ lines }) => lines.map(({ family }) => family))
    const first = [...new Set(sale.families)].filter((family) => family !== null && !before.includes(family))
    if (asked.place.scope === 'family') return first.filter((family) => family === asked.place.entity)
    return concerns(known, sale, asked.place) ? first : []
  })
  return count(wins)
}

/** Each figure by brute force. */
export const relationAnswers: Readonly<Record<(typeof relationKpis)[number], Answered>> = {
  'roles-covered': rolesCovered,
  'csat-points': (known, asked) => sum(lastAnswers(known, asked, 'csat')),
  'nps-respondents': (known, asked) => count(lastAnswers(known, asked, 'nps')),
  'wallet-estimate': (known, asked) => sum(estimatesOn(known, asked).map(({ amount }) => amount)),
  'wallet-sales': (known, asked) => sum(walletsOn(known, asked).map((wallet) => soldOf(known, wallet, asked.day))),
  'touchpoints-planned': (known, asked) =>
    count(
      touchpointsDue(known, asked).filter(
        ({ due, heldOn }) => due <= asked.asOf || (heldOn !== undefined && heldOn <= asked.asOf),
      ),
    ),
  'touchpoints-held': (known, asked) =>
    count(touchpointsDue(known, asked).filter(({ heldOn }) => heldOn !== undefined && heldOn <= asked.asOf)),
  'dependencies-overdue': overdue,
  'dependencies-met': (known, asked) =>
    count(
      known
        .of('DependencyMet')
        .filter(
          ({ data, effectiveOn }) =>
            isTheirs(known, asked.place, { accountId: data.accountId, day: raisedOn(known, data.dependencyId) ?? effectiveOn }) &&
            isWithin(known, effectiveOn, asked),
        ),
    ),
  demos,
  'demo-wins': demoWins,
  'key-programs': (known, { place, day }) =>
    count(
      known.of('KeyProgramOpened').filter(({ data, effectiveOn }) => {
        const isOver = known.of('KeyProgramClosed').some((end) => end.data.programId === data.programId && end.effectiveOn <= day)
        return effectiveOn <= day && !isOver && isTheirs(known, place, { accountId: data.accountId, day: effectiveOn })
      }),
    ),
  'new-to-account-wins': newToAccount,
}
