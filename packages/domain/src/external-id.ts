import type { z } from 'zod'
import type { TakenId } from './account.ts'
import { ExternalId } from './account-events.ts'
import type { Day } from './day.ts'
import type { Decider } from './decider.ts'
import { event } from './event.ts'
import { AccountId } from './ids.ts'
import { accept, type Result, refuse } from './result.ts'

// Events: these names and shapes are stored for ever. Change them only through an upcast.

/** Another system knows the account under this id. Stands in the stream of the id, which so belongs to one account at a time. */
export const ExternalIdLinked = event('ExternalIdLinked', { accountId: AccountId, ...ExternalId.shape })

/** The id of another system is free again. */
export const ExternalIdUnlinked = event('ExternalIdUnlinked', { accountId: AccountId, ...ExternalId.shape })

/** What can happen to the id of another system. */
export const externalIdEvents = [ExternalIdLinked, ExternalIdUnlinked] as const
export type ExternalIdEvent = z.infer<(typeof externalIdEvents)[number]>

/** What may be decided about the id of another system. */
export type ExternalIdCommand = {
  readonly type: 'LinkExternalId' | 'UnlinkExternalId'
  readonly effectiveOn: Day
  readonly data: ExternalIdEvent['data']
}

/** Why an id is not linked, or not unlinked. Domain 5.4. */
export type ExternalIdRefusal =
  | ({ code: 'external-id-taken' } & TakenId)
  | ({ code: 'external-id-not-linked' } & ExternalIdEvent['data'])

/** The last word about each id: two may share a stream where a name holds the mark between system and id. */
export type ExternalIdState = readonly ExternalIdEvent[]

/** The account that has an id of another system, by the stream of that id; null when it is free. */
export const holderOf = (state: ExternalIdState, id: ExternalId): AccountId | null => {
  const last = state.find(isOf(id))
  return last?.type === 'ExternalIdLinked' ? last.data.accountId : null
}

const isOf =
  ({ system, externalId }: ExternalId) =>
  ({ data }: ExternalIdEvent): boolean =>
    data.system === system && data.externalId === externalId

const decide = (state: ExternalIdState, command: ExternalIdCommand): Result<readonly ExternalIdEvent[], ExternalIdRefusal> => {
  const { type, effectiveOn, data } = command
  const last = state.find(isOf(data))
  const holder = holderOf(state, data)
  switch (type) {
    case 'LinkExternalId':
      if (holder === data.accountId) return accept([])
      if (holder !== null) return refuse({ code: 'external-id-taken', ...data, accountId: holder })
      return accept([{ type: 'ExternalIdLinked', effectiveOn, data }])
    case 'UnlinkExternalId':
      if (holder === data.accountId) return accept([{ type: 'ExternalIdUnlinked', effectiveOn, data }])
      if (last?.type === 'ExternalIdUnlinked' && last.data.accountId === data.accountId) return accept([])
      return refuse({ code: 'external-id-not-linked', ...data })
  }
}

/** One id of another system: a reservation, so that no two accounts have it, without reading all accounts. */
export const externalId: Decider<ExternalIdState, ExternalIdCommand, ExternalIdEvent, ExternalIdRefusal> = {
  initialState: [],
  evolve: (state, event) => [...state.filter((one) => !isOf(event.data)(one)), event],
  decide,
}
