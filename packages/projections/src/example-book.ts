import { Day, type DomainEvent, parseEvent } from '@daybook/domain'
import { type Calculation, type CalculationQuestion, isOfParts, type Part } from './calculation.ts'
import { calculations, formerKpis, kpis, ratios } from './catalogue.ts'
import { type Exact, fraction } from './exact.ts'
import type { RecordedEvent, Scope } from './kpi.ts'
import { amount, none, type Outcome, quotient } from './outcome.ts'
import { cellsOf, holderOf, resolvePeriod } from './period-selection.ts'
import { type FoldedBook, foldBook, foldedParts, foldedValue } from './replay.ts'

/** What is asked of an example book; `asOf` is the last day of 2025 when left out. */
export type Question = { readonly scope?: Scope; readonly entity?: string; readonly period: string; readonly asOf?: string }

const posted = [...kpis, ...formerKpis]

/** A few events as a book, for tests: what they make of a KPI, folded from zero. Each event is recorded a second after the one before. */
export const given = (...happened: readonly Happened[]) => {
  const events = recorded(happened)
  const book = foldBook(events)
  const value = (kpi: string, { scope = 'org', entity, period, asOf = '2025-12-31' }: Question): bigint => {
    const description = posted.find(({ name }) => name === kpi)
    const selection = resolvePeriod(period, book.reference.calendar)
    if (description === undefined || !selection.ok) throw new Error(`no ${kpi} of ${period}`)
    const held = holderOf(kpis, description, selection.value)
    const cells = cellsOf(held.kpi, held.period, Day.parse(asOf))
    if (!cells.ok) throw new Error(cells.refusal.detail)
    return foldedValue(book, { kpi: held.kpi.name, scope, entity: entity ?? null, cells: cells.value })
  }
  const ratio = (parts: { readonly numerator: string; readonly denominator: string }, question: Question): Exact | null => {
    const denominator = value(parts.denominator, question)
    return denominator === 0n ? null : fraction(value(parts.numerator, question), denominator)
  }
  const outcome = (kpi: string, question: Question): Outcome => outcomeIn(book, kpi, question)
  return { book, events, value, ratio, outcome }
}

/** What a measure of any kind comes to, its operands folded from zero. */
const outcomeIn = (book: FoldedBook, kpi: string, { scope = 'org', entity, period, asOf = '2025-12-31' }: Question): Outcome => {
  const selection = resolvePeriod(period, book.reference.calendar)
  if (!selection.ok) throw new Error(selection.refusal.detail)
  return foldedOutcomeOf(book, kpi, { scope, entity: entity ?? null, period: selection.value, asOf: Day.parse(asOf) })
}

type FoldedQuestion = Omit<CalculationQuestion, 'reference'>

const foldedOutcomeOf = (book: FoldedBook, name: string, asked: FoldedQuestion): Outcome => {
  const calculation = calculations.find((each) => each.name === name)
  if (calculation !== undefined) return calculatedIn(book, calculation, { ...asked, reference: book.reference })
  const ratio = ratios.find((each) => each.name === name)
  if (ratio !== undefined) {
    const [left, right] = [ratio.numerator, ratio.denominator].map((part) => foldedOutcomeOf(book, part, asked))
    if (left?.kind !== 'amount' || right?.kind !== 'amount') return none(right?.kind === 'none' ? right.reason : ratio.reason)
    // A difference from a plan: one owner's, as examples have.
    if (ratio.unit === 'money' && isPlan(ratio.denominator)) return amount(left.amount - right.amount)
    return quotient(left.amount, right.amount, isPlan(ratio.denominator) ? 'zero-quota' : ratio.reason)
  }
  const description = kpis.find((each) => each.name === name)
  if (description === undefined) throw new Error(`no measure ${name}`)
  const held = holderOf(kpis, description, asked.period)
  const cells = cellsOf(held.kpi, held.period, asked.asOf)
  if (!cells.ok) throw new Error(cells.refusal.detail)
  const cell = { scope: asked.scope, entity: asked.entity, cells: cells.value }
  if (description.set !== undefined && foldedValue(book, { ...cell, kpi: description.set.by }) === 0n)
    return none(description.set.reason)
  return amount(foldedValue(book, { ...cell, kpi: held.kpi.name }))
}

const isPlan = (name: string): boolean => kpis.find((each) => each.name === name)?.kind === 'plan'

