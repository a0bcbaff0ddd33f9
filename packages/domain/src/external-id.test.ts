import { test } from 'vitest'
import { acme, day, delta, specification } from '../../../tests/domain/given.ts'
import { type ExternalIdEvent, externalId } from './external-id.ts'
import { Code } from './ids.ts'

const given = specification(externalId)
const effectiveOn = day('2025-01-02')
const id = { system: Code.parse('erp'), externalId: Code.parse('C-1001') }
const ofDelta = { accountId: delta, ...id }
const ofAcme = { accountId: acme, ...id }
const linked: ExternalIdEvent = { type: 'ExternalIdLinked', effectiveOn, data: ofDelta }
const unlinked: ExternalIdEvent = { type: 'ExternalIdUnlinked', effectiveOn, data: ofDelta }

test('an id of another system belongs to one account at a time', () => {
  given().when({ type: 'LinkExternalId', effectiveOn, data: ofDelta }).thenRecorded(linked)
  given(linked).when({ type: 'LinkExternalId', effectiveOn, data: ofDelta }).thenNothing()
  given(linked)
    .when({ type: 'LinkExternalId', effectiveOn, data: ofAcme })
    .thenRefused({ code: 'external-id-taken', ...ofDelta })
})

test('an id that was unlinked is free for another account', () => {
  given(linked).when({ type: 'UnlinkExternalId', effectiveOn, data: ofDelta }).thenRecorded(unlinked)
  given(linked, unlinked).when({ type: 'UnlinkExternalId', effectiveOn, data: ofDelta }).thenNothing()
  given(linked, unlinked)
    .when({ type: 'LinkExternalId', effectiveOn, data: ofAcme })
    .thenRecorded({ ...linked, data: ofAcme })
})

test('what is not linked to the account is not unlinked', () => {
  const refused = { code: 'external-id-not-linked', ...ofAcme }
  given().when({ type: 'UnlinkExternalId', effectiveOn, data: ofAcme }).thenRefused(refused)
  given(linked).when({ type: 'UnlinkExternalId', effectiveOn, data: ofAcme }).thenRefused(refused)
})

test('two ids whose names run together in one stream are told apart', () => {
  const other = { accountId: acme, system: Code.parse('erp~C'), externalId: Code.parse('1') }
  const oneMore = { ...linked, data: { accountId: delta, system: Code.parse('erp'), externalId: Code.parse('C~1') } }
  given(oneMore)
    .when({ type: 'LinkExternalId', effectiveOn, data: other })
    .thenRecorded({ ...linked, data: other })
})
