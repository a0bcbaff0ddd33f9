import { neededRoles } from '../contact-roles.ts'
import { defineKpi } from '../kpi.ts'
import { type RelationView, relationKpi } from '../relation-book.ts'

/** What M-58 of the domain specification is computed from. */
export const rolesRequired = defineKpi<RelationView>({
  ...relationKpi,
  name: 'roles-required',
  title: 'Roles required',
  definition: 'The four parts at each account, from the day on which its first contact is known.',
  unit: 'roles',
  ledger: 'roles',
  listed: false,
  contributions: neededRoles,
})
