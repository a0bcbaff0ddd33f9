import { defaultLimits, type Limits, localLimits } from '@daybook/intake'
import type { Config } from './config.ts'
import { limitSettings } from './limit-settings.ts'

type LimitKey = keyof typeof limitSettings
const keys = Object.keys(limitSettings) as readonly LimitKey[] // Sound: the keys of the object itself

/** The bounds of the intake as they are set. For the program that works on its own folder a file may be as long as it is. */
export const limitsOf = (config: Config, use: 'server' | 'own-folder'): Limits => {
  const set = Object.fromEntries(keys.map((key) => [key, config[key]])) as Pick<Limits, LimitKey> // Sound: the same keys
  const limits = { ...defaultLimits, ...set }
  return use === 'server' ? limits : localLimits(limits)
}
