import { coveredRoles } from '../contact-roles.ts'
import { defineKpi } from '../kpi.ts'
import { type RelationView, relationKpi } from '../relation-book.ts'

/** What M-58 of the domain specification is computed from. */
export const rolesCovered = defineKpi<RelationView>({
  ...relationKpi,
  name: 'roles-covered',
  title: 'Roles covered',
  definition: 'Executive, decision maker, influencer and user: in how many of these parts a contact trusts our advice.',
  unit: 'roles',
  ledger: 'roles',
  listed: false,
  contributions: coveredRoles,
})
