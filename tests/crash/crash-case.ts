import type { Random } from '../properties/random.ts'

/** What a case gets to run: how often, by which chance, and an empty folder of its own. */
export type CaseRun = {
  readonly rounds: number
  readonly seed: number
  readonly random: Random
  readonly folder: string
  /** Tells how far it is. */
  readonly note: (line: string) => void
}

/** What a case found wrong, and the number it reached, in words. */
export type CaseResult = { readonly problems: readonly string[]; readonly reached: string }

/** One fault of the catalogue (reliability 3), injected into real processes or real files. */
export type CrashCase = {
  readonly what: string
  /** How often before a release, and in the short form that every change runs; zero: not in that form. */
  readonly rounds: { readonly release: number; readonly short: number }
  readonly run: (run: CaseRun) => Promise<CaseResult>
}
