import { z } from 'zod'
import { AccountClassified } from './account-classified.ts'
import { AccountId, type RepId } from './ids.ts'
import {
  type KeyReviewCommand,
  type KeyReviewEvent,
  KeyReviewRun,
  keyReviews,
  ListCustodianAssigned,
  nextReviewAfter,
} from './key-review.ts'
import { Decimal } from './money.ts'
import { outsideType, type Situation, stateOf, undated, wire } from './outside-type.ts'
import { policyAt } from './policies.ts'
import {
  LeadsSet,
  ListReviewed,
  type ListSurroundings,
  prospectsOf,
  type SellerListCommand,
  sellerList,
  TargetsSet,
} from './seller-list.ts'
import { sellerLists, sellerListsIn } from './seller-lists.ts'
import { streams } from './streams.ts'

const { nClients, k, keyLevel, keyCount, rounding, nextReviewOn, ...runShape } = KeyReviewRun.shape.data.shape

const Clients = z
  .array(z.strictObject({ accountId: AccountId, r12Sales: Decimal }))
  .max(100_000)
  .refine((clients) => new Set(clients.map(({ accountId }) => accountId)).size === clients.length, 'must name no account twice')

/**
 * A review comes in with what is to be decided on, every client and its sales, or, as history, with the figures it once had; what it
 * made of each account then comes in events of its own.
 */
const asked = wire({
  ...runShape,
  nClients: nClients.exactOptional(),
  k: k.exactOptional(),
  keyLevel: keyLevel.exactOptional(),
  keyCount: keyCount.exactOptional(),
  rounding: rounding.exactOptional(),
  nextReviewOn: nextReviewOn.exactOptional(),
  clients: Clients.exactOptional(),
})
type Run = z.infer<typeof asked>

/** The figures of a review that was run elsewhere; null when one is missing. */
const figuresOf = ({ nClients: n, k: top, keyLevel: level, keyCount: count, rounding: rule }: Run) => {
  const isMissing = n === undefined || top === undefined || level === undefined || count === undefined || rule === undefined
  return isMissing ? null : { nClients: n, k: top, keyLevel: level, keyCount: count, rounding: rule }
}

const figureNames = ['nClients', 'k', 'keyLevel', 'keyCount', 'rounding'] as const

const hasNoFigure = (data: Readonly<Record<string, unknown>>): boolean => figureNames.every((name) => data[name] === undefined)

/** Neither may be given: then whoever has the ledgers finds the clients. */
const isOneOfBoth = (data: Run): boolean => hasNoFigure(data) || (data.clients === undefined && figuresOf(data) !== null)

/**
 * Whether a decision comes without what it rests on in the ledgers, as most do: a key review without its clients or figures, targets and
 * leads without word of which of them buy. Whoever carries it out has to look that up.
 */
export const restsOnLedgers = (type: string, data: Readonly<Record<string, unknown>>): boolean => {
  if (type === 'KeyReviewRun') return data.clients === undefined && hasNoFigure(data)
  return (type === 'TargetsSet' || type === 'LeadsSet') && data.spendingClients === undefined
}

const run = asked.refine(isOneOfBoth, {
  message: 'give either clients, or nClients, k, keyLevel, keyCount and rounding',
  path: ['clients'],
})

const distinct = (accountIds: AccountId[]): AccountId[] => [...new Set(accountIds)]

/** `spendingClients` is what whoever asks has found in the ledgers: those of the accounts that buy. It is not stored. */
const listed = (accountIds: typeof TargetsSet.shape.data.shape.accountIds) => ({
  accountIds: accountIds.overwrite(distinct),
  spendingClients: accountIds.exactOptional(),
})
const targets = wire({ ...TargetsSet.shape.data.shape, ...listed(TargetsSet.shape.data.shape.accountIds) })
const leads = wire({ ...LeadsSet.shape.data.shape, ...listed(LeadsSet.shape.data.shape.accountIds) })
const reviewed = wire(ListReviewed.shape.data.shape)
const classified = wire(AccountClassified.shape.data.shape)
const custodian = wire(ListCustodianAssigned.shape.data.shape)

const reviewDecided = ({ streams: known }: Situation<unknown>, command: KeyReviewCommand) =>
  keyReviews.decide(stateOf(keyReviews, known.get(streams.keyReviews)), command)

