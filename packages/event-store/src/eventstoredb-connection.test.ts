import { describe, expect, test } from 'vitest'
import { readConnectionString } from './eventstoredb-connection.ts'

const usual = '&maxDiscoverAttempts=60&discoveryInterval=500'

describe('a connection string becomes the one that the client understands', () => {
  test.each([
    ['one host', 'esdb://ann:secret@db:2114', `esdb://ann:secret@db:2114?tls=true${usual}`],
    ['no port', 'esdb://ann:secret@db', `esdb://ann:secret@db:2113?tls=true${usual}`],
    ['several hosts', 'esdb://ann:secret@a:1,b:2', `esdb://ann:secret@a:1,b:2?tls=true${usual}`],
    ['a slash in front of the options', 'esdb://ann:secret@db/?tls=true', `esdb://ann:secret@db:2113?tls=true${usual}`],
    ['discovery by DNS', 'esdb+discover://ann:secret@dns', `esdb+discover://ann:secret@dns:2113?tls=true${usual}`],
    ['the later scheme', 'kurrentdb://ann:secret@db', `esdb://ann:secret@db:2113?tls=true${usual}`],
    [
      'the later scheme with discovery',
      'kurrentdb+discover://ann:secret@db',
      `esdb+discover://ann:secret@db:2113?tls=true${usual}`,
    ],
    ['a password with a colon', 'esdb://ann:a:b@db', `esdb://ann:a%3Ab@db:2113?tls=true${usual}`],
    ['a password with @', 'esdb://ann:a@b@db', `esdb://ann:a%40b@db:2113?tls=true${usual}`],
    ['a password with percent signs', 'esdb://ann:a%3Ab%2F@db', `esdb://ann:a%3Ab%2F@db:2113?tls=true${usual}`],
    ['no credentials without TLS', 'esdb://db?tls=false', `esdb://db:2113?tls=false${usual}`],
  ])('%s', (_, given, becomes) => expect(readConnectionString(given).connectionString).toBe(becomes))

  test.each([
    ['tls', 'true', 'tls=true'],
    ['tls', 'false', 'tls=false'],
    ['tlsCAFile', '/ca/root.pem', 'tlsCAFile=%2Fca%2Froot.pem'],
    ['tlsVerifyCert', 'true', 'tlsVerifyCert=true'],
    ['connectionName', 'book 1', 'connectionName=book%201'],
    ['nodePreference', 'leader', 'nodePreference=leader'],
    ['maxDiscoverAttempts', '5', 'maxDiscoverAttempts=5'],
    ['discoveryInterval', '250', 'discoveryInterval=250'],
    ['gossipTimeout', '3', 'gossipTimeout=3'],
    ['keepAliveInterval', '10000', 'keepAliveInterval=10000'],
    ['keepAliveTimeout', '10000', 'keepAliveTimeout=10000'],
    ['TLSCAFILE', 'root.pem', 'tlsCAFile=root.pem'],
  ])('the option %s=%s', (name, value, becomes) =>
    expect(readConnectionString(`esdb://ann:secret@db?${name}=${value}`).connectionString).toContain(becomes),
  )

  test('the credentials come apart for each call', () => {
    expect(readConnectionString('esdb://ann:a%3Ab:c@db').credentials).toEqual({ username: 'ann', password: 'a:b:c' })
    expect(readConnectionString('esdb://db?tls=false').credentials).toBeNull()
  })
})

describe('a connection string is refused', () => {
  test.each([
    ['another scheme', 'http://ann:secret@db', 'not http'],
    ['no form at all', 'db:2113', 'must look like'],
    ['no credentials with TLS', 'esdb://db', 'no user:password'],
    ['no password', 'esdb://ann@db', 'needs user:password'],
    ['a lone percent sign', 'esdb://ann:50%@db', '%25'],
    ['a port that is none', 'esdb://ann:secret@db:99999', 'host 1 is not host:port'],
    ['an empty host', 'esdb://ann:secret@a,,b', 'host 2 is not host:port'],
    ['credentials without a host', 'esdb://ann:secret?tls=false', 'credentials end in @'],
    ['credentials with a question mark and without a host', 'esdb://ann:x?secret', 'not known here'],
    ['several hosts to discover', 'esdb+discover://ann:secret@a,b', '+discover takes one name'],
    ['an unknown option', 'esdb://ann:secret@db?tlsCaFiles=x', 'not known here: tlsCaFiles'],
    ['an option twice', 'esdb://ann:secret@db?tls=true&TLS=false', 'tls twice'],
    ['tls', 'esdb://ann:secret@db?tls=yes', 'tls is true or false'],
    ['tlsVerifyCert', 'esdb://ann:secret@db?tlsVerifyCert=false', 'tlsCAFile'],
    ['tlsCAFile', 'esdb://ann:secret@db?tlsCAFile=', 'tlsCAFile is empty'],
    ['connectionName', 'esdb://ann:secret@db?connectionName=', 'connectionName is empty'],
    ['nodePreference', 'esdb://ann:secret@db?nodePreference=best', 'nodePreference is leader'],
    ['maxDiscoverAttempts', 'esdb://ann:secret@db?maxDiscoverAttempts=0', 'from 1'],
    ['discoveryInterval', 'esdb://ann:secret@db?discoveryInterval=1s', 'milliseconds'],
    ['gossipTimeout', 'esdb://ann:secret@db?gossipTimeout=5000', 'seconds from 1 to 60'],
    ['keepAliveInterval', 'esdb://ann:secret@db?keepAliveInterval=500', 'from 10000'],
    ['keepAliveTimeout', 'esdb://ann:secret@db?keepAliveTimeout=x', 'milliseconds'],
    ['defaultDeadline', 'esdb://ann:secret@db?defaultDeadline=500', 'its own deadline'],
    ['throwOnAppendFailure', 'esdb://ann:secret@db?throwOnAppendFailure=false', 'cannot be set'],
  ])('for %s', (_, given, reason) => {
    expect(() => readConnectionString(given)).toThrow(reason)
    expect(() => readConnectionString(given)).not.toThrow('secret')
  })
})
