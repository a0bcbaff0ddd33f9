import { z } from 'zod'
import { AccountClassified } from './account-classified.ts'
import { addMonths, Day, dayNumber } from './day.ts'
import { type Decider, isSame } from './decider.ts'
import { event, Text } from './event.ts'
import { type AccountId, ActorId, ReviewId } from './ids.ts'
import { type Client, keyCutOff } from './key-cut-off.ts'
import { amountOf, Currency, Decimal } from './money.ts'
import type { PolicyValues } from './policies.ts'
import { accept, type Result, refuse } from './result.ts'

// Events: these names and shapes are stored for ever. Change them only through an upcast.

/** The key accounts were reviewed: of `nClients` clients the first `k` set the level, and `keyCount` have reached it. M-35. */
export const KeyReviewRun = event('KeyReviewRun', {
  reviewId: ReviewId,
  nClients: z.int().min(0),
  k: z.int().min(0),
  keyLevel: Decimal,
  keyCount: z.int().min(0),
  rounding: z.enum(['ceil', 'floor', 'round']),
  nextReviewOn: Day,
  currency: Currency.exactOptional(),
  forced: z.boolean().exactOptional(),
  /** Subsidiaries counted with their parents. */
  rollupToParent: z.boolean().exactOptional(),
})

/** Who keeps the account lists from `effectiveOn` on: one person for the whole organisation. */
export const ListCustodianAssigned = event('ListCustodianAssigned', { custodianId: ActorId, reason: Text.exactOptional() })

/** What can happen to the key accounts of the organisation. */
export const keyReviewEvents = [KeyReviewRun, AccountClassified, ListCustodianAssigned] as const
export type KeyReviewEvent = z.infer<(typeof keyReviewEvents)[number]>

type Data<Type extends KeyReviewEvent['type']> = Extract<KeyReviewEvent, { type: Type }>['data']

/** What may be decided about the key accounts. A review is run on the clients given, or recorded with the figures it once had. */
export type KeyReviewCommand =
  | {
      type: 'RunKeyReview'
      effectiveOn: Day
      data: Pick<Data<'KeyReviewRun'>, 'reviewId' | 'forced' | 'rollupToParent'> & { readonly nextReviewOn?: Day }
      /** Every account with its net sales of the twelve months up to the day, as they are known at one position. */
      clients: readonly Client[]
      rounding: PolicyValues['key-rounding']
      currency: Currency
    }
  | { type: 'RecordKeyReview'; effectiveOn: Day; data: Data<'KeyReviewRun'> }
  /** `before`: what the same review has made of the account already. */
  | { type: 'ClassifyAccount'; effectiveOn: Day; data: Data<'AccountClassified'>; before: Data<'AccountClassified'> | null }
  | { type: 'AssignListCustodian'; effectiveOn: Day; data: Data<'ListCustodianAssigned'> }

/** Why a decision about the key accounts is refused. Domain 5.4. */
export type KeyReviewRefusal =
  | { code: 'review-exists'; reviewId: ReviewId }
  | { code: 'review-too-soon'; reviewId: ReviewId; reviewedOn: Day }
  | { code: 'no-clients' }
  | { code: 'unknown-review'; reviewId: ReviewId }
  | { code: 'classified-otherwise'; accountId: AccountId; designation: string }

type Review = { readonly effectiveOn: Day; readonly data: Data<'KeyReviewRun'> }

/** The reviews so far, and who keeps the lists. What reviews made of the accounts is as much as there are clients: it is looked up. */
export type KeyReviewState = {
  readonly reviews: ReadonlyMap<ReviewId, Review>
  readonly custodian: ActorId | null
}

/** Days within which a review follows another only by force. */
const pauseDays = 30

/** Months until the next review where nobody says when: of the six or twelve of the lists, the earlier. */
const untilNextMonths = 6

/** The review after this one, where it is not said. */
export const nextReviewAfter = (effectiveOn: Day): Day => addMonths(effectiveOn, untilNextMonths)

