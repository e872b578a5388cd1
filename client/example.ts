import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { createInsynClient, dataOf, type InsynClient, InsynProblem } from './insyn-client.ts'
import type { components } from './schema.d.ts'

type Lookup = components['schemas']['Uppslagssvar']

export interface Example {
  readonly client: InsynClient
  readonly personnummer: string
  readonly arende: string
  readonly show: (line: string) => void
}

/** What a case system does while somebody is on the line: looks them up, opens the case, and copes with what may come. */
export async function example({ client, personnummer, arende, show }: Example): Promise<void> {
  const lookup = dataOf(
    await client.POST('/uppslag', {
      body: { personnummer, andamal: 'utforarfraga', relation: 'sjalv', identifiering: 'motringning' },
    }),
  )
  showLookup(lookup, show)

  const path = { arendeId: arende }
  const opened = dataOf(
    await client.PUT('/arenden/{arendeId}', {
      params: { path },
      body: { status: 'oppnat', personnummer, andamal: 'utforarfraga' },
    }),
  )
  show(`Ärendet ${opened.arendeId} speglas. Förslag: ${opened.forslag?.arendetyp ?? 'inget'}`)
  const closed = dataOf(await client.PUT('/arenden/{arendeId}', { params: { path }, body: { status: 'stangt' } }))
  show(`Ärendet ${closed.arendeId} är stängt: speglingen ${closed.spegling}.`)

  // A case that nobody has opened: a problem, and what a program makes of it.
  await withProblems(show, () =>
    client.PUT('/arenden/{arendeId}', {
      params: { path: { arendeId: `${arende}0` } },
      body: { status: 'stangt' },
    }),
  )
}

function showLookup({ person, utforare, kallor, loggId }: Lookup, show: (line: string) => void): void {
  show(`Loggat som ${loggId.join(', ')}`)
  // Absent, protected, without agreement or out of reach: one and the same answer, and nobody is to be told which.
  if (person === undefined && utforare.length === 0) show('Det finns ingenting att visa.')
  else show(`${person?.fornamn ?? ''} ${person?.efternamn ?? ''}`.trim())
  for (const one of utforare) show(`Utförare: ${one.namn ?? 'utan namn'}, ${one.telefon ?? 'telefon saknas'}`)
  // A source that did not answer leaves the answer partial: what is missing may still exist.
  for (const one of kallor)
    if (one.status === 'inaktuell' || one.status === 'ej-svar')
      show(`Ofullständigt, ${one.kalla} ${one.stadsdel}: ${one.forklaring}`)
}

/** Waits and tries once more when Insyn says that it helps; otherwise tells what is wrong, never of whom. */
async function withProblems(show: (line: string) => void, call: () => Promise<unknown>, tries = 2): Promise<void> {
  try {
    await call()
  } catch (error) {
    if (!(error instanceof InsynProblem)) throw error
    if (error.retryAfter !== undefined && tries > 1) {
      const ms = error.retryAfter * 1000
      await new Promise((resolve) => setTimeout(resolve, ms))
      return withProblems(show, call, tries - 1)
    }
    const { status, problem, page = 'utan sida', requestId = 'okänt' } = error
    show(`Problem ${String(status)}: ${problem?.detail ?? 'inget svar från Insyn'} (${page}, begäran ${requestId})`)
  }
}

/** INSYN_URL and INSYN_TOKEN from the environment, the number on standard input: an argument is seen by everybody. */
async function main(): Promise<void> {
  const { INSYN_URL: baseUrl = 'http://127.0.0.1:8080/api/v1', INSYN_TOKEN: token } = process.env
  if (token === undefined) throw new Error('INSYN_TOKEN is not set')
  const [personnummer] = (await once(createInterface(process.stdin), 'line')) as [string]
  process.stdin.destroy()
  const client = createInsynClient({ baseUrl, token: () => token })
  await example({ client, personnummer, arende: `KC-${crypto.randomUUID().slice(0, 8)}-1`, show: console.log })
}

if (process.argv[1] === fileURLToPath(import.meta.url))
  await main().catch((error: unknown) => {
    console.error(error instanceof Error ? error.message : 'failed')
    process.exitCode = 1
  })
