import { once } from 'node:events'
import { createWriteStream } from 'node:fs'
import { finished } from 'node:stream/promises'

/** The people of the book: `R0` to `R99`, each in team `T` and the last digit of his number. */
export const reps = 100
export const teams = 10
const accounts = 10_000
const days = 730
const firstDay = Date.parse('2024-01-01T00:00:00Z')

/** How many events `setUpLines` gives. */
export const setUpEvents = reps * 2 + accounts * 2

/** Writes lines to a file and gives its path. */
export const written = async (path: string, lines: Iterable<string>): Promise<string> => {
  const out = createWriteStream(path)
  for (const line of lines) if (!out.write(`${line}\n`)) await once(out, 'drain')
  out.end()
  await finished(out)
  return path
}

/** Orders over two years, each recorded on its own day; the data of one are about 150 bytes, its line 300. */
export function* orderLines(orders: number): Iterable<string> {
  let chance = 1
  for (let number = 0; number < orders; number += 1) {
    chance = (chance * 48_271) % 2_147_483_647
    const day = new Date(firstDay + Math.floor((number / orders) * days) * 86_400_000).toISOString().slice(0, 10)
    const head = `"orderId":"SO${number}","accountId":"A${chance % accounts}","effectiveOn":"${day}","currency":"USD"`
    const lines = `"lines":[{"lineId":"1","quantity":"2","net":"${100 + (chance % 900)}.5000"}]`
    yield line(`SO${number}`, 'OrderAccepted', { day, data: `{${head},${lines}}` })
  }
}

const line = (id: string, type: string, { day, data }: { readonly day: string; readonly data: string }): string =>
  `{"specversion":"1.0","id":"${id}","source":"erp","type":"${type}","time":"${day}T12:00:00Z","recordedtime":"${day}T18:00:00Z","data":${data}}`

/** Reps in teams and accounts with owners; with `places`, in industries and territories too. */
export const setUpLines = ({ places = false } = {}): readonly string[] => {
  const day = '2023-12-01'
  const before = (id: string, type: string, data: object) =>
    line(id, type, { day, data: JSON.stringify({ ...data, effectiveOn: day }) })
  const people = Array.from({ length: reps }, (_, rep) => [
    before(`rep-${rep}`, 'RepHired', { repId: `R${rep}`, name: `Rep ${rep}` }),
    before(`join-${rep}`, 'TeamJoined', { repId: `R${rep}`, teamId: `T${rep % teams}` }),
  ])
  const customers = Array.from({ length: accounts }, (_, account) => [
    before(`account-${account}`, 'AccountRegistered', {
      accountId: `A${account}`,
      name: `Account ${account}`,
      ...(places ? placeOf(account) : {}),
    }),
    before(`owner-${account}`, 'AccountAssigned', { accountId: `A${account}`, repId: `R${account % reps}` }),
  ])
  return [...people, ...customers].flat()
}

const placeOf = (account: number) => ({ industry: `I${account % 12}`, territory: `N${account % 20}` })
