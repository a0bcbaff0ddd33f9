import type { z } from 'zod'
import { Day } from './day.ts'
import { type Decider, isSame } from './decider.ts'
import { event, Label } from './event.ts'
import { Code, ProductId } from './ids.ts'
import { accept } from './result.ts'

// Events: these names and shapes are stored for ever. Change them only through an upcast.

/** A product and its family; registered again, it has another name or family. */
export const ProductRegistered = event('ProductRegistered', {
  productId: ProductId,
  name: Label.exactOptional(),
  family: Code,
  launchedOn: Day.exactOptional(),
})

/** What can happen to a product. */
export const productEvents = [ProductRegistered] as const
export type ProductEvent = z.infer<(typeof productEvents)[number]>

/** What may be said about a product. */
export type ProductCommand = { type: 'RegisterProduct'; effectiveOn: Day; data: ProductEvent['data'] }

/** What the product was last registered as; null before. */
export type ProductState = ProductEvent['data'] | null

/** One product: facts, never refused. */
export const product: Decider<ProductState, ProductCommand, ProductEvent, never> = {
  initialState: null,
  evolve: (_state, { data }) => data,
  decide: (state, { effectiveOn, data }) => accept(isSame(state, data) ? [] : [{ type: 'ProductRegistered', effectiveOn, data }]),
}
