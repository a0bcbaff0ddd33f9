import type { z } from 'zod'
import { accountCare, type CareCommand } from './account-care.ts'
import {
  AccountEvaluated,
  type AccountEvent,
  AccountLossReasonCorrected,
  WinBackContactMade,
  WinBackContactPlanned,
} from './account-events.ts'
import { ExternalIdLinked, ExternalIdUnlinked, externalId } from './external-id.ts'
import type { AccountId } from './ids.ts'
import { Corrects, corrected, type OutsideType, outsideType, type Situation, stateOf, undated, wire } from './outside-type.ts'
import { streams } from './streams.ts'

type OfAccount = { accountId: AccountId }

/** What is said of an account that is registered, in its own stream. */
const care = <Data extends OfAccount>(
  type: AccountEvent['type'],
  data: z.ZodType<Data>,
  command: (situation: Situation<Data>) => CareCommand,
): OutsideType =>
  outsideType<Data>(type, {
    kind: 'decision',
    data,
    stream: ({ accountId }) => streams.account(accountId),
    account: ({ accountId }) => accountId,
    decide: (situation) => {
      const state = stateOf(accountCare, situation.streams.get(streams.account(situation.data.accountId)))
      return accountCare.decide(state, command(situation))
    },
  })

/** Whose the id of another system is: decided over the stream of the account, which must be there, and that of the id. */
const ofOtherSystem = (type: 'ExternalIdLinked' | 'ExternalIdUnlinked', command: 'LinkExternalId' | 'UnlinkExternalId') => {
  const data = wire((type === 'ExternalIdLinked' ? ExternalIdLinked : ExternalIdUnlinked).shape.data.shape)
  return outsideType<z.infer<typeof data>>(type, {
    kind: 'decision',
    data,
    stream: streams.externalId,
    account: ({ accountId }) => accountId,
    // The id of an absorbed account may be freed, so that the survivor can have it.
    about: ({ accountId }) => (type === 'ExternalIdLinked' ? [accountId] : []),
    decide: ({ effectiveOn, data: given, streams: known }) => {
      const state = stateOf(externalId, known.get(streams.externalId(given)))
      return externalId.decide(state, { type: command, effectiveOn, data: undated(given) })
    },
  })
}

const correctedReason = wire({ ...AccountLossReasonCorrected.shape.data.shape, corrects: Corrects })

/** The care of accounts, and what other systems call them, as it comes in. */
export const careTypes = {
  ExternalIdLinked: ofOtherSystem('ExternalIdLinked', 'LinkExternalId'),
  ExternalIdUnlinked: ofOtherSystem('ExternalIdUnlinked', 'UnlinkExternalId'),
  AccountLossReasonCorrected: care('AccountLossReasonCorrected', correctedReason, ({ effectiveOn, data, streams: known }) => {
    const { corrects, ...rest } = undated(data)
    const named = corrected<AccountEvent>(corrects, known.get(streams.account(data.accountId)))
    return { type: 'CorrectLossReason', effectiveOn, data: rest, corrects: named }
  }),
  WinBackContactPlanned: care('WinBackContactPlanned', wire(WinBackContactPlanned.shape.data.shape), ({ effectiveOn, data }) => ({
    type: 'PlanWinBackContact',
    effectiveOn,
    data: undated(data),
  })),
  WinBackContactMade: care('WinBackContactMade', wire(WinBackContactMade.shape.data.shape), ({ effectiveOn, data }) => ({
    type: 'RecordWinBackContact',
    effectiveOn,
    data: undated(data),
  })),
  AccountEvaluated: care('AccountEvaluated', wire(AccountEvaluated.shape.data.shape), ({ effectiveOn, data }) => ({
    type: 'EvaluateAccount',
    effectiveOn,
    data: undated(data),
  })),
}
