import { openInMemoryEventStore } from '@daybook/event-store'
import { defaultLimits, openIntake } from '@daybook/intake'
import { pino } from 'pino'
import { expect, test } from 'vitest'
import { openBook } from './api-book.ts'

const event = (type: string, id: string, data: object) => ({ specversion: '1.0', id, source: 'erp', type, data })

const account = (accountId: string) =>
  event('AccountRegistered', `acc-${accountId}`, { accountId, name: accountId, effectiveOn: '2024-01-01' })

const order = (accountId: string, net: string, effectiveOn = '2025-02-10') =>
  event('OrderAccepted', `o-${accountId}`, { orderId: `o-${accountId}`, accountId, effectiveOn, currency: 'USD', net })

const clients = [
  ...['C1', 'C2', 'C3', 'C4', 'P1', 'P2'].map(account),
  ...['900', '300', '200', '100'].map((net, index) => order(`C${index + 1}`, net)),
]
const run = event('KeyReviewRun', 'run', { reviewId: 'V1', effectiveOn: '2025-03-31' })
const targets = (id: string, ...accountIds: readonly string[]) =>
  event('TargetsSet', id, { repId: 'R1', accountIds, effectiveOn: '2025-03-31' })
const leads = (id: string, ...accountIds: readonly string[]) =>
  event('LeadsSet', id, { repId: 'R2', accountIds, effectiveOn: '2025-03-31' })

type Book = Awaited<ReturnType<typeof openBook>>

const send = async ({ app }: Book, events: readonly object[], headers: Readonly<Record<string, string>> = {}) => {
  const type = { 'content-type': 'application/cloudevents-batch+json', ...headers }
  return (await app.inject({ method: 'POST', url: '/v1/events', headers: type, payload: JSON.stringify(events) })).json()
}

const statuses = ({ results }: { results: readonly { status: string; error?: { code: string } }[] }) =>
  results.map(({ status, error }) => error?.code ?? status)

const level = async ({ get }: Book, position: string) => {
  const { body } = await get(`/v1/reports/key-cut-off?minPosition=${position}`)
  const [{ nClients, k, keyLevel, keyCount }] = body.rows
  return { nClients, k, keyLevel, keyCount }
}

const found = { nClients: 4, k: 1, keyLevel: '900.0000', keyCount: 1 }

test('a key review that is sent ranks the clients that are known, those sent before it in one request among them', async () => {
  await using book = await openBook()
  const answer = await send(book, [...clients, run, account('C9'), order('C9', '5000')])
  expect(statuses(answer).filter((status) => status !== 'accepted')).toEqual([])
  expect(answer.results).toHaveLength(clients.length + 3)
  expect(await level(book, answer.position)).toEqual(found)
  const key = await book.get(`/v1/kpis/key-accounts?period=2025-04&minPosition=${answer.position}`)
  expect(key.body.rows).toMatchObject([{ value: 1 }])
  expect(statuses(await send(book, [run]))).toEqual(['duplicate'])
})

test('it comes to the same as the command', async () => {
  await using book = await openBook()
  const { position } = await send(book, clients)
  await book.get(`/v1/kpis/orders?minPosition=${position}`)
  const payload = { reviewId: 'V1', effectiveOn: '2025-03-31' }
  const answer = (await book.app.inject({ method: 'POST', url: '/v1/key-reviews', payload })).json()
  expect(await level(book, answer.position)).toEqual(found)
})

test('targets and leads that are sent hold nobody who buys: they are put aside with the accounts that do', async () => {
  await using book = await openBook()
  const answer = await send(book, [
    ...clients,
    targets('t1', 'P1', 'C2'),
    targets('t2', 'P1'),
    leads('l1', 'C3'),
    leads('l2', 'P2'),
  ])
  expect(statuses(answer).slice(clients.length)).toEqual(['not-a-prospect', 'accepted', 'not-a-prospect', 'accepted'])
  const held = (await book.get('/v1/quarantine')).body.items
  expect(held.map(({ type }: { type: string }) => type).sort()).toEqual(['LeadsSet', 'TargetsSet'])
})

test('a file is taken in the same way, with its own times too, and tried without recording anything', async () => {
  await using book = await openBook()
  const at = { recordedtime: '2025-03-31T10:00:00Z', time: '2025-03-31T10:00:00Z' }
  const lines = [...clients, run, targets('t1', 'C1')].map((each) => JSON.stringify({ ...each, ...at })).join('\n')
  const headers = { 'content-type': 'application/x-ndjson' }
  const tried = await book.app.inject({
    method: 'POST',
    url: '/v1/imports?dryRun=true',
    headers,
    payload: clients.map((each) => JSON.stringify(each)).join('\n'),
  })
  expect(tried.json().summary).toMatchObject({ accepted: clients.length })
  const answer = await book.app.inject({ method: 'POST', url: '/v1/imports?backfill=true', headers, payload: lines })
  expect(answer.json().summary).toMatchObject({ accepted: clients.length + 1, quarantined: 1 })
  expect(await level(book, answer.json().position)).toEqual(found)
})

test('a batch that is all or nothing rests on what was recorded before it', async () => {
  await using book = await openBook()
  await send(book, clients)
  const strict = { prefer: 'handling=strict' }
  const refused = await send(book, [account('P3'), targets('t1', 'C1')], strict)
  expect(refused.code).toBe('strict-handling')
  expect(statuses(await send(book, [account('P3'), run, targets('t2', 'P3')], strict))).toEqual([
    'accepted',
    'accepted',
    'accepted',
  ])
})

test('what was put aside is looked up anew when it is released', async () => {
  await using book = await openBook()
  await send(book, [...clients, targets('t1', 'C4')])
  const [{ heldId }] = (await book.get('/v1/quarantine')).body.items
  const release = async () =>
    (await book.app.inject({ method: 'POST', url: `/v1/quarantine/${heldId}/release`, payload: {} })).json()
  expect(statuses(await release())).toEqual(['not-a-prospect'])
  await send(book, [event('OrderVoided', 'v1', { orderId: 'o-C4', reason: 'never was', effectiveOn: '2025-03-31' })])
  expect(statuses(await release())).toEqual(['accepted'])
})

test('while the ledgers are behind it is refused and recorded when it comes again', async () => {
  const store = openInMemoryEventStore({ clock: Date.now })
  const ledgers = { behind: true }
  await using intake = await openIntake({
    store,
    policyDefaults: {},
    limits: defaultLimits,
    clock: Date.now,
    newId: () => '01JQ0000000000000000000001',
    log: pino({ level: 'silent' }),
    findings: async ({ data }) => (ledgers.behind ? null : { ...data, clients: [{ accountId: 'C1', r12Sales: '900.0000' }] }),
  })
  const review = () =>
    intake.commands.execute({
      type: 'KeyReviewRun',
      data: { reviewId: 'V1' },
      source: 'erp' as never, // Sound: matches the schema
      id: 'run' as never, // Sound: as above
      actor: { kind: 'user', id: 'test' },
    })
  await expect(review()).rejects.toMatchObject({ problem: { code: 'not-yet-applied' } })
  ledgers.behind = false
  expect(await review()).toMatchObject({ status: 'recorded', event: { data: { nClients: 1 } } })
})