const calculatedIn = (book: FoldedBook, calculation: Calculation, question: CalculationQuestion): Outcome => {
  const operands = calculation.operands(question)
  const named = (name: string) => {
    const operand = operands[name]
    if (operand === undefined) throw new Error(`${calculation.name} has no operand ${name}`)
    return operand
  }
  const parts = (name: string): readonly Part[] => {
    const operand = named(name)
    if (!isOfParts(operand)) return []
    return foldedParts(withPartition(book, operand), { scope: question.scope, entity: question.entity, ...operand })
  }
  const of = (name: string): Outcome => {
    const operand = named(name)
    if (isOfParts(operand)) return amount(parts(name).reduce((sum, part) => sum + part.amount, 0n))
    const { scope = question.scope, entity = question.entity, asOf = question.asOf, period } = operand
    return foldedOutcomeOf(withPartition(book, operand), operand.kpi, { scope, entity, asOf, period })
  }
  const amountOf = (name: string): bigint => {
    const outcome = of(name)
    return outcome.kind === 'amount' ? outcome.amount : 0n
  }
  return calculation.compute({ of, amount: amountOf, parts }, question)
}

/** The book with only the partition that an operand names, where it names one. */
const withPartition = (book: FoldedBook, { partition }: { readonly partition?: string }): FoldedBook => {
  if (partition === undefined) return book
  const folds = [...book.folds].map(([name, books]) => {
    const own = [...books].filter(([id]) => `${name}:${id}` === partition)
    return [name, new Map(own)] as const
  })
  return { ...book, accounts: new Map(), folds: new Map(folds) }
}

/** Something that happened: an event, and the stream it stands in. */
export type Happened = { readonly stream: string; readonly event: DomainEvent; readonly recordedAt?: string }

const startedAt = Date.parse('2025-01-01T00:00:00Z')

/** Each event at its place in the log and in its stream. */
const recorded = (happened: readonly Happened[]): readonly RecordedEvent[] => {
  const revisions = new Map<string, bigint>()
  return happened.map(({ stream, event, recordedAt }, index) => {
    const revision = revisions.get(stream) ?? 0n
    revisions.set(stream, revision + 1n)
    const eventId = `00000000-0000-5000-8000-${String(index).padStart(12, '0')}`
    const envelope = {
      eventId,
      stream,
      revision,
      position: BigInt(index),
      recordedAt: recordedAt === undefined ? startedAt + index * 1_000 : Date.parse(recordedAt),
      source: 'erp',
      id: eventId,
    }
    const kept = { ingestedAt: startedAt, backfilled: false, payloadHash: '', metadata: { actor: { kind: 'user', id: 'test' } } }
    return { ...event, ...envelope, ...kept } as RecordedEvent // Sound: the event was parsed, and no test looks at the rest
  })
}

/** Something that happened, in the stream where it stands. */
export const happens = (
  stream: string,
  { type, on, data }: { readonly type: string; readonly on: string; readonly data: object },
): Happened => ({
  stream,
  event: parseEvent({ type, effectiveOn: on, data }),
})

const line = (net: string, family?: string) => ({ lineId: '1', net, ...(family === undefined ? {} : { family }) })

/** The words in which the tests of the KPIs tell what happened. */
export const registered = (accountId: string, profile: object = {}): Happened =>
  happens(`account-${accountId}`, {
    type: 'AccountRegistered',
    on: '2024-01-01',
    data: { accountId, name: accountId, ...profile },
  })

/** Something that A1 bought on a day. */
export const sold = (on: string, net: string, family?: string): Happened =>
  ordered(`O-${on}-${net}`, 'A1', { on, net, ...(family === undefined ? {} : { family }) })

/** An outcome with its fraction in lowest terms. */
export const exactly = (outcome: Outcome): Outcome | Exact =>
  outcome.kind === 'quotient' ? fraction(outcome.num, outcome.den) : outcome

/** Owners as pairs of rep and basis points. */
export const assigned = (accountId: string, on: string, ...owners: readonly (readonly [string, number])[]): Happened => {
  const shares = owners.map(([repId, basisPoints]) => ({ repId, basisPoints }))
  return happens(`account-${accountId}`, { type: 'AccountAssigned', on, data: { accountId, owners: shares } })
}

export const joined = (repId: string, teamId: string, on = '2024-01-01'): Happened =>
  happens(`rep-${repId}`, { type: 'TeamJoined', on, data: { repId, teamId } })

type Sale = { readonly on: string; readonly net: string; readonly family?: string; readonly salespersonId?: string }

export const ordered = (orderId: string, accountId: string, { on, net, family, salespersonId }: Sale): Happened => {
  const seller = salespersonId === undefined ? {} : { salespersonId }
  const data = { orderId, accountId, currency: 'USD', lines: [line(net, family)], ...seller }
  return happens(`order-erp~${orderId}`, { type: 'OrderAccepted', on, data })
}

type Return = { readonly on: string; readonly net: string; readonly orderId?: string }

export const credited = (creditNoteId: string, accountId: string, { on, net, orderId }: Return): Happened => {
  const original = orderId === undefined ? {} : { orderId }
  const data = { creditNoteId, accountId, currency: 'USD', lines: [line(net)], ...original }
  return happens(`credit-erp~${creditNoteId}`, { type: 'CreditNoteIssued', on, data })
}

