import type { AccountId, Day, EventOf, Recorded } from '@daybook/domain'
import { atRate, partsOf, tenThousandths } from './amounts.ts'
import { type Known, policy } from './book.ts'
import { numberOf } from './days.ts'

/** A line as it stands: after discount and cancellations, in its own currency. */
export type Line = { readonly family: string | null; readonly amount: bigint }

/** An order as it is known: the whole of its stream looked up and put together. */
export type Order = {
  readonly source: string
  readonly orderId: string
  readonly accountId: AccountId
  readonly effectiveOn: Day
  readonly currency: string
  readonly salespersonId: string | undefined
  readonly lines: readonly Line[]
  readonly isVoid: boolean
  readonly split: EventOf<'CreditOverridden'>['data']['owners'] | null
  readonly position: bigint
}

type Body = Recorded<EventOf<'OrderAccepted'>> | Recorded<EventOf<'OrderCorrected'>>
type Sale = { readonly lines: EventOf<'OrderAccepted'>['data']['lines']; readonly orderDiscount?: string | undefined }

/** The family on the line, or else that of its product as it was registered last. */
const familyOf = (known: Known, line: Sale['lines'][number]): string | null => {
  if (line.family !== undefined) return line.family
  const registered = known.of('ProductRegistered').filter(({ data }) => data.productId === line.productId)
  return registered.at(-1)?.data.family ?? null
}

/** Lines with the discount spread over them by value, and without those that are cancelled. P-02, P-03. */
const linesOf = (known: Known, sale: Sale, isCancelled: (lineId: string) => boolean): readonly Line[] => {
  const amounts = sale.lines.map((line) => tenThousandths(line.net))
  const discount = sale.orderDiscount === undefined ? 0n : tenThousandths(sale.orderDiscount)
  const less = discount === 0n ? amounts.map(() => 0n) : partsOf(discount, amounts)
  return sale.lines
    .map((line, index) => ({ lineId: line.lineId, family: familyOf(known, line), amount: amounts[index]! - less[index]! }))
    .filter((line) => !isCancelled(line.lineId))
}

/** All orders known, void ones too. A void is final: what follows it in the order's stream changes nothing. P-04. */
export const ordersOf = (known: Known): readonly Order[] =>
  known.of('OrderAccepted').map((accepted) => {
    const isOfOrder = (
      event: Recorded<EventOf<'OrderCorrected' | 'OrderCancelled' | 'OrderVoided' | 'CreditOverridden'>>,
    ): boolean => event.source === accepted.source && event.data.orderId === accepted.data.orderId
    const ended = known.of('OrderVoided').find(isOfOrder)
    const counts = (event: Recorded<EventOf<'OrderCorrected' | 'OrderCancelled' | 'CreditOverridden'>>): boolean =>
      isOfOrder(event) && (ended === undefined || event.position < ended.position)
    const body: Body = known.of('OrderCorrected').filter(counts).at(-1) ?? accepted
    const cancellations = known.of('OrderCancelled').filter((event) => counts(event) && event.position > body.position)
    const isCancelled = (lineId: string): boolean =>
      cancellations.some(({ data }) => data.lines === undefined || data.lines.some((one) => one === lineId))
    return {
      source: accepted.source,
      orderId: accepted.data.orderId,
      accountId: body.data.accountId,
      effectiveOn: body.effectiveOn,
      currency: body.data.currency,
      salespersonId: body.data.salespersonId,
      lines: linesOf(known, body.data, isCancelled),
      isVoid: ended !== undefined,
      split: known.of('CreditOverridden').filter(counts).at(-1)?.data.owners ?? null,
      position: accepted.position,
    }
  })

/** The rate of a day: the one of that day or the latest of the seven days before; of several for one day, the one published last. P-08. */
const rateOn = (known: Known, currency: string, day: Day): string | null => {
  const reporting = policy(known, 'reporting-currency', { day, byDefault: 'USD' })
  if (currency === reporting) return '1'
  const usable = known
    .of('FxRatePublished')
    .filter(({ data }) => data.kind === 'daily' && data.base === currency && data.quote === reporting)
    .filter(({ effectiveOn }) => effectiveOn <= day && numberOf(day) - numberOf(effectiveOn) <= 7)
  const latest = usable.filter((rate) => usable.every((other) => other.effectiveOn <= rate.effectiveOn))
  return latest.at(-1)?.data.rate ?? null
}

/** Lines in the reporting currency at the rate of a day, or null where there is none. */
export const converted = (
  known: Known,
  { currency, lines }: Pick<Order, 'currency' | 'lines'>,
  day: Day,
): readonly Line[] | null => {
  const rate = rateOn(known, currency, day)
  return rate === null ? null : lines.map((line) => ({ ...line, amount: atRate(line.amount, rate) }))
}

/** What lines add up to. */
export const totalOf = (lines: readonly Line[]): bigint => lines.reduce((sum, line) => sum + line.amount, 0n)
