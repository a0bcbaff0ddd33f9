import { dirname, join } from 'node:path'
import { lineOf, type Source } from './source.ts'

type Export = { readonly name: string; readonly path: string; readonly line: number; readonly documented: boolean }

const declaration = /^export\s+(?:declare\s+)?(?:async\s+)?(?:const|let|function\*?|class|type|interface)\s+(\w+)/gm
const everything = /^export\s+(?:type\s+)?\*\s+from\s+['"]([^'"]+)['"]/gm
const named = /^export\s+(?:type\s+)?\{([^}]*)\}\s+from\s+['"]([^'"]+)['"]/gm

/** A docstring speaks for what follows it up to the next blank line: a schema and its type, or a family of ids. */
const isDocumented = (source: Source, offset: number): boolean => {
  const above = source.text.slice(0, offset)
  const paragraph = above.slice(Math.max(0, above.lastIndexOf('\n\n')))
  return /\/\*\*[\s\S]*\*\//.test(paragraph)
}

const declarations = (source: Source): readonly Export[] =>
  [...source.code.matchAll(declaration)].map((match) => ({
    name: match[1] ?? '',
    path: source.path,
    line: lineOf(source.text, match.index),
    documented: isDocumented(source, match.index),
  }))

/** What a module exports, its own and what it passes on. */
const exportsOf = (path: string, sources: ReadonlyMap<string, Source>): readonly Export[] => {
  const source = sources.get(path)
  if (source === undefined) return []
  const target = (specifier: string): readonly Export[] => exportsOf(join(dirname(path), specifier), sources)
  return [
    ...declarations(source),
    ...[...source.text.matchAll(everything)].flatMap((match) => target(match[1] ?? '')),
    ...[...source.text.matchAll(named)].flatMap((match) => {
      const names = (match[1] ?? '').split(',').map(
        (part) =>
          part
            .replace(/\btype\b/, '')
            .trim()
            .split(/\s+as\s+/)[0],
      )
      return target(match[2] ?? '').filter((one) => names.includes(one.name))
    }),
  ]
}

/** Public exports of a package without a docstring. A schema and the type of the same name share one. */
export const withoutDocstring = (index: string, sources: readonly Source[]): readonly string[] => {
  const all = exportsOf(index, new Map(sources.map((source) => [source.path, source])))
  const documented = new Set(all.filter((one) => one.documented).map((one) => `${one.path} ${one.name}`))
  return all
    .filter((one) => !documented.has(`${one.path} ${one.name}`))
    .map(
      (one) =>
        `${one.path}:${one.line} ${one.name}: say in one sentence what it gives, then units, promise and refusals as they apply`,
    )
}
