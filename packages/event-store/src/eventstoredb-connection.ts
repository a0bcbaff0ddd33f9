import { EventStoreFault } from './fault.ts'

/** Who we are to the server. */
export type Credentials = { readonly username: string; readonly password: string }

/** What the client is opened with: a string that it reads as it was meant, and the credentials for each call (null without TLS). */
export type Connection = { readonly connectionString: string; readonly credentials: Credentials | null }

/**
 * Reads the connection string of an operator and writes the one for the client, which understands much of it otherwise: it cuts a
 * password at its second colon, passes over options it does not know, and of several hosts to discover uses the first.
 *
 * Throws `not-openable` and names what it does not take. The message never holds the password, nor what might be one: without
 * credentials in front of an @ nothing is repeated of what follows.
 *
 * @example
 * readConnectionString('kurrentdb://ann:a:b@db1:2113,db2:2113?tls=true').connectionString
 * // 'esdb://ann:a%3Ab@db1:2113,db2:2113?tls=true&maxDiscoverAttempts=60&discoveryInterval=500…'
 */
export const readConnectionString = (text: string): Connection => {
  const match = form.exec(text.trim())
  if (match === null) return refuse('it must look like esdb://user:password@host:2113?option=value')
  const [, scheme = '', discover = '', user, hosts = '', query = ''] = match
  if (!['esdb', 'kurrentdb'].includes(scheme)) return refuse(`its scheme must be esdb or kurrentdb, not ${scheme}`)
  const options = { ...defaults, ...readOptions(query, user !== undefined) }
  const given = user === undefined ? null : readCredentials(user)
  if (given === null && options.tls !== 'false') return refuse('it names no user:password, which a server with TLS asks for')
  const login = given === null ? '' : `${encodeURIComponent(given.username)}:${encodeURIComponent(given.password)}@`
  const settings = Object.entries(options).map(([name, value]) => `${name}=${encodeURIComponent(value)}`)
  return {
    connectionString: `esdb${discover}://${login}${readHosts(hosts, discover !== '').join(',')}?${settings.join('&')}`,
    credentials: given,
  }
}

const form = /^([a-z]+)(\+discover)?:\/\/(?:(.*)@)?([^@/?]+)\/?(?:\?(.*))?$/

const refuse = (reason: string): never => {
  throw new EventStoreFault('not-openable', `the connection string of the event store cannot be used: ${reason}`)
}

const readCredentials = (text: string): Credentials => {
  const colon = text.indexOf(':')
  if (colon < 1 || colon === text.length - 1) return refuse('in front of @ it needs user:password')
  return { username: decoded(text.slice(0, colon), 'user'), password: decoded(text.slice(colon + 1), 'password') }
}

const decoded = (text: string, what: string): string => {
  try {
    return decodeURIComponent(text)
  } catch {
    return refuse(`the percent signs of its ${what} do not decode; a percent sign itself is %25`)
  }
}

const readHosts = (text: string, discovers: boolean): readonly string[] => {
  const hosts = text.split(',').map((host, index) => readHost(host, index + 1))
  if (discovers && hosts.length > 1)
    return refuse('+discover takes one name, of which DNS knows all nodes; leave it out to list them')
  return hosts
}

const readHost = (text: string, number: number): string => {
  const [, host, port = '2113'] = /^([\w.-]+)(?::(\d+))?$/.exec(text.trim()) ?? []
  if (host === undefined || Number(port) < 1 || Number(port) > 65_535)
    return refuse(`host ${number} is not host:port, with a port from 1 to 65535; credentials end in @`)
  return `${host}:${port}`
}

/** Discovery must outlast a fail-over: the client itself gives up after a second. */
const defaults: Readonly<Record<string, string>> = { tls: 'true', maxDiscoverAttempts: '60', discoveryInterval: '500' }

type Check = (value: string, name: string) => string

const oneOf =
  (...values: readonly string[]): Check =>
  (value, name) =>
    values.includes(value) ? value : refuse(`${name} is ${values.join(' or ')}, not ${value}`)

const whole =
  (from: number, to: number, unit: string): Check =>
  (value, name) =>
    /^\d+$/.test(value) && Number(value) >= from && Number(value) <= to
      ? value
      : refuse(`${name} is a whole number of ${unit} from ${from} to ${to}, not ${value}`)

const notEmpty: Check = (value, name) => (value === '' ? refuse(`${name} is empty`) : value)

const ours =
  (reason: string): Check =>
  (_, name) =>
    refuse(`${name} cannot be set: ${reason}`)

/** The client warns of less than ten seconds between two signs of life. */
const checks: Readonly<Record<string, Check>> = {
  tls: oneOf('true', 'false'),
  tlsCAFile: notEmpty,
  tlsVerifyCert: (value, name) =>
    value === 'true' ? value : refuse(`${name}=${value} has no effect in the client; name the authority with tlsCAFile`),
  connectionName: notEmpty,
  nodePreference: oneOf('leader', 'follower', 'random', 'readOnlyReplica'),
  maxDiscoverAttempts: whole(1, 10_000, 'attempts'),
  discoveryInterval: whole(1, 60_000, 'milliseconds'),
  gossipTimeout: whole(1, 60, 'seconds'),
  keepAliveInterval: whole(10_000, 3_600_000, 'milliseconds'),
  keepAliveTimeout: whole(1_000, 3_600_000, 'milliseconds'),
  defaultDeadline: ours('every call has its own deadline'),
  throwOnAppendFailure: ours('what is told of a refused append is wrong without it'),
}

const readOptions = (query: string, isSafeToRepeat: boolean): Readonly<Record<string, string>> => {
  const options = new Map<string, string>()
  for (const part of query.split('&').filter((one) => one !== '')) {
    const [given = '', ...rest] = part.split('=')
    const name = Object.keys(checks).find((known) => known.toLowerCase() === given.toLowerCase())
    const check = checks[name ?? '']
    if (name === undefined || check === undefined)
      return refuse(`it has an option that is not known here${isSafeToRepeat ? `: ${given}` : ''}`)
    if (options.has(name)) return refuse(`it has the option ${name} twice`)
    options.set(name, check(decoded(rest.join('='), name), name))
  }
  return Object.fromEntries(options)
}
