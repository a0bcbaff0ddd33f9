import { type AnyKpi, type Editions, kpis } from '@daybook/projections'

const orders = kpis.find(({ name }) => name === 'orders') as AnyKpi // Sound: the catalogue has it

const ordersTwice: AnyKpi = {
  ...orders,
  version: 2,
  contributions: (piece) =>
    orders.contributions(piece).map((one) => ({ ...one, amounts: one.amounts.map((amount) => 2n * amount) })),
}

/** A program whose second version of `orders` counts every order twice, and which still has the first. */
export const ordersCountedTwice: Editions = {
  current: kpis.map((kpi) => (kpi === orders ? ordersTwice : kpi)),
  former: [orders],
}
