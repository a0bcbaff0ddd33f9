import { IntakeFailure, problem } from './problems.ts'

/** Where a listing by key goes on, as it is answered; nothing after the last page. */
export const cursorOf = (key: string | null | undefined): { nextCursor?: string } =>
  key === null || key === undefined ? {} : { nextCursor: Buffer.from(key).toString('base64url') }

/** The key after which a listing goes on. Throws an `IntakeFailure` for what is no cursor. */
export const keyOfCursor = (cursor: string | undefined): { after?: string } => {
  if (cursor === undefined) return {}
  const key = Buffer.from(cursor, 'base64url').toString('utf8')
  if (key !== '' && cursorOf(key).nextCursor === cursor) return { after: key }
  throw new IntakeFailure(problem('bad-cursor', 'the cursor is not one of this listing'))
}
