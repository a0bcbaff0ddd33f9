import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { readConfig } from '@daybook/server'
import { parse, parseAllDocuments } from 'yaml'

/** The folder of what is needed to operate the program. */
export const infra = join(import.meta.dirname, '..', '..', 'infra')

export const textOf = (path: string): string => readFileSync(join(infra, path), 'utf8')

/** A YAML file of the folder, with its merges made. */
export const yamlOf = (path: string): unknown => parse(textOf(path), { merge: true })

/** The documents of a YAML text, without those that are empty. */
export const documentsOf = (text: string): readonly unknown[] =>
  parseAllDocuments(text).flatMap((document) => {
    const [error] = document.errors
    if (error !== undefined) throw error
    return document.contents === null ? [] : [document.toJS() as unknown]
  })

/** The names of settings that a text has; those of tests, and beginnings of names such as `DAYBOOK_KAFKA_…`, left out. */
export const settingsIn = (text: string): readonly string[] =>
  [...new Set(text.match(/\bDAYBOOK_[A-Z0-9_]+/g) ?? [])].filter((name) => !name.endsWith('_') && !/^DAYBOOK_TEST_/.test(name))

/** Whether the program knows a setting. */
export const isSetting = (name: string): boolean => {
  const result = readConfig({}, { [name]: '' })
  return result.ok || !result.problems.includes(`${name} is not a setting`)
}

type Environment = Readonly<Record<string, string | number>>

const secrets: Readonly<Record<string, string>> = {
  DAYBOOK_EVENTSTORE_URL_FILE: 'esdb://daybook:secret@eventstore:2113',
  DAYBOOK_POSTGRES_URL_FILE: 'postgresql://daybook:secret@postgres:5432/daybook',
}

/** The problems that the program has with an environment, once its files of secrets are there. */
export const problemsOf = (environment: Environment): readonly string[] => {
  const folder = mkdtempSync(join(tmpdir(), 'daybook-infra-'))
  const given = Object.entries(environment).map(([name, value]) => {
    const secret = secrets[name]
    if (secret === undefined) return [name, String(value)] as const
    writeFileSync(join(folder, name), secret)
    return [name, join(folder, name)] as const
  })
  const result = readConfig({}, Object.fromEntries(given.filter(([name]) => name.startsWith('DAYBOOK_'))))
  return result.ok ? [] : result.problems
}