export const voided = (orderId: string, accountId: string, on: string): Happened =>
  happens(`order-erp~${orderId}`, { type: 'OrderVoided', on, data: { orderId, accountId, reason: 'entered twice' } })

const toCompetitor = { reasonCode: 'competitor', reasonClass: 'preventable' }

export const lost = (accountId: string, on: string, reason: object = toCompetitor): Happened => {
  const data = { accountId, ...reason }
  return happens(`account-${accountId}`, { type: 'AccountLost', on, data })
}

export const wonBack = (accountId: string, on: string): Happened =>
  happens(`account-${accountId}`, { type: 'AccountWonBack', on, data: { accountId } })

type Merging = { readonly on?: string; readonly keepStatus?: string }

/** The leg of a merge that stands in the survivor's stream. */
export const merged = (survivorId: string, absorbedId: string, { on = '2025-04-12', ...choice }: Merging = {}): Happened => {
  const data = { survivorId, absorbedId, reason: 'one company after all', ...choice }
  return happens(`account-${survivorId}`, { type: 'AccountsMerged', on, data })
}

export const unmerged = (survivorId: string, absorbedId: string): Happened => {
  const data = { survivorId, absorbedId, reason: 'two companies after all' }
  return happens(`account-${survivorId}`, { type: 'AccountsUnmerged', on: '2025-05-02', data })
}

export const profiled = (accountId: string, on: string, changes: object): Happened =>
  happens(`account-${accountId}`, { type: 'AccountProfileChanged', on, data: { accountId, changes } })

type Plan = { readonly period: string; readonly amount: string; readonly spread?: string }

export const quotaOf = (ownerType: string, ownerId: string, plan: Plan): Happened =>
  happens(`quota-${ownerType}~${ownerId}~2025`, {
    type: 'QuotaSet',
    on: '2024-12-20',
    data: { ownerType, ownerId, currency: 'USD', ...plan },
  })

/** A forecast of R1 for a month, recorded at an instant. */
export const forecastOf = (period: string, amount: string, recordedAt: string): Happened => {
  const data = { scopeType: 'rep', scopeId: 'R1', period, amount, currency: 'USD' }
  return { ...happens('forecast-rep~R1~2025', { type: 'ForecastSubmitted', on: recordedAt.slice(0, 10), data }), recordedAt }
}

/** A deal of A1 and R1 that should close in March. */
export const deal = (opportunityId: string, on: string, terms: object = {}): Happened =>
  toldOf(opportunityId, ['Opened', on], {
    accountId: 'A1',
    ownerId: 'R1',
    amount: '100.0000',
    currency: 'USD',
    probability: '0.5000',
    expectedCloseOn: '2025-03-31',
    ...terms,
  })

type DealEvent = Extract<DomainEvent['type'], `Opportunity${string}`> extends `Opportunity${infer Rest}` ? Rest : never

/** What became of a deal. */
export const toldOf = (opportunityId: string, [what, on]: readonly [DealEvent, string], data: object = {}): Happened =>
  happens(`opportunity-${opportunityId}`, { type: `Opportunity${what}`, on, data: { opportunityId, ...data } })

export const rate = (on: string, of: { readonly base: string; readonly rate: string }): Happened =>
  happens('fx-USD', { type: 'FxRatePublished', on, data: { quote: 'USD', kind: 'daily', ...of } })

/** A rule, for all time or from a day on. */
export const policy = (policyId: string, value: unknown, effectiveOn?: string): Happened =>
  happens('policy-org', {
    type: 'PolicySet',
    on: effectiveOn ?? '2024-01-01',
    data: { policyId, value, ...(effectiveOn === undefined ? {} : { effectiveOn }) },
  })

/** The review of R1 for the first quarter of 2025 with its commitments, locked on a day. */
export const reviewed = (lockedOn: string, ...outcomes: readonly (readonly [string, string])[]): readonly Happened[] => {
  const qbr = (type: string, on: string, data: object) => happens('qbr-Q1', { type, on, data: { qbrId: 'Q1', ...data } })
  const commitments = outcomes.map(([outcome, on], index) => ({ commitmentId: `c${index}`, outcome, on }))
  const made = commitments.map(({ commitmentId }) =>
    qbr('CommitmentMade', '2025-01-03', { commitmentId, text: 'call them', due: '2025-03-14' }),
  )
  const done = commitments.map(({ commitmentId, outcome, on }) =>
    qbr('CommitmentOutcomeRecorded', on, { commitmentId, outcome, why: 'so' }),
  )
  return [
    qbr('QbrOpened', '2025-01-02', { ownerId: 'R1', quarter: '2025-Q1' }),
    ...made,
    qbr('QbrCommitmentsLocked', lockedOn, {}),
    ...done,
  ]
}
