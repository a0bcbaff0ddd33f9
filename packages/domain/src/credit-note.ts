import { z } from 'zod'
import type { Day } from './day.ts'
import type { Decider } from './decider.ts'
import { event, Text } from './event.ts'
import { AccountId, CreditNoteId, OrderId, RepId } from './ids.ts'
import { Currency } from './money.ts'
import { OrderLine } from './order.ts'
import { accept, type Result, refuse } from './result.ts'

// Events: these names and shapes are stored for ever. Change them only through an upcast.

/** Reduces sales on its own `effectiveOn`; amounts are positive. `orderId` is an order of the same source. P-03, P-06. */
export const CreditNoteIssued = event('CreditNoteIssued', {
  creditNoteId: CreditNoteId,
  accountId: AccountId,
  orderId: OrderId.exactOptional(),
  currency: Currency,
  lines: z.array(OrderLine).min(1),
  reason: Text.exactOptional(),
  salespersonId: RepId.exactOptional(),
})

/** The credit note never was. */
export const CreditNoteVoided = event('CreditNoteVoided', { creditNoteId: CreditNoteId, accountId: AccountId, reason: Text })

/** What can happen to a credit note. */
export const creditNoteEvents = [CreditNoteIssued, CreditNoteVoided] as const
export type CreditNoteEvent = z.infer<(typeof creditNoteEvents)[number]>

type Data<Type extends CreditNoteEvent['type']> = Extract<CreditNoteEvent, { type: Type }>['data']

/** What may be said about a credit note. */
export type CreditNoteCommand =
  | { type: 'IssueCreditNote'; effectiveOn: Day; data: Data<'CreditNoteIssued'> }
  | { type: 'VoidCreditNote'; effectiveOn: Day; data: Omit<Data<'CreditNoteVoided'>, 'accountId'> }

/** Why nothing is recorded about a credit note: never a business reason. */
export type CreditNoteRefusal =
  | { code: 'credit-note-exists'; creditNoteId: CreditNoteId }
  | { code: 'unknown-credit-note'; creditNoteId: CreditNoteId }

/** Whether a credit note is known, and stands. */
export type CreditNoteState =
  | { readonly status: 'unknown' }
  | { readonly status: 'issued' | 'void'; readonly accountId: AccountId }

const evolve = (state: CreditNoteState, event: CreditNoteEvent): CreditNoteState => {
  switch (event.type) {
    case 'CreditNoteIssued':
      return { status: 'issued', accountId: event.data.accountId }
    case 'CreditNoteVoided':
      return state.status === 'unknown' ? state : { ...state, status: 'void' }
  }
}

const decide = (state: CreditNoteState, command: CreditNoteCommand): Result<readonly CreditNoteEvent[], CreditNoteRefusal> => {
  const { effectiveOn } = command
  const { creditNoteId } = command.data
  switch (command.type) {
    case 'IssueCreditNote':
      if (state.status !== 'unknown') return refuse({ code: 'credit-note-exists', creditNoteId })
      return accept([{ type: 'CreditNoteIssued', effectiveOn, data: command.data }])
    case 'VoidCreditNote':
      if (state.status === 'unknown') return refuse({ code: 'unknown-credit-note', creditNoteId })
      if (state.status === 'void') return accept([])
      return accept([{ type: 'CreditNoteVoided', effectiveOn, data: { ...command.data, accountId: state.accountId } }])
  }
}

/** One credit note: it never waits for its order, and may exceed it. P-03. */
export const creditNote: Decider<CreditNoteState, CreditNoteCommand, CreditNoteEvent, CreditNoteRefusal> = {
  initialState: { status: 'unknown' },
  evolve,
  decide,
}
