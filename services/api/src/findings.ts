import { type AccountId, Day, restsOnLedgers } from '@daybook/domain'
import type { TimeResolver, TimeSources } from './times.ts'

type Data = Readonly<Record<string, unknown>>

/** A decision with what it rests on in the ledgers, which nobody has to look up for it. */
export type Completed = (type: string, data: Data) => Promise<Data>

/**
 * What is found for decisions: for a key review that comes without clients or figures, every client with its net sales of the twelve
 * months up to its day; for targets and leads, which of them buy. Read at the head of the log, so that nothing recorded before is missed;
 * refused as `not-yet-applied` where the ledgers do not reach it in time. Who says it himself is believed. Domain 5.4, 8.5.
 */
export const openFindings = (times: TimeResolver, { eventStore }: Pick<TimeSources, 'eventStore'>): Completed => {
  const clientsOf = async (data: Data) => {
    const { position: head } = await eventStore.head()
    const given = Day.safeParse(data.effectiveOn)
    const { asOf, position, ledgers } = await times.ofLedgers({
      ...(given.success ? { asOf: given.data } : {}),
      minPosition: head.toString(),
    })
    const clients = await ledgers.answers.clients({ asOf, position }, { isRolledUp: data.rollupToParent === true })
    return { clients, effectiveOn: data.effectiveOn ?? asOf }
  }
  return async (type, data) => {
    if (!restsOnLedgers(type, data)) return data
    if (type === 'KeyReviewRun') return { ...data, ...(await clientsOf(data)) }
    if (!Array.isArray(data.accountIds)) return data
    const { clients, effectiveOn } = await clientsOf(data)
    const named = new Set<unknown>(data.accountIds)
    const spendingClients: AccountId[] = clients.flatMap(({ accountId }) => (named.has(accountId) ? [accountId] : []))
    return { ...data, effectiveOn, spendingClients }
  }
}
