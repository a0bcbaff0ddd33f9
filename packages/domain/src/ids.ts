import { z } from 'zod'

/** Characters that would let two ids look alike: controls, bidirectional controls, zero-width characters, lone surrogates. */
const hidden = /[\p{Cc}\p{Cs}\u061c\u200b-\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff]/u

/** Printable ASCII without white space at its ends: what nearly all ids are. */
const plain = /^[!-~](?:[ -~]*[!-~])?$/

const isClean = (text: string): boolean =>
  plain.test(text) || (text === text.normalize('NFC') && text === text.trim() && !hidden.test(text))

const identifier = z
  .string()
  .min(1)
  .max(256)
  .refine(isClean, 'must be in Unicode normal form C, without white space at its ends and without hidden characters')

const short = identifier.max(128)

/** A customer organisation. */
export const AccountId = short.brand<'AccountId'>()
export type AccountId = z.infer<typeof AccountId>

/** A salesperson; `HOUSE` stands for nobody. */
export const RepId = short.brand<'RepId'>()
export type RepId = z.infer<typeof RepId>

/** A team of reps. */
export const TeamId = short.brand<'TeamId'>()
export type TeamId = z.infer<typeof TeamId>

/** An order, within its source. */
export const OrderId = short.brand<'OrderId'>()
export type OrderId = z.infer<typeof OrderId>

/** A line, within its order or credit note. */
export const LineId = short.brand<'LineId'>()
export type LineId = z.infer<typeof LineId>

/** A credit note, within its source. */
export const CreditNoteId = short.brand<'CreditNoteId'>()
export type CreditNoteId = z.infer<typeof CreditNoteId>

/** A product. */
export const ProductId = short.brand<'ProductId'>()
export type ProductId = z.infer<typeof ProductId>

/** A quarterly business review: one owner, one quarter. */
export const QbrId = short.brand<'QbrId'>()
export type QbrId = z.infer<typeof QbrId>

/** A commitment, within its review. */
export const CommitmentId = short.brand<'CommitmentId'>()
export type CommitmentId = z.infer<typeof CommitmentId>

/** A key account plan. */
export const PlanId = short.brand<'PlanId'>()
export type PlanId = z.infer<typeof PlanId>

/** A goal, strategy, initiative or tactic: one name for one node of a plan's tree. */
export const NodeId = short.brand<'NodeId'>()
export type NodeId = z.infer<typeof NodeId>

/** An objective, a risk or a resource, within its plan. */
export const PlanItemId = short.brand<'PlanItemId'>()
export type PlanItemId = z.infer<typeof PlanItemId>

/** A deal that may come of it: a piece of the pipeline. */
export const OpportunityId = short.brand<'OpportunityId'>()
export type OpportunityId = z.infer<typeof OpportunityId>

/** A performance development plan of a rep and his manager. */
export const PdpId = short.brand<'PdpId'>()
export type PdpId = z.infer<typeof PdpId>

/** An initiative, within its performance development plan. */
export const InitiativeId = short.brand<'InitiativeId'>()
export type InitiativeId = z.infer<typeof InitiativeId>

/** A review of the key accounts. */
export const ReviewId = short.brand<'ReviewId'>()
export type ReviewId = z.infer<typeof ReviewId>
/** A person at a customer, within the account. */
export const ContactId = short.brand<'ContactId'>()
export type ContactId = z.infer<typeof ContactId>

/** A call, a visit, a demo. */
export const ActivityId = short.brand<'ActivityId'>()
export type ActivityId = z.infer<typeof ActivityId>

/** A planned meeting of minds: one of the cadence of an account. */
export const TouchpointId = short.brand<'TouchpointId'>()
export type TouchpointId = z.infer<typeof TouchpointId>

/** Something another function owes an account. */
export const DependencyId = short.brand<'DependencyId'>()
export type DependencyId = z.infer<typeof DependencyId>

/** A key program of an account. */
export const ProgramId = short.brand<'ProgramId'>()
export type ProgramId = z.infer<typeof ProgramId>

/** Who a quota or forecast is for: a rep, a team, an account or `org`, as its type says. */
export const OwnerId = short.brand<'OwnerId'>()
export type OwnerId = z.infer<typeof OwnerId>

/** Who approved: the id of a person who signs in, never a name. */
export const ActorId = short.brand<'ActorId'>()
export type ActorId = z.infer<typeof ActorId>

/** A word of a closed vocabulary outside this book: industry, territory, family, reason code. Never free text. */
export const Code = short.brand<'Code'>()
export type Code = z.infer<typeof Code>

/** A fiscal month (`2025-03`, `FY2014-P10`), quarter (`2025-Q1`) or year (`FY2025`). No colon: that begins a suffix such as `:ytd`. */
export const PeriodId = short.regex(/^[^:]+$/, 'must not contain a colon').brand<'PeriodId'>()
export type PeriodId = z.infer<typeof PeriodId>

/** Identity of a recorded event: UUIDv5 of its source and id. */
export const EventId = z.uuid().brand<'EventId'>()
export type EventId = z.infer<typeof EventId>

/** The source of an outside fact: a URI reference; with `id` its identity for ever. */
export const Source = identifier.brand<'Source'>()
export type Source = z.infer<typeof Source>

/** The id an outside fact carries at its source. */
export const SourceEventId = short.brand<'SourceEventId'>()
export type SourceEventId = z.infer<typeof SourceEventId>

/** `category-id`; the category holds no dash. */
export const StreamName = z
  .string()
  .regex(/^[a-z]+-.+$/u)
  .brand<'StreamName'>()
export type StreamName = z.infer<typeof StreamName>

/** The one organisation a book belongs to, as it stands in stream names and in quotas of scope org. */
export const orgId = 'org' as OwnerId // Sound: matches the schema
