import type { IncomingHttpHeaders } from 'node:http'
import { HttpProblem } from './http-problem.ts'

/** What a browser on the same machine must not be used for (security, section 3). Decided from the headers alone. */
export type LoopbackRules = {
  /** Throws an `HttpProblem` when the request is not one of this machine's own. */
  readonly check: (request: { readonly method: string; readonly headers: IncomingHttpHeaders }) => void
  /** Tells which port the server listens on. */
  readonly listenOn: (port: number) => void
}

/**
 * The rules while nobody signs in: `Host` must be a name of this machine with our port, against DNS rebinding; a page of another
 * origin may not call; bodies that a form can send without asking are refused.
 */
export const loopbackRules = (port: number): LoopbackRules => {
  let hosts = hostsOf(port)
  let origins = originsOf(hosts)
  return {
    listenOn: (listening) => {
      hosts = hostsOf(listening)
      origins = originsOf(hosts)
    },
    check: ({ method, headers }) => {
      if (headers.host === undefined || !hosts.has(headers.host.toLowerCase())) {
        throw new HttpProblem('foreign-host', { detail: `the request must name one of ${[...hosts].join(', ')} as its host` })
      }
      const site = headers['sec-fetch-site']
      const foreignSite = site !== undefined && site !== 'same-origin' && site !== 'none'
      if (foreignSite || (headers.origin !== undefined && !origins.has(headers.origin))) {
        throw new HttpProblem('foreign-origin', { detail: 'pages of other sites may not call this server' })
      }
      if (method !== 'GET' && method !== 'HEAD') refuseForms(headers['content-type'])
    },
  }
}

const names = ['localhost', '127.0.0.1', '[::1]']

const hostsOf = (port: number): ReadonlySet<string> =>
  new Set([...names.map((name) => `${name}:${port}`), ...(port === 80 ? names : [])])

const originsOf = (hosts: ReadonlySet<string>): ReadonlySet<string> => new Set([...hosts].map((host) => `http://${host}`))

const formTypes = /^\s*(?:text\/plain|application\/x-www-form-urlencoded|multipart\/form-data)\s*(?:;|$)/i

const refuseForms = (contentType: string | undefined): void => {
  if (contentType !== undefined && formTypes.test(contentType)) {
    throw new HttpProblem('unsupported-media-type', { detail: 'forms and text/plain are not taken; send JSON' })
  }
}
