/** What the program's exit codes mean; the numbers above 64 are those of sysexits.h. */
export const exitCodes = {
  done: 0,
  failed: 1,
  usage: 2,
  notFound: 3,
  conflict: 4,
  unavailable: 5,
  badData: 65,
  badConfiguration: 78,
  interrupted: 130,
} as const

export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes]

/**
 * A command that ends without having done its work: what happened, why, and what to do next, a line each, for a person to read.
 *
 * @example
 * throw new CommandFailure('notFound', ['There is no KPI "net-sale".', 'Nearest: net-sales.'])
 */
export class CommandFailure extends Error {
  readonly exitCode: ExitCode
  readonly lines: readonly string[]

  constructor(kind: keyof typeof exitCodes, lines: readonly string[], options?: ErrorOptions) {
    super(lines.join(' '), options)
    this.name = 'CommandFailure'
    this.exitCode = exitCodes[kind]
    this.lines = lines
  }
}
