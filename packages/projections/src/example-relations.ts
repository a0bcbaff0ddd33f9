import { type Happened, happens } from './example-book.ts'

/** The words in which tests tell of the relations to A1 and of the work on it. */
const a1 = 'A1'

type More = { readonly accountId?: string; readonly level?: string; readonly relationship?: string; readonly name?: string }

export const contact = (contactId: string, on: string, { accountId = a1, ...more }: More = {}): Happened =>
  happens(`relations-${accountId}`, { type: 'ContactAdded', on, data: { accountId, contactId, ...more } })

export const role = (contactId: string, on: string, [level, relationship]: readonly [string, string]): Happened =>
  happens(`relations-${a1}`, { type: 'ContactRoleSet', on, data: { accountId: a1, contactId, level, relationship } })

type Answer = ({ readonly csat: number } | { readonly nps: number }) & { readonly accountId?: string }

export const answered = (respondentId: string, on: string, { accountId = a1, ...answer }: Answer): Happened => {
  const [[scale, score] = []] = Object.entries(answer)
  return happens(`relations-${accountId}`, {
    type: 'SatisfactionRecorded',
    on,
    data: { accountId, respondentId, scale, score },
  })
}

type Estimate = { readonly from: string; readonly until: string; readonly amount: string; readonly currency?: string }

export const estimated = (category: string, { from, until, amount, currency = 'USD' }: Estimate, accountId = a1): Happened =>
  happens(`relations-${accountId}`, {
    type: 'WalletEstimated',
    on: from,
    data: { accountId, category, amount, currency, effectiveUntil: until, basis: 'interview', confidence: 'medium' },
  })

export const did = (activityId: string, on: string, kind = 'demo'): Happened =>
  happens(`activity-${activityId}`, { type: 'ActivityRecorded', on, data: { activityId, accountId: a1, kind, by: 'R1' } })

export const neverDid = (activityId: string, on: string): Happened =>
  happens(`activity-${activityId}`, { type: 'ActivityVoided', on, data: { activityId, accountId: a1 } })

/** A key program of A1: opened, updated or closed. */
export const program = (
  programId: string,
  type: 'KeyProgramOpened' | 'KeyProgramUpdated' | 'KeyProgramClosed',
  [on, more = {}]: readonly [string, object?],
): Happened => {
  const name = type === 'KeyProgramOpened' ? { name: `Program ${programId}` } : {}
  return happens(`program-${programId}`, { type, on, data: { programId, accountId: a1, ...name, ...more } })
}

type TouchpointTold = 'TouchpointPlanned' | 'TouchpointHeld' | 'TouchpointSkipped'

export const touch = (touchpointId: string, type: TouchpointTold, [on, due]: readonly [string, string?]): Happened =>
  happens(`touchpoint-${touchpointId}`, {
    type,
    on,
    data: { touchpointId, accountId: a1, ...(due === undefined ? {} : { due, ownerId: 'R1' }) },
  })

export const owed = (dependencyId: string, on: string, neededBy: string): Happened =>
  happens(`dependency-${dependencyId}`, {
    type: 'DependencyRaised',
    on,
    data: { dependencyId, accountId: a1, owingFunction: 'legal', ownerId: 'L7', neededBy },
  })

export const over = (dependencyId: string, type: 'DependencyMet' | 'DependencyDropped', on: string): Happened =>
  happens(`dependency-${dependencyId}`, { type, on, data: { dependencyId, accountId: a1 } })

type Line = {
  readonly net: string
  readonly family?: string
  readonly productId?: string
  readonly cost?: string
  readonly upgradeOf?: string
}

const linesOf = (lines: readonly Line[]) => lines.map((line, place) => ({ lineId: String(place + 1), ...line }))

/** An order of A1 with lines. */
export const boughtLines = (orderId: string, on: string, ...lines: readonly Line[]): Happened =>
  happens(`order-erp~${orderId}`, {
    type: 'OrderAccepted',
    on,
    data: { orderId, accountId: a1, currency: 'USD', salespersonId: 'R1', lines: linesOf(lines) },
  })

/** The same order anew. */
export const correctedLines = (orderId: string, on: string, ...lines: readonly Line[]): Happened =>
  happens(`order-erp~${orderId}`, {
    type: 'OrderCorrected',
    on,
    data: { orderId, accountId: a1, currency: 'USD', salespersonId: 'R1', lines: linesOf(lines), reason: 'put right' },
  })

/** A credit note of A1 for lines. */
export const creditedLines = (creditNoteId: string, on: string, ...lines: readonly Line[]): Happened =>
  happens(`credit-erp~${creditNoteId}`, {
    type: 'CreditNoteIssued',
    on,
    data: { creditNoteId, accountId: a1, currency: 'USD', salespersonId: 'R1', lines: linesOf(lines) },
  })

export const launched = (productId: string, family: string, launchedOn?: string): Happened =>
  happens(`product-${productId}`, {
    type: 'ProductRegistered',
    on: '2024-01-01',
    data: { productId, family, ...(launchedOn === undefined ? {} : { launchedOn }) },
  })
