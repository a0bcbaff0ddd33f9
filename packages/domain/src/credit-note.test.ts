import { test } from 'vitest'
import { acme, day, line, specification, usd } from '../../../tests/domain/given.ts'
import { type CreditNoteEvent, creditNote } from './credit-note.ts'
import { CreditNoteId } from './ids.ts'

const given = specification(creditNote)
const creditNoteId = CreditNoteId.parse('C03')
const effectiveOn = day('2025-03-27')
const data = { creditNoteId, accountId: acme, currency: usd, lines: [line('1', '9999')] }
const issued: CreditNoteEvent = { type: 'CreditNoteIssued', effectiveOn, data }
const voiding = {
  type: 'VoidCreditNote',
  effectiveOn: day('2025-04-03'),
  data: { creditNoteId, reason: 'entered in error' },
} as const
const voided: CreditNoteEvent = {
  type: 'CreditNoteVoided',
  effectiveOn: day('2025-04-03'),
  data: { ...voiding.data, accountId: acme },
}

test('a credit note without an order is issued, whatever its amount, and once', () => {
  given().when({ type: 'IssueCreditNote', effectiveOn, data }).thenRecorded(issued)
  given(issued).when({ type: 'IssueCreditNote', effectiveOn, data }).thenRefused({ code: 'credit-note-exists', creditNoteId })
})

test('a credit note is voided once, and only when it is known', () => {
  given(issued).when(voiding).thenRecorded(voided)
  given(issued, voided).when(voiding).thenNothing()
  given().when(voiding).thenRefused({ code: 'unknown-credit-note', creditNoteId })
})
