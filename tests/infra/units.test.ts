import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { isSetting, problemsOf, settingsIn, textOf } from './files.ts'
import { suiteWithProgram } from './programs.ts'

/** The variables that a unit sets by itself, for an instance of it. */
const environmentOf = (text: string, instance: string): Readonly<Record<string, string>> =>
  Object.fromEntries(
    [...text.matchAll(/^Environment=(.+)$/gm)].flatMap(
      ([, line = '']) => line.split(' ').map((variable) => variable.replaceAll('%i', instance).split('=') as [string, string]), // Sound: NAME=value
    ),
  )

const servers = { DAYBOOK_EVENTSTORE_URL_FILE: '', DAYBOOK_POSTGRES_URL_FILE: '' }

describe('the units', () => {
  test.each(['systemd/daybook.service', 'systemd/daybook@.service'])('%s sets what the program knows', (path) => {
    const text = textOf(path)
    expect(settingsIn(text)).toContain('DAYBOOK_DATA_DIR')
    expect(settingsIn(text).filter((name) => !isSetting(name))).toEqual([])
    expect(text).toMatch(/^User=daybook$/m)
    expect(text).toMatch(/^NoNewPrivileges=true$/m)
    expect(text).toMatch(/^RestartPreventExitStatus=78$/m)
    // Else five failures within ten seconds, while a server is away, are the last.
    expect(text).toMatch(/^StartLimitIntervalSec=0$/m)
  })

  test('start the program for one machine, and for each role of several', () => {
    expect(problemsOf(environmentOf(textOf('systemd/daybook.service'), ''))).toEqual([])
    for (const role of ['api', 'intake', 'projector'])
      expect(problemsOf({ ...environmentOf(textOf('systemd/daybook@.service'), role), ...servers })).toEqual([])
  })
})

const verify = {
  name: 'systemd-analyze',
  calls: [['systemd-analyze']],
  asked: ['--version'],
  answers: /systemd \d+/,
} as const

suiteWithProgram(verify, 'the units', (run) => {
  test.each([
    ['systemd/daybook.service', 'daybook.service'],
    ['systemd/daybook@.service', 'daybook@projector.service'],
  ])('%s has nothing that systemd does not know', (path, name) => {
    const unit = join(mkdtempSync(join(tmpdir(), 'daybook-unit-')), name)
    // Where the program is not installed, this one stands for it.
    writeFileSync(unit, textOf(path).replace(/^ExecStart=\S+/m, `ExecStart=${process.execPath}`))
    expect(run('verify', '--man=no', unit)).toBe('')
  })
})
