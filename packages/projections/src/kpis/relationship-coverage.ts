import { defineRatio } from '../kpi.ts'

/**
 * M-58 of the domain specification: of the organisation pooled over the accounts of which a contact is known. Of an account without any
 * nobody can say, and there is no value.
 */
export const relationshipCoverage = defineRatio({
  name: 'relationship-coverage',
  title: 'Relationship coverage',
  definition: 'In how many of the required parts (executive, decision maker, influencer, user) a contact trusts our advice.',
  unit: 'ratio',
  version: 1,
  kind: 'stock',
  view: 'book',
  scopes: ['org', 'account'],
  grain: [],
  numerator: 'roles-covered',
  denominator: 'roles-required',
  reason: 'no-base',
})
