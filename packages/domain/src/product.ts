import type { z } from 'zod'
import { Day } from './day.ts'
import { event, Label } from './event.ts'
import { Code, ProductId } from './ids.ts'

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
