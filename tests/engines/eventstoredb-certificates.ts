import { execFile } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { scratchFolder } from '../contract/scratch-folder.ts'

const run = promisify(execFile)

/** Whether certificates can be made here: why not, or null. */
export const whatCertificatesLack = async (): Promise<string | null> => {
  try {
    await run('openssl', ['version'])
    return null
  } catch {
    return 'openssl is not installed'
  }
}

/** An authority of its own, and a server at localhost that it vouches for. */
export type Certified = { readonly authorityFile: string; readonly certificate: string; readonly key: string }

/** Makes an authority and a certificate, good for a day. */
export const certified = async (): Promise<Certified> => {
  const cwd = scratchFolder()
  const openssl = (...words: readonly string[]) => run('openssl', [...words], { cwd })
  const newKey = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes']
  const authority = ['-subj', '/CN=an authority for tests', '-keyout', 'ca.key', '-out', 'ca.pem']
  await openssl('req', '-x509', '-days', '1', ...newKey, ...authority)
  await openssl('req', ...newKey, '-subj', '/CN=localhost', '-keyout', 'server.key', '-out', 'server.csr')
  writeFileSync(join(cwd, 'names'), 'subjectAltName=DNS:localhost\n')
  const signed = ['-CA', 'ca.pem', '-CAkey', 'ca.key', '-CAcreateserial', '-extfile', 'names', '-out', 'server.pem']
  await openssl('x509', '-req', '-days', '1', '-in', 'server.csr', ...signed)
  const read = (file: string): string => readFileSync(join(cwd, file), 'utf8')
  return { authorityFile: join(cwd, 'ca.pem'), certificate: read('server.pem'), key: read('server.key') }
}
