import type { Recorded } from '@daybook/domain'
import { derived, kpis, ledgers } from '@daybook/projections'
import { type Answers, openAnswers, type ReadModel } from '@daybook/read-model'

/** The answers of a book to which nothing is posted any more: its seats are read once. */
export const answersOf = (readModel: ReadModel, events: readonly Recorded[]): Answers => {
  const seats = readModel.seats()
  const log = {
    readAll: async ({ from, limit }: { readonly from: bigint; readonly limit: number }) =>
      events.slice(Number(from), Number(from) + limit),
    event: async (eventId: string) => events.find((event) => event.eventId === eventId) ?? null,
    recordedAt: async (position: bigint) => events[Number(position)]?.recordedAt ?? null,
  }
  return openAnswers({ readModel: { ...readModel, seats: () => seats }, log, measures: { kpis, derived, ledgers } })
}
