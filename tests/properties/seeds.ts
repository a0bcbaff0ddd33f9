import { basename } from 'node:path'

/** Where random histories begin: `DAYBOOK_SEED`, else always the same. */
const firstSeed = Number(process.env.DAYBOOK_SEED ?? 20_250_401)

/** How many times as much is tried as in an ordinary run: `DAYBOOK_EFFORT`, for a night. */
export const effort = Number(process.env.DAYBOOK_EFFORT ?? 1)

/** The seeds of a run: the first one and those that follow it. A failing seed, given as the first, fails at once. */
export const seedsOf = (count: number): readonly number[] =>
  Array.from({ length: count * effort }, (_, index) => firstSeed + index)

/** The line that runs a property again, beginning with the history that failed. */
export const reproduce = (seed: number, file: string): string =>
  `DAYBOOK_SEED=${seed} npx vitest run tests/properties/${basename(file)}`

/** Says on the output of the run what was tried: which seeds, and how much. */
export const tell = (file: string, seeds: readonly number[], counts: Readonly<Record<string, number>>): void => {
  const told = Object.entries(counts).map(([what, count]) => `${count} ${what}`)
  process.stdout.write(`${basename(file)}: seeds ${seeds[0]} to ${seeds.at(-1)}, ${told.join(', ')}\n`)
}
