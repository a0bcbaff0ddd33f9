import type { EntryRow, RowEntity } from '@daybook/projections'
import type { PostBatch } from '@daybook/read-model'
import { randomFrom } from '../properties/random.ts'

/** The shape of a book: orders over two years, by accounts of reps in ten teams. */
export type Shape = { readonly orders: number; readonly seats: number; readonly accounts: number }

const firstDay = 19_723 // 2024-01-01
const days = 731
const measures = { amount: 6, count: 3 } as const

/**
 * Postings as orders cause them, cheap to make: sales of seat and account, at times a buying account, the moves of active and overdue
 * accounts in months to come, at the seat and in the industry; one fact and one head each.
 */
export const syntheticPostings = ({
  orders,
  seats,
  accounts,
}: Shape): ((from: number, to: number) => Omit<PostBatch, 'epoch'>) => {
  const chance = randomFrom(3).below
  const seatOf = Array.from({ length: seats }, (_, n): RowEntity => ({ scope: 'seat', id: `R${n}`, team: `T${n % 10}` }))
  const accountOf = Array.from({ length: accounts }, (_, n): RowEntity => ({ scope: 'account', id: `A${n}`, team: '' }))
  const industryOf = Array.from({ length: 10 }, (_, n): RowEntity => ({ scope: 'industry', id: `I${n}`, team: '' }))
  const pick = <Value>(values: readonly Value[], index: number): Value => values[index % values.length]!

  const rowsOf = (position: number, account: number): EntryRow[] => {
    const day = dayOf(position, orders)
    const month = monthOf(day)
    const at = {
      position: BigInt(position),
      day,
      reason: 'OrderAccepted',
      partition: `account:A${account}`,
      because: [BigInt(Math.floor(position / 3)), BigInt(position)],
    }
    const seat = pick(seatOf, account)
    const sales = amounts(chance)
    const count = (ledger: string, ahead: number, entity: RowEntity): EntryRow => ({
      ...at,
      ledger,
      period: startOf(month + ahead) * 8,
      day: startOf(month + ahead) + (day % 28),
      entity,
      deltas: ahead % 2 === 0 ? one : minusOne,
    })
    const industry = pick(industryOf, account)
    const rows: EntryRow[] = [
      { ...at, ledger: 'sales', period: startOf(month) * 8 + 1, entity: seat, deltas: sales },
      { ...at, ledger: 'sales', period: startOf(month) * 8 + 1, entity: pick(accountOf, account), deltas: sales },
      ...[seat, industry].flatMap((entity) => [count('active', 11, entity), count('active', 12, entity)]),
      ...[seat, industry].flatMap((entity) => [count('overdue', 1, entity), count('overdue', 2, entity)]),
    ]
    if (chance(100) < 35) rows.push({ ...at, ledger: 'buying', period: startOf(month) * 8 + 1, entity: seat, deltas: one })
    return rows
  }

  return (from, to) => {
    const concerned = Array.from({ length: to - from }, (_, index) => ({ position: from + index, account: chance(accounts) }))
    return { ...workingState(concerned, orders), rows: concerned.flatMap(({ position, account }) => rowsOf(position, account)) }
  }
}

/** What a batch of orders says besides its rows. */
const workingState = (
  concerned: readonly { readonly position: number; readonly account: number }[],
  orders: number,
): Omit<PostBatch, 'epoch' | 'rows'> => ({
  from: BigInt(concerned[0]!.position) - 1n,
  to: BigInt(concerned.at(-1)!.position),
  documents: [],
  partitions: [...new Map(concerned.map(({ position, account }) => [account, position]))].map(([account, position]) => ({
    partition: `account:A${account}`,
    head: headOf(account, position),
    position: BigInt(position),
  })),
  facts: concerned.map(({ position, account }) => ({
    partition: `account:A${account}`,
    id: `erp~SO${position}`,
    day: dayOf(position, orders),
    body: factOf(position),
  })),
  touches: [],
  events: concerned.map(({ position, account }) => ({ partition: `account:A${account}`, position: BigInt(position) })),
  incomplete: [],
})

/** Month 0 is January 2024; every month has the same length here, which no ledger minds. */
export const startOf = (month: number): number => firstDay + Math.floor((month * days) / 24)

const monthOf = (day: number): number => Math.floor(((day - firstDay) * 24) / days)

const dayOf = (position: number, orders: number): number => firstDay + Math.floor((position * days) / orders)

const one = new Array<bigint>(measures.count).fill(1n)
const minusOne = new Array<bigint>(measures.count).fill(-1n)

const amounts = (chance: (limit: number) => number): readonly bigint[] => {
  const gross = BigInt(chance(40_000_000) + 10_000)
  return [gross, gross, 1n, 1n, 1n, 10_000n]
}

/** About 160 bytes, as the fact of an order of two lines. */
const factOf = (position: number): string =>
  JSON.stringify([
    `erp~SO${position}`,
    0,
    0,
    position,
    19_900,
    'USD',
    [
      ['1', 'Bikes', 'BK-M68B-42', '12399600'],
      ['2', 'Helmets', 'HL-U509-R', '201900'],
    ],
    'R17',
    null,
    null,
    position,
    position,
    position,
    null,
  ])

/** About 700 bytes, as the head of an account with an owner, a profile and thirteen occasions. */
const headOf = (account: number, position: number): string => {
  const occasions = Array.from({ length: 13 }, (_, index) => [19_800 + index * 7, position - index])
  const owner = { from: '2024-01-01', owners: [{ repId: `R${account % 100}`, basisPoints: 10_000 }], setBy: `${account}n` }
  const profile = {
    name: `Account ${account}`,
    industry: 'Retail',
    territory: 'North',
    segment: 'mid-market',
    registered: '2023-11-02',
  }
  return JSON.stringify({
    accountId: `A${account}`,
    occasions,
    owners: [owner],
    profile,
    lifecycle: 'active',
    lost: [],
    flags: [],
  })
}