const runCommand = ({ effectiveOn, data: given, policies }: Situation<Run>): KeyReviewCommand => {
  const {
    reviewId,
    nextReviewOn: next,
    currency = policyAt(policies, 'reporting-currency', effectiveOn),
    forced,
    rollupToParent,
    clients,
  } = given
  const how = {
    ...(forced === undefined ? {} : { forced }),
    ...(rollupToParent === undefined ? {} : { rollupToParent }),
  }
  const figures = figuresOf(given)
  if (figures === null) {
    const data = { reviewId, ...(next === undefined ? {} : { nextReviewOn: next }), ...how }
    const rule = policyAt(policies, 'key-rounding', effectiveOn)
    return { type: 'RunKeyReview', effectiveOn, data, clients: clients ?? [], rounding: rule, currency }
  }
  const data = { reviewId, ...figures, nextReviewOn: next ?? nextReviewAfter(effectiveOn), currency, ...how }
  return { type: 'RecordKeyReview', effectiveOn, data }
}

type OfSeller = { repId: RepId }
const stream = ({ repId }: OfSeller) => streams.sellerList(repId)

const listDecided = ({ data, streams: known }: Situation<OfSeller>, command: SellerListCommand) =>
  sellerList.decide(stateOf(sellerList, known.get(stream(data))), command)

type Listed = OfSeller & { spendingClients?: readonly AccountId[] }

/** What a list has to respect: the lists of all other sellers, the streams of its group. */
const surroundings = ({ data, streams: known }: Situation<Listed>): ListSurroundings => ({
  spendingClients: data.spendingClients ?? [],
  others: sellerListsIn(known)
    .filter((list) => list.stream !== stream(data))
    .map(({ repId, state }) => ({ repId, accountIds: prospectsOf(state) })),
})

/** Key reviews and the account lists of sellers, as they come in. */
export const listTypes = {
  KeyReviewRun: outsideType('KeyReviewRun', {
    kind: 'decision',
    data: run,
    stream: () => streams.keyReviews,
    decide: (situation: Situation<Run>) => reviewDecided(situation, runCommand(situation)),
  }),
  AccountClassified: outsideType('AccountClassified', {
    kind: 'decision',
    data: classified,
    stream: () => streams.keyReviews,
    account: ({ accountId }) => accountId,
    decide: (situation: Situation<z.infer<typeof classified>>) => {
      const { effectiveOn } = situation
      const data = undated(situation.data)
      const events = (situation.streams.get(streams.keyReviews) ?? []) as readonly unknown[] as readonly KeyReviewEvent[] // Sound: a stream holds its aggregate's events
      const before = events.findLast((event) => event.type === 'AccountClassified' && isSameCase(event.data, data))
      const known = before?.type === 'AccountClassified' ? before.data : null
      return reviewDecided(situation, { type: 'ClassifyAccount', effectiveOn, data, before: known })
    },
  }),
  ListCustodianAssigned: outsideType('ListCustodianAssigned', {
    kind: 'decision',
    mayBeForwardDated: true,
    data: custodian,
    stream: () => streams.keyReviews,
    decide: (situation: Situation<z.infer<typeof custodian>>) => {
      const { effectiveOn, data } = situation
      return reviewDecided(situation, { type: 'AssignListCustodian', effectiveOn, data: undated(data) })
    },
  }),
  TargetsSet: outsideType('TargetsSet', {
    kind: 'decision',
    data: targets,
    stream,
    group: () => sellerLists,
    about: ({ accountIds }) => accountIds,
    decide: (situation: Situation<z.infer<typeof targets>>) => {
      const { effectiveOn } = situation
      const { spendingClients: _, ...data } = undated(situation.data)
      return listDecided(situation, { type: 'SetTargets', effectiveOn, data, around: surroundings(situation) })
    },
  }),
  LeadsSet: outsideType('LeadsSet', {
    kind: 'decision',
    data: leads,
    stream,
    group: () => sellerLists,
    about: ({ accountIds }) => accountIds,
    decide: (situation: Situation<z.infer<typeof leads>>) => {
      const { effectiveOn } = situation
      const { spendingClients: _, ...data } = undated(situation.data)
      return listDecided(situation, { type: 'SetLeads', effectiveOn, data, around: surroundings(situation) })
    },
  }),
  ListReviewed: outsideType('ListReviewed', {
    kind: 'decision',
    data: reviewed,
    stream,
    decide: (situation: Situation<z.infer<typeof reviewed>>) => {
      const { effectiveOn, data } = situation
      return listDecided(situation, { type: 'RecordListReview', effectiveOn, data: undated(data) })
    },
  }),
}

type Case = Pick<z.infer<typeof classified>, 'accountId' | 'reviewId'>

const isSameCase = (one: Case, other: Case): boolean => one.accountId === other.accountId && one.reviewId === other.reviewId
