import type { Reporter, TestModule } from 'vitest/node'
import { enginesTitle, engineText, serversIn, type Tested } from './engine-lines.ts'

/** Ends a run of tests on servers with one line for each engine: which it was, why, and how it went. */
export class TableReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[]): void {
    const onServers = modules.filter(({ project }) => project.name === 'engines')
    if (onServers.length === 0) return
    const tests = onServers.flatMap((module) =>
      [...module.children.allTests()].map((test): Tested => ({ fullName: test.fullName, status: test.result().state })),
    )
    const engines = serversIn(tests.map(({ fullName }) => fullName))
    process.stdout.write(`\n${[enginesTitle, ...engines.map((engine) => engineText(engine, tests))].join('\n')}\n`)
  }
}
