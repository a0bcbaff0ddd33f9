import { amountOf, type Client } from '@daybook/domain'
import { clientsOn, rolledUp } from '@daybook/projections'
import type { OpenView } from './cell.ts'
import { reportContext } from './report-context.ts'
import type { At } from './sources.ts'

/** Which accounts are looked for. `isRolledUp`: subsidiaries count with their parents. */
export type ClientsAsked = { readonly isRolledUp?: boolean }

/** The accounts with net sales in the twelve months up to a day, as decisions about key accounts and prospects rest on them. M-35. */
export const clientsFound = async (open: OpenView, at: At, { isRolledUp = false }: ClientsAsked): Promise<readonly Client[]> => {
  const context = reportContext(open, await open(at), async () => [])
  const clients = clientsOn(await context.salesByDay(null), at.asOf)
  const counted = isRolledUp ? rolledUp(clients, await context.accounts(), context.reference) : clients
  return counted.filter(({ r12Sales }) => amountOf(r12Sales) > 0n)
}
