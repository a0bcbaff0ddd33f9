import { type DomainEvent, parseEvent, type Recorded } from '@daybook/domain'
import { createPoster, derived, kpis, ledgers } from '@daybook/projections'
import { openInMemoryReadModel, type Sources } from '@daybook/read-model'

/** One event of a book for tests: what came in, when, and the stream it stands in. */
export type Line = {
  readonly id: string
  readonly type: DomainEvent['type']
  readonly effectiveOn: string
  readonly recordedAt: string
  readonly stream: string
  readonly data: Readonly<Record<string, unknown>>
}

const sold = (net: string) => ({ currency: 'USD', lines: [{ lineId: '1', net }] })

/** An order that was recorded on its own day. */
export const order = (id: string, accountId: string, [day, net, recordedAt = `${day}T18:00:00Z`]: readonly string[]): Line => ({
  id,
  type: 'OrderAccepted',
  effectiveOn: day ?? '',
  recordedAt,
  stream: `order-erp~${id}`,
  data: { orderId: id, accountId, ...sold(`${net}.0000`) },
})

/** An owner from a day on. */
export const assigned = (id: string, accountId: string, [day, repId, recordedAt]: readonly [string, string, string]): Line => ({
  id,
  type: 'AccountAssigned',
  effectiveOn: day,
  recordedAt,
  stream: `account-${accountId}`,
  data: { accountId, owners: [{ repId, basisPoints: 10_000 }] },
})

const early = '2024-02-01T09:00:00Z'

/** The worked example of the ledger's specification (2.6), in recorded order from position 0. */
export const workedExample: readonly Line[] = [
  assigned('as-A1', 'A1', ['2024-01-01', 'R1', early]),
  assigned('as-A2', 'A2', ['2024-01-01', 'R1', early]),
  assigned('as-A3', 'A3', ['2024-01-01', 'R2', early]),
  assigned('as-A4', 'A4', ['2024-01-01', 'R3', early]),
  order('O05', 'A3', ['2024-03-01', '800']),
  order('O01', 'A1', ['2024-10-10', '1000']),
  order('O02', 'A1', ['2024-11-09', '1000']),
  order('O04', 'A2', ['2024-11-20', '500']),
  order('O06', 'A4', ['2024-12-05', '2000']),
  order('O03', 'A1', ['2024-12-10', '1000']),
  order('O07', 'A1', ['2025-01-09', '1200']),
  order('O08', 'A2', ['2025-01-15', '600']),
  order('O09', 'A4', ['2025-01-20', '1050']),
  assigned('as-A5', 'A5', ['2025-02-01', 'R3', '2025-01-31T10:00:00Z']),
  order('O10', 'A1', ['2025-02-08', '1000']),
  {
    id: 'C01',
    type: 'CreditNoteIssued',
    effectiveOn: '2025-02-11',
    recordedAt: '2025-02-11T18:00:00Z',
    stream: 'credit-erp~C01',
    data: { creditNoteId: 'C01', accountId: 'A4', orderId: 'O09', ...sold('1050.0000') },
  },
  order('O11', 'A5', ['2025-02-14', '300']),
  order('O12', 'A5', ['2025-02-25', '250', '2025-03-04T09:00:00Z']),
  order('O13', 'A3', ['2025-03-05', '400']),
  {
    id: 'close-02',
    type: 'PeriodClosed',
    effectiveOn: '2025-03-05',
    recordedAt: '2025-03-05T22:00:00Z',
    stream: 'period-org~FY2025',
    data: { period: '2025-02' },
  },
  {
    id: 'O10c',
    type: 'OrderCorrected',
    effectiveOn: '2025-02-08',
    recordedAt: '2025-03-06T15:00:00Z',
    stream: 'order-erp~O10',
    data: { orderId: 'O10', accountId: 'A1', reason: 'price agreed by phone', ...sold('1100.0000') },
  },
  {
    id: 'lost-A4',
    type: 'AccountLost',
    effectiveOn: '2025-02-28',
    recordedAt: '2025-03-10T10:00:00Z',
    stream: 'account-A4',
    data: { accountId: 'A4', reasonCode: 'competitor', reasonClass: 'preventable' },
  },
  order('O14', 'A2', ['2025-03-10', '700']),
  order('O15', 'A1', ['2025-03-12', '1500']),
  assigned('as-A2b', 'A2', ['2025-03-15', 'R2', '2025-03-14T16:00:00Z']),
  order('O16', 'A2', ['2025-03-20', '900']),
]

/** The event id of a line, by its id: any UUID will do. */
export const eventIdOf = (id: string): string => {
  const digits = [...id].map((letter) => letter.charCodeAt(0).toString(16).padStart(2, '0')).join('')
  return `00000000-0000-5000-8000-${digits.padStart(12, '0').slice(-12)}`
}

/** A book of the lines given: what answers are computed from. All are posted, but for those that the ledger is to have missed. */
export const openBook = async (
  lines: readonly Line[],
  missed: readonly string[] = [],
): Promise<Sources & { readonly events: readonly Recorded[] }> => {
  const events = lines.map(recorded)
  const readModel = openInMemoryReadModel()
  const epoch = await readModel.claim()
  const poster = createPoster({ working: readModel.working, history: [] })
  for (const event of events.filter(({ id }) => !missed.includes(id))) poster.post(event)
  await readModel.post({ epoch, from: -1n, to: BigInt(events.length - 1), ...poster.take() })
  const log = {
    readAll: async ({ from, limit }: { readonly from: bigint; readonly limit: number }) =>
      events.slice(Number(from), Number(from) + limit),
    event: async (eventId: string) => events.find((event) => event.eventId === eventId) ?? null,
    recordedAt: async (position: bigint) => events[Number(position)]?.recordedAt ?? null,
  }
  return { readModel, log, measures: { kpis, derived, ledgers }, events }
}

/** The reassignment of A2, backdated by the correction that the specification adds at position 26. */
export const backdated: Line = {
  id: 'as-A2c',
  type: 'AssignmentCorrected',
  effectiveOn: '2025-03-10',
  recordedAt: '2025-04-02T10:00:00Z',
  stream: 'account-A2',
  data: { accountId: 'A2', corrects: eventIdOf('as-A2b'), owners: [{ repId: 'R2', basisPoints: 10_000 }] },
}

const recorded = (line: Line, place: number, lines: readonly Line[]): Recorded => {
  const { id, type, effectiveOn, data, stream } = line
  const added = {
    eventId: eventIdOf(id),
    source: 'erp',
    id,
    stream,
    revision: BigInt(lines.slice(0, place).filter((other) => other.stream === stream).length),
    position: BigInt(place),
    recordedAt: Date.parse(line.recordedAt),
    ingestedAt: Date.parse(line.recordedAt),
    backfilled: false,
    payloadHash: '',
    metadata: { actor: { kind: 'integration', id: 'erp' } },
  }
  return { ...parseEvent({ type, effectiveOn, data }), ...added } as Recorded // Sound: test data, in the stored form
}
