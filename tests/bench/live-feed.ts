/** Orders as they come in on one day: most of that day, some late, of ten thousand accounts. Every number is another order. */
export const liveBatch = (from: number, size: number, today: string): string =>
  `[${Array.from({ length: size }, (_, index) => liveOrder(from + index, today)).join(',')}]`

const accounts = 10_000
const lateEvery = 20
const lateDaysMax = 60

const liveOrder = (number: number, today: string): string => {
  const chance = ((number + 1) * 48_271) % 2_147_483_647
  const day = number % lateEvery === 0 ? dayBefore(today, 1 + (chance % lateDaysMax)) : today
  const head = `"orderId":"L${number}","accountId":"A${chance % accounts}","effectiveOn":"${day}","currency":"USD"`
  const data = `{${head},"lines":[{"lineId":"1","quantity":"2","net":"${100 + (chance % 900)}.5000"}]}`
  return `{"specversion":"1.0","id":"L${number}","source":"shop","type":"OrderAccepted","time":"${day}T00:00:00Z","data":${data}}`
}

/** @example dayBefore('2025-03-01', 1) // '2025-02-28' */
export const dayBefore = (day: string, days: number): string =>
  new Date(Date.parse(`${day}T00:00:00Z`) - days * 86_400_000).toISOString().slice(0, 10)
