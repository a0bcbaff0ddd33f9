import { test } from 'vitest'
import { day, specification } from '../../../tests/domain/given.ts'
import { Code, ProductId, TeamId } from './ids.ts'
import { type ProductEvent, product } from './product.ts'
import { type TeamEvent, team } from './team.ts'

const effectiveOn = day('2024-01-01')

test('a product is registered again only when it has changed', () => {
  const given = specification(product)
  const data = { productId: ProductId.parse('BK-1'), family: Code.parse('Bikes') }
  const registered: ProductEvent = { type: 'ProductRegistered', effectiveOn, data }
  given().when({ type: 'RegisterProduct', effectiveOn, data }).thenRecorded(registered)
  given(registered)
    .when({ type: 'RegisterProduct', effectiveOn: day('2025-01-01'), data })
    .thenNothing()
})

test('a team is formed again only when it has changed', () => {
  const given = specification(team)
  const data = { teamId: TeamId.parse('T-East'), name: 'East' }
  const formed: TeamEvent = { type: 'TeamFormed', effectiveOn, data }
  given().when({ type: 'FormTeam', effectiveOn, data }).thenRecorded(formed)
  given(formed).when({ type: 'FormTeam', effectiveOn, data }).thenNothing()
  given(formed)
    .when({ type: 'FormTeam', effectiveOn, data: { ...data, name: 'North' } })
    .thenRecorded({ ...formed, data: { ...data, name: 'North' } })
})
