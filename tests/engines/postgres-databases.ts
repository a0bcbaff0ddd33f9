import { randomBytes } from 'node:crypto'
import { Client } from 'pg'

/** Version of the server at an address, such as `18.4`. */
export const versionOf = (url: string): Promise<string> =>
  withClient(url, async (client) => {
    const { rows } = await client.query<{ server_version: string }>('SHOW server_version')
    return rows[0]?.server_version.split(' ')[0] ?? 'not told'
  })

/** Makes databases beside the one at the address, and drops them all in the end. */
export const databasesOf = (url: string): { readonly create: () => Promise<string>; readonly drop: () => Promise<void> } => {
  const made: string[] = []
  return {
    create: async () => {
      const name = `daybook_test_${randomBytes(6).toString('hex')}`
      await withClient(url, (client) =>
        client.query(`CREATE DATABASE ${name} TEMPLATE template0 ENCODING 'UTF8' LC_COLLATE 'C' LC_CTYPE 'C'`),
      )
      made.push(name)
      const address = new URL(url)
      address.pathname = `/${name}`
      return address.href
    },
    drop: async () => {
      await withClient(url, async (client) => {
        for (const name of made) await client.query(`DROP DATABASE ${name} WITH (FORCE)`)
      })
    },
  }
}

/** Runs statements over a connection of its own. */
export const withClient = async <Value>(url: string, work: (client: Client) => Promise<Value>): Promise<Value> => {
  const client = new Client({ connectionString: url })
  await client.connect()
  try {
    return await work(client)
  } finally {
    await client.end()
  }
}
