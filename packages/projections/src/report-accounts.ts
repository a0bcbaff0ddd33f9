import { type Day, dayNumber } from '@daybook/domain'
import { z } from 'zod'
import type { AccountDocument } from './documents/account.ts'
import { type ReportContext, repeated } from './report.ts'
import { resolve } from './resolution.ts'

/** The parameters that choose the accounts of a report: by `account`, or as cells are asked for. */
export const accountParameters = { account: repeated, scope: z.enum(['org', 'account']).optional(), entity: repeated }

type AccountsAsked = { readonly account?: readonly string[] | undefined; readonly entity?: readonly string[] | undefined }

/** Whether an account is among those asked for; without any, all are. */
export const isAsked =
  ({ account, entity }: AccountsAsked) =>
  (accountId: string): boolean =>
    (account ?? entity)?.includes(accountId) ?? true

/** The names of the accounts of a book. */
export const namesOf = (context: ReportContext): Promise<(accountId: string) => string | null> =>
  context.accounts().then((documents) => {
    const names = new Map(documents.map(({ accountId, name }: AccountDocument) => [accountId, name]))
    return (accountId) => names.get(accountId) ?? null
  })

/** The account that stands for one on a day: itself, or whichever it was merged into. P-15. */
export const customerOn = ({ reference }: Pick<ReportContext, 'reference'>, accountId: string, day: Day): string =>
  resolve(reference, accountId, dayNumber(day))

/** Compares rows by the texts that some of their columns hold; nothing comes last. */
export const byColumns =
  (...columns: readonly string[]) =>
  (a: Readonly<Record<string, unknown>>, b: Readonly<Record<string, unknown>>): number => {
    for (const column of columns) {
      const [left, right] = [a[column] ?? null, b[column] ?? null]
      if (left === right) continue
      if (left === null || right === null) return left === null ? 1 : -1
      return String(left) < String(right) ? -1 : 1
    }
    return 0
  }
