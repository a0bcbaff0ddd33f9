import { addDays, type Day, parseEvent, type Recorded } from '@daybook/domain'

/** The events in the order given, with positions, revisions and recorded times that fit it. Identities stay. */
export const renumbered = (events: readonly Recorded[]): readonly Recorded[] => {
  const revisions = new Map<string, bigint>()
  let recordedAt = 0
  return events.map((event, index) => {
    const revision = (revisions.get(event.stream) ?? -1n) + 1n
    revisions.set(event.stream, revision)
    recordedAt = Math.max(recordedAt, event.recordedAt)
    return { ...event, revision, position: BigInt(index), recordedAt }
  })
}

type Data = Readonly<Record<string, unknown>>

/** An event with other data, read as the store reads it. */
const restated = (event: Recorded, data: Data, effectiveOn: Day = event.effectiveOn): Recorded => {
  const parsed = parseEvent({ type: event.type, effectiveOn, data })
  return { ...event, ...parsed } as Recorded // Sound: the envelope of an event of the same type
}

/** All amounts of orders, credit notes and quotas, `factor` times as large. */
export const scaled = (events: readonly Recorded[], factor: bigint): readonly Recorded[] =>
  events.map((event) => ({ ...event, data: withAmounts(event.data, (amount) => times(amount, factor)) }) as Recorded) // Sound: same shape

const amountFields = new Set(['net', 'orderDiscount', 'amount'])

const withAmounts = (value: unknown, change: (amount: string) => string): unknown => {
  if (Array.isArray(value)) return value.map((item) => withAmounts(item, change))
  if (typeof value !== 'object' || value === null) return value
  const fields = Object.entries(value).map(([name, field]) => [
    name,
    amountFields.has(name) && typeof field === 'string' ? change(field) : withAmounts(field, change),
  ])
  return Object.fromEntries(fields)
}

const times = (amount: string, factor: bigint): string => {
  const product = BigInt(amount.replace('.', '')) * factor
  const digits = (product < 0n ? -product : product).toString().padStart(5, '0')
  return `${product < 0n ? '-' : ''}${digits.slice(0, -4)}.${digits.slice(-4)}`
}

/** Years after which the calendar repeats itself, weekdays and leap years alike, and their days. */
const cycleYears = 28
export const cycleDays = 10_227

/** The whole history a cycle of years later: days, periods and recorded times. */
export const shifted = (events: readonly Recorded[]): readonly Recorded[] =>
  events.map((event) => {
    const later = restated(event, laterYears(event.data) as Data, addDays(event.effectiveOn, cycleDays)) // Sound: same shape
    return { ...later, recordedAt: event.recordedAt + cycleDays * 86_400_000 }
  })

/** Whole strings that are a day or a period. */
const dated = /^(?:FY)?(\d{4})(?:-(?:\d{2}|Q\d|P\d{2})(?:-\d{2})?)?$/

const laterYears = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(laterYears)
  if (typeof value === 'string')
    return value.replace(dated, (text, year: string) => text.replace(year, String(Number(year) + cycleYears)))
  if (typeof value !== 'object' || value === null) return value
  const fields = Object.entries(value).map(([name, field]) => [
    name,
    name === 'fromFiscalYear' ? Number(field) + cycleYears : laterYears(field),
  ])
  return Object.fromEntries(fields)
}

/** The facts in one currency and without order discounts: nothing is converted, and no discount spread over lines. */
export const withoutRounding = (events: readonly Recorded[]): readonly Recorded[] =>
  events.map((event) => {
    const { orderDiscount: _, ...data } = event.data as Data
    return 'currency' in data ? ({ ...event, data: { ...data, currency: 'USD' } } as Recorded) : event // Sound: same shape
  })
