/** Remembers which methods are offered at which path, for the answer to a method that is not. */
export type OfferedPaths = {
  readonly add: (method: string | readonly string[], path: string) => void
  readonly methodsAt: (path: string) => readonly string[]
  /** Every path with its methods, as declared: `/v1/kpis/:kpi`. */
  readonly all: () => ReadonlyMap<string, readonly string[]>
}

/** An empty list of paths. A segment that begins with a colon stands for any one segment, `*` for all that follow. */
export const offeredPaths = (): OfferedPaths => {
  const offered = new Map<string, string[]>()
  return {
    add: (method, path) => {
      const methods = offered.get(path) ?? []
      methods.push(...(typeof method === 'string' ? [method] : method))
      offered.set(path, methods)
    },
    methodsAt: (path) => {
      const methods = [...offered].filter(([pattern]) => matches(pattern, path)).flatMap(([, some]) => some)
      return [...new Set(methods)].sort()
    },
    all: () => offered,
  }
}

const matches = (pattern: string, path: string): boolean => {
  const expected = pattern.split('/')
  const given = path.split('/')
  const open = expected.at(-1) === '*'
  if (open ? given.length < expected.length : given.length !== expected.length) return false
  return expected.every((segment, index) => segment === '*' || segment.startsWith(':') || segment === given[index])
}