const evolve = (state: KeyReviewState, event: KeyReviewEvent): KeyReviewState => {
  const { effectiveOn } = event
  switch (event.type) {
    case 'KeyReviewRun':
      return { ...state, reviews: new Map([...state.reviews, [event.data.reviewId, { effectiveOn, data: event.data }]]) }
    case 'AccountClassified':
      return state
    case 'ListCustodianAssigned':
      return { ...state, custodian: event.data.custodianId }
  }
}

const decide = (state: KeyReviewState, command: KeyReviewCommand): Decided => {
  const { effectiveOn } = command
  switch (command.type) {
    case 'RunKeyReview':
      return runKeyReview(state, command)
    case 'RecordKeyReview': {
      const known = state.reviews.get(command.data.reviewId)
      if (known !== undefined && isSame(known, { effectiveOn, data: command.data })) return accept([])
      const refusal = reviewRefusal(state, command.data, effectiveOn)
      return refusal === null ? accept([{ type: 'KeyReviewRun', effectiveOn, data: command.data }]) : refuse(refusal)
    }
    case 'ClassifyAccount':
      return classify(state, command)
    case 'AssignListCustodian':
      if (state.custodian === command.data.custodianId) return accept([])
      return accept([{ type: 'ListCustodianAssigned', effectiveOn, data: command.data }])
  }
}

/** The key accounts of the organisation: reviewed every half year or year, all by one level. */
export const keyReviews: Decider<KeyReviewState, KeyReviewCommand, KeyReviewEvent, KeyReviewRefusal> = {
  initialState: { reviews: new Map(), custodian: null },
  evolve,
  decide,
}

type Decided = Result<readonly KeyReviewEvent[], KeyReviewRefusal>
type Command<Type extends KeyReviewCommand['type']> = Extract<KeyReviewCommand, { type: Type }>

/** Run again under its id, on the same day, a review stays what it was: sales may have come in since. */
const runKeyReview = (state: KeyReviewState, command: Command<'RunKeyReview'>): Decided => {
  const { effectiveOn, data, clients, rounding, currency } = command
  const { reviewId, nextReviewOn = nextReviewAfter(effectiveOn), ...asked } = data
  if (state.reviews.get(reviewId)?.effectiveOn === effectiveOn) return accept([])
  const refusal = reviewRefusal(state, data, effectiveOn)
  if (refusal !== null) return refuse(refusal)
  const cutOff = keyCutOff(clients, rounding)
  if (cutOff === null) return refuse({ code: 'no-clients' })
  const { ranked, k, keyLevel, keyCount } = cutOff
  const figures = { reviewId, nClients: ranked.length, k, keyLevel, keyCount, rounding, nextReviewOn, currency }
  const run = { ...figures, ...asked }
  return accept([{ type: 'KeyReviewRun', effectiveOn, data: run }, ...ranked.map((client) => classified(client))])

  function classified({ accountId, r12Sales }: Client): KeyReviewEvent {
    const designation = amountOf(r12Sales) >= amountOf(keyLevel) ? 'KEY' : 'SECONDARY'
    return { type: 'AccountClassified', effectiveOn, data: { accountId, designation, reviewId, r12Sales } }
  }
}

type Asked = { readonly reviewId: ReviewId; readonly forced?: boolean }

const reviewRefusal = ({ reviews }: KeyReviewState, { reviewId, forced }: Asked, day: Day): KeyReviewRefusal | null => {
  if (reviews.has(reviewId)) return { code: 'review-exists', reviewId }
  const near = [...reviews].find(([, { effectiveOn }]) => Math.abs(dayNumber(day) - dayNumber(effectiveOn)) <= pauseDays)
  if (near === undefined || forced === true) return null
  return { code: 'review-too-soon', reviewId: near[0], reviewedOn: near[1].effectiveOn }
}

const classify = ({ reviews }: KeyReviewState, { effectiveOn, data, before }: Command<'ClassifyAccount'>): Decided => {
  const { accountId, reviewId } = data
  if (!reviews.has(reviewId)) return refuse({ code: 'unknown-review', reviewId })
  if (before === null) return accept([{ type: 'AccountClassified', effectiveOn, data }])
  if (isSame(before, data)) return accept([])
  return refuse({ code: 'classified-otherwise', accountId, designation: before.designation })
}
