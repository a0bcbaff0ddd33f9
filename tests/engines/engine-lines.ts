/** A test that was run or skipped, by its titles from the outermost on. */
export type Tested = { readonly fullName: string; readonly status: string }

/** An engine that tests may be run on. */
export type Engine = {
  readonly name: string
  readonly kind: 'real' | 'double' | 'skipped'
  readonly version: string
  readonly why: string
  /** Whether a test of this full name is one of its own. */
  readonly isTestedBy: (fullName: string) => boolean
}

/** What a line of an engine says, in words. */
export const enginesTitle = 'Engines (real: the engine itself; double: a stand-in that speaks its protocol):'

/** The servers, as the titles of their suites say what was picked: `[Kafka | real | 4.3.1 | why] the subject`. */
export const serversIn = (fullNames: readonly string[]): readonly Engine[] => {
  const heads = new Set(
    fullNames.flatMap((name) => [
      ...Array.from(name.matchAll(/\[([\w-]+ \| (?:real|double|skipped) \| [^|\]]+ \| [^\]]+)\]/g), ([, head = '']) => head),
    ]),
  )
  const found = [...heads].map((head): Engine => {
    const [name = '', kind = '', version = '', why = ''] = head.split(' | ')
    return { name, kind: kind as Engine['kind'], version, why, isTestedBy: (one) => one.includes(`[${head}]`) } // Sound: matched above
  })
  const none = { kind: 'skipped', version: '-', why: 'its suites were not run', isTestedBy: () => false } as const
  const isFound = (name: string): boolean => found.some((one) => one.name === name)
  const others = ['Kafka', 'PostgreSQL', 'EventStoreDB'].filter((name) => !isFound(name))
  return [...found, ...others.map((name) => ({ name, ...none }))]
}

/** `PostgreSQL | real | 18.4 | why: 12 passed, 0 failed`. */
export const engineText = ({ name, kind, version, why, isTestedBy }: Engine, tests: readonly Tested[]): string => {
  const own = tests.filter(({ fullName }) => isTestedBy(fullName))
  const passed = own.filter(({ status }) => status === 'passed').length
  const failed = own.filter(({ status }) => status === 'failed').length
  const ran = passed + failed > 0
  const count = ran ? `: ${passed} passed, ${failed} failed` : kind === 'skipped' ? '' : ': its tests were not run'
  return `${name} | ${ran ? kind : 'skipped'} | ${version} | ${why}${count}`
}
