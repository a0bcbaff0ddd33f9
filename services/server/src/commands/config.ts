import type { Command } from 'commander'
import { configOrFail, readConfig } from '../config.ts'
import type { Host } from '../host.ts'
import { asAction, print, settingsOf } from '../invocation.ts'
import { environmentExample, settingLines } from '../settings-table.ts'
import { table } from '../terminal.ts'

/** `daybook config show`: every setting and where its value comes from; `config example`: the text of `infra/env.example`. */
export const registerConfig = (program: Command, host: Host): void => {
  const config = program.command('config').description('Show the configuration')
  config
    .command('show')
    .description('List every setting, its value and where that comes from')
    .action(
      asAction(host, async (invocation) => {
        const { found } = readConfig(settingsOf(invocation.options), host.environment)
        const lines = settingLines(found)
        print(invocation, lines, () =>
          table(
            invocation.terminal,
            [{ title: 'setting' }, { title: 'value' }, { title: 'from' }],
            lines.map(({ name, value, origin }) => [name, value ?? '(not set)', origin]),
          ),
        )
        configOrFail(settingsOf(invocation.options), host.environment)
      }),
    )
  config
    .command('example')
    .description('Print a file of all settings with their defaults and reasons')
    .action(asAction(host, async ({ terminal }) => terminal.out(environmentExample().trimEnd())))
}
