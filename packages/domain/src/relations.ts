import { z } from 'zod'
import { Day } from './day.ts'
import { type Decider, isSame } from './decider.ts'
import { event, PersonName, Text } from './event.ts'
import { AccountId, Code, ContactId } from './ids.ts'
import { Currency, Decimal } from './money.ts'
import { accept, type Result, refuse } from './result.ts'

const contact = { accountId: AccountId, contactId: ContactId }
const level = z.enum(['executive', 'decision-maker', 'influencer', 'user'])
const relationship = z.enum(['none', 'friendly', 'trusted-advisor'])

// Events: these names and shapes are stored for ever. Change them only through an upcast.

/** A person at the customer; added again, the name or title is another one. */
export const ContactAdded = event('ContactAdded', {
  ...contact,
  name: PersonName.exactOptional(),
  title: Text.exactOptional(),
  level: level.exactOptional(),
  relationship: relationship.exactOptional(),
})

/** What a contact decides at the customer, and how near we are. M-58. */
export const ContactRoleSet = event('ContactRoleSet', { ...contact, level, relationship })

/** What the account spends in a category, with all suppliers, from `effectiveOn` until `effectiveUntil`. The latest wins. M-48. */
export const WalletEstimated = event('WalletEstimated', {
  accountId: AccountId,
  category: Code,
  amount: Decimal,
  currency: Currency,
  effectiveUntil: Day,
  basis: Code,
  confidence: Code,
})

/** What somebody at the customer thinks of us: `csat` from 1 to 5, or `nps` from -100 to 100. M-54. */
export const SatisfactionRecorded = event('SatisfactionRecorded', {
  accountId: AccountId,
  respondentId: ContactId,
  scale: z.enum(['csat', 'nps']),
  score: z.int().min(-100).max(100),
  note: Text.exactOptional(),
})

/** What can happen between us and an account. */
export const relationEvents = [ContactAdded, ContactRoleSet, WalletEstimated, SatisfactionRecorded] as const
export type RelationEvent = z.infer<(typeof relationEvents)[number]>

type Data<Type extends RelationEvent['type']> = Extract<RelationEvent, { type: Type }>['data']

/** Whether a score lies on its scale. */
export const isOnScale = ({ scale, score }: Pick<Data<'SatisfactionRecorded'>, 'scale' | 'score'>): boolean =>
  scale === 'nps' || (score >= 1 && score <= 5)

/** What may be said of the relations to an account. */
export type RelationCommand =
  | { type: 'AddContact'; effectiveOn: Day; data: Data<'ContactAdded'> }
  | { type: 'SetContactRole'; effectiveOn: Day; data: Data<'ContactRoleSet'> }
  | { type: 'EstimateWallet'; effectiveOn: Day; data: Data<'WalletEstimated'> }
  | { type: 'RecordSatisfaction'; effectiveOn: Day; data: Data<'SatisfactionRecorded'> }

/** Why it is not said. */
export type RelationRefusal =
  | { code: 'unknown-contact'; contactId: ContactId }
  | { code: 'dates-reversed'; effectiveOn: Day; effectiveUntil: Day }

/** The last word about each contact, role and category of spend, in the order they were first heard of. */
export type RelationState = ReadonlyMap<string, readonly [Day, object]>

/** What an event is the last word about; null when it stands beside all others of its kind. */
const subjectOf = (event: RelationEvent): string | null => {
  switch (event.type) {
    case 'ContactAdded':
    case 'ContactRoleSet':
      return `${event.type} ${event.data.contactId}`
    case 'WalletEstimated':
      return `${event.type} ${event.data.category}`
    case 'SatisfactionRecorded':
      return null
  }
}

const evolve = (state: RelationState, event: RelationEvent): RelationState => {
  const subject = subjectOf(event)
  return subject === null ? state : new Map(state).set(subject, [event.effectiveOn, event.data])
}

const decide = (state: RelationState, command: RelationCommand): Result<readonly RelationEvent[], RelationRefusal> => {
  const { effectiveOn } = command
  switch (command.type) {
    case 'AddContact':
      return unlessSaid(state, { type: 'ContactAdded', effectiveOn, data: command.data })
    case 'SetContactRole': {
      const { contactId } = command.data
      if (!state.has(`ContactAdded ${contactId}`)) return refuse({ code: 'unknown-contact', contactId })
      return unlessSaid(state, { type: 'ContactRoleSet', effectiveOn, data: command.data })
    }
    case 'EstimateWallet': {
      const { effectiveUntil } = command.data
      if (effectiveUntil <= effectiveOn) return refuse({ code: 'dates-reversed', effectiveOn, effectiveUntil })
      return unlessSaid(state, { type: 'WalletEstimated', effectiveOn, data: command.data })
    }
    case 'RecordSatisfaction':
      return accept([{ type: 'SatisfactionRecorded', effectiveOn, data: command.data }])
  }
}

/** The people at one account, what it spends in all and what it thinks of us. */
export const relations: Decider<RelationState, RelationCommand, RelationEvent, RelationRefusal> = {
  initialState: new Map(),
  evolve,
  decide,
}

const unlessSaid = (state: RelationState, event: RelationEvent): Result<readonly RelationEvent[], RelationRefusal> => {
  const said = state.get(subjectOf(event) ?? '')
  return accept(isSame(said, [event.effectiveOn, event.data]) ? [] : [event])
}
