import { execFileSync } from 'node:child_process'
import { describe, test } from 'vitest'

/** Runs a program to its end and gives what it printed. Throws with what it said when it ends with anything but 0. */
export type Run = (...typed: readonly string[]) => string

type Program = {
  /** Its name, as `DAYBOOK_TEST_REQUIRE` knows it. */
  readonly name: string
  /** How it may be called; the first that answers is taken. */
  readonly calls: readonly (readonly [string, ...string[]])[]
  /** What it is asked to find out whether it is there. */
  readonly asked: readonly string[]
  /** What it must answer. */
  readonly answers: RegExp
}

/**
 * Tests that need a program which a machine may lack: one visible skip with the reason where it is not at hand, and a failure where
 * `DAYBOOK_TEST_REQUIRE` names it. The title says what was found.
 *
 * @example
 * suiteWithProgram({ name: 'helm', calls: [['helm']], asked: ['version'], answers: /v3/ }, 'the chart', (helm) => { … })
 */
export const suiteWithProgram = (program: Program, subject: string, tests: (run: Run) => void): void => {
  const { name, calls, asked, answers } = program
  for (const call of calls) {
    const found = answers.exec(answerOf(call, asked))
    if (found === null) continue
    describe(`[${call.join(' ')} ${found[0]}] ${subject}`, () => tests(runOf(call)))
    return
  }
  const reason = `no ${calls.map((call) => call.join(' ')).join(' or ')} that fits is at hand`
  if ((process.env.DAYBOOK_TEST_REQUIRE ?? '').split(',').includes(name))
    throw new Error(`DAYBOOK_TEST_REQUIRE names ${name}, but ${reason}`)
  test.skip(`[skipped: ${reason}] ${subject}`, () => undefined)
}

const runOf =
  ([command, ...first]: readonly [string, ...string[]]): Run =>
  (...typed) =>
    execFileSync(command, [...first, ...typed], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'], timeout: 60_000 })

const answerOf = (call: readonly [string, ...string[]], asked: readonly string[]): string => {
  try {
    return runOf(call)(...asked)
  } catch {
    return ''
  }
}
