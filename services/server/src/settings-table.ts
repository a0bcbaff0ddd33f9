import type { Found, Origin } from './config.ts'
import type { Setting } from './setting.ts'
import { settings } from './settings.ts'

/** One line of `daybook config show`. */
export type SettingLine = {
  readonly name: string
  readonly value: string | null
  readonly origin: Origin
  readonly meaning: string
}

/** Every setting with its value and where that comes from; a secret only as whether it is set. */
export const settingLines = (found: readonly Found[]): readonly SettingLine[] =>
  found.map(({ key, text, origin }) => {
    const setting: Setting = settings[key]
    const value = setting.secret && text !== null ? '(secret)' : text
    return { name: setting.name, value, origin, meaning: setting.meaning }
  })

/** The text of `infra/env.example`: every setting with its meaning, its default and the reason for it. */
export const environmentExample = (): string => {
  const lines = Object.values(settings).flatMap((setting: Setting) => [
    `# ${setting.meaning}`,
    `# Why this default: ${setting.reason}`,
    ...(setting.flag ? [`# On the command line: ${setting.flag}`] : []),
    ...(setting.secret ? [`# A secret: it may stand in a file that ${setting.name}_FILE names.`] : []),
    `#${setting.name}=${setting.fallback ?? ''}`,
    '',
  ])
  return [
    '# The settings of Daybook. Flags win over the environment, the environment over the defaults, which stand here.',
    '# Written by: daybook config example',
    '',
    ...lines,
  ].join('\n')
}
