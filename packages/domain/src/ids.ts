import { z } from 'zod'

/** Characters that would let two ids look alike: controls, bidirectional controls, zero-width characters, lone surrogates. */
const hidden =
  /[\u0000-\u001f\u007f-\u009f\u061c\u200b-\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/

const identifier = z
  .string()
  .min(1)
  .max(128)
  .refine((text) => text === text.normalize('NFC'), 'must be in Unicode normal form C')
  .refine((text) => text === text.trim(), 'must not begin or end with white space')
  .refine((text) => !hidden.test(text), 'must not contain control, bidirectional or zero-width characters')

export const AccountId = identifier.brand<'AccountId'>()
export type AccountId = z.infer<typeof AccountId>
export const RepId = identifier.brand<'RepId'>()
export type RepId = z.infer<typeof RepId>
export const TeamId = identifier.brand<'TeamId'>()
export type TeamId = z.infer<typeof TeamId>
export const OrderId = identifier.brand<'OrderId'>()
export type OrderId = z.infer<typeof OrderId>
export const LineId = identifier.brand<'LineId'>()
export type LineId = z.infer<typeof LineId>
export const CreditNoteId = identifier.brand<'CreditNoteId'>()
export type CreditNoteId = z.infer<typeof CreditNoteId>
export const ProductId = identifier.brand<'ProductId'>()
export type ProductId = z.infer<typeof ProductId>
export const QbrId = identifier.brand<'QbrId'>()
export type QbrId = z.infer<typeof QbrId>
export const CommitmentId = identifier.brand<'CommitmentId'>()
export type CommitmentId = z.infer<typeof CommitmentId>

/** Identity of a recorded event: UUIDv5 of its source and id. */
export const EventId = z.uuid().brand<'EventId'>()
export type EventId = z.infer<typeof EventId>

/** The source of an outside fact: a URI reference; with `id` its identity for ever. */
export const Source = identifier.max(256).brand<'Source'>()
export type Source = z.infer<typeof Source>

/** The id an outside fact carries at its source. */
export const SourceEventId = identifier.brand<'SourceEventId'>()
export type SourceEventId = z.infer<typeof SourceEventId>

/** `category-id`; the category holds no dash. */
export const StreamName = z
  .string()
  .regex(/^[a-z]+-.+$/u)
  .brand<'StreamName'>()
export type StreamName = z.infer<typeof StreamName>
