import { setTimeout as pause } from 'node:timers/promises'

type Projection = {
  readonly state: string
  readonly position: string | null
  readonly head: string | null
  readonly rebuild: { readonly position: string | null; readonly head: string | null } | null
  readonly problem: string | null
}

const read = async <Answer>(url: string): Promise<Answer> => {
  const response = await fetch(url)
  if (!response.ok) throw new Error(`${url} answered ${response.status}: ${(await response.text()).slice(0, 500)}`)
  return (await response.json()) as Answer
}

const projection = async (url: string): Promise<Projection> => {
  const { items } = await read<{ items: Projection[] }>(`${url}/v1/projections`)
  const [first] = items
  if (first === undefined) throw new Error('no projection is listed')
  return first
}

const patienceMs = 600_000

const until = async (url: string, isSo: (status: Projection) => boolean): Promise<Projection> => {
  const deadline = performance.now() + patienceMs
  for (;;) {
    const status = await projection(url)
    if (isSo(status)) return status
    if (performance.now() > deadline) throw new Error(`still waiting: ${JSON.stringify(status)}`)
    await pause(50)
  }
}

/** Resolves when the process takes work. */
export const ready = async (url: string): Promise<void> => {
  const deadline = performance.now() + patienceMs
  while (!(await fetch(`${url}/readyz`)).ok) {
    if (performance.now() > deadline) throw new Error(`${url} does not become ready`)
    await pause(20)
  }
}

/** Resolves when the ledgers have everything. */
export const caughtUp = (url: string): Promise<Projection> => until(url, ({ position, head }) => position === head)

/** Posts the whole log anew and switches to it, which is refused where one row differs. */
export const rebuilt = async (url: string): Promise<readonly string[]> => {
  for (const step of ['rebuild', 'switch']) {
    const answer = await fetch(`${url}/v1/projections/ledgers/${step}`, { method: 'POST' })
    // One that a kill has interrupted goes on by itself.
    const isRunning = answer.status === 409 && step === 'rebuild'
    if (!answer.ok && !isRunning) return [`${step} was refused: ${await answer.text()}`]
    if (step === 'rebuild') await until(url, ({ head, rebuild }) => rebuild !== null && rebuild.position === head)
  }
  const { problem } = await projection(url)
  return problem === null ? [] : [`the ledgers stand still: ${problem}`]
}

const figures = ['net-sales', 'gross-sales', 'orders', 'buying-accounts', 'active-accounts', 'overdue-buyers', 'quota-attainment']

/** The figures of every rep, team and month, as one text: equal books give equal texts. */
export const answersOf = async (url: string): Promise<string> => {
  const texts: string[] = []
  for (const kpi of figures) {
    for (const scope of ['org', 'team', 'rep']) {
      const { rows } = await read<{ rows: unknown }>(
        `${url}/v1/kpis/${kpi}?scope=${scope}&from=2024-01&to=2025-06&asOf=2025-06-30`,
      )
      texts.push(`${kpi} ${scope} ${JSON.stringify(rows)}`)
    }
  }
  return texts.join('\n')
}
