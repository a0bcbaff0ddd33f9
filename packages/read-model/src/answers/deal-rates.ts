import { dayOf } from '@daybook/domain'
import { dealOn, dealRate, type OpportunityDocument } from '@daybook/projections'
import type { LogicalEntry } from './entries.ts'
import type { View } from './view.ts'

/** The ledgers of money that deals make up, and whether it is open deals that do. */
const ledgersOfDeals: ReadonlyMap<string, boolean> = new Map([
  ['pipeline', true],
  ['won', false],
  ['lost-deals', false],
])

const ofDeal = 'opportunity:'

/** The positions of the rates that the deals behind some entries were converted at, each deal as it was when its entry was posted. P-08. */
export const ratesOfDeals = async (view: View, entries: readonly LogicalEntry[]): Promise<readonly bigint[]> => {
  if (view.reference.reference.rates.size === 0) return []
  const money = entries.filter(({ input }) => input.kpi.unit === 'money' && ledgersOfDeals.has(input.kpi.ledger))
  const found = await Promise.all(money.map((entry) => rateBehind(view, entry)))
  return found.flatMap((position) => position ?? [])
}

const rateBehind = async (
  { reference, sources }: View,
  { input, partition, position, day }: LogicalEntry,
): Promise<bigint | null> => {
  const row = await sources.readModel.document('opportunity', partition.slice(ofDeal.length), position)
  const { told } = JSON.parse(row?.body ?? '{"told":[]}') as OpportunityDocument // Sound: written by the projection of this kind
  const deal = dealOn(told, dayOf(day))
  if (deal === null || (deal.ending === null) !== ledgersOfDeals.get(input.kpi.ledger)) return null
  return dealRate(deal, reference.reference)?.setBy?.position ?? null
}
