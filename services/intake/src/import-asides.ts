import type { EventStore } from '@daybook/event-store'
import type { HeldItem } from './held.ts'
import { heldOf } from './import-lines.ts'
import type { Outcome } from './outcome.ts'
import { type IntakeCode, intakeProblems, type Problem, problem, refusalProblem } from './problems.ts'

/** The items of an import that are neither accepted nor duplicate, as far as they are answered. */
export type Asides = { readonly outcomes: readonly Outcome[]; readonly truncated: boolean }

/** How many of them one answer lists. */
export const asidesMax = 1_000

export const noAsides: Asides = { outcomes: [], truncated: false }

/** What an import that began earlier has put aside so far. */
export const storedAsides = async (importId: string, store: EventStore): Promise<Asides> => {
  const outcomes: Outcome[] = []
  for await (const held of heldOf(importId, store)) {
    if (outcomes.length === asidesMax) return { outcomes, truncated: true }
    outcomes.push(outcomeOf(held))
  }
  return { outcomes, truncated: false }
}

const outcomeOf = (held: HeldItem): Outcome => ({
  source: held.source,
  id: held.id,
  line: held.origin.line ?? null,
  status: statusOf(held),
  heldId: held.heldId,
  problem: problemOf(held),
})

const statusOf = ({ kind, stage }: HeldItem): 'rejected' | 'conflict' | 'quarantined' => {
  if (kind === 'dead-letter') return 'rejected'
  return stage === 'identity' ? 'conflict' : 'quarantined'
}

const problemOf = ({ code, detail, errors, existing, payloadHash, refusal }: HeldItem): Problem => {
  if (isRefusal(refusal)) return refusalProblem(refusal)
  if (!isOurs(code)) return { type: `/problems/${code}`, title: code, status: 422, code, detail }
  const facts = existing === undefined ? {} : { existing, payloadHash }
  return problem(code, detail, errors === undefined ? facts : { ...facts, errors })
}

const isRefusal = (refusal: unknown): refusal is { readonly code: string } =>
  typeof refusal === 'object' && refusal !== null && 'code' in refusal && typeof refusal.code === 'string'

const isOurs = (code: string): code is IntakeCode => Object.hasOwn(intakeProblems, code)
