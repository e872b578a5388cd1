import { join } from 'node:path'
import { TEMPLATE_NAME } from '../../../simulators/agresso/templates.ts'
import type { Truth } from '../../../simulators/population/truth.ts'
import { readManifest } from '../../../src/mapping/load-manifests.ts'
import { startAgresso } from './agresso.ts'
import { call, newSession, parseReadAnswer, type SourceRow } from './paraplyet-client.ts'

/** Every field of every row that no manifest lists, as `[name, value]`. */
export type Unlisted = readonly (readonly [string, string])[]

/** What the simulated Paraplyet of a stadsdel sends that nobody listed. */
export async function unlistedOfParaplyet(base: string, stadsdel: string, password: string): Promise<Unlisted> {
  const url = `${base}/paraplyet/${stadsdel}`
  const answer = await call(url, 'LasAllt', { Session: await newSession(url, password) })
  return unlisted(parseReadAnswer(await answer.text()).rader)
}

/** The same, asked about one person who may be protected, in every stadsdel that has her. */
export async function unlistedOfPerson(
  base: string,
  { personnummer, stadsdelar }: Truth,
  password: string,
): Promise<Unlisted> {
  const read = async (stadsdel: string) => {
    const url = `${base}/paraplyet/${stadsdel}`
    const answer = await call(url, 'LasPerson', {
      Session: await newSession(url, password),
      Personnummer: personnummer,
    })
    return unlisted(parseReadAnswer(await answer.text()).rader)
  }
  return (await Promise.all(Object.keys(stadsdelar).map(read))).flat()
}

/** The same of a QueryEngine in canary mode. */
export async function unlistedOfAgresso(canary: string, stadsdel: string): Promise<Unlisted> {
  const agresso = await startAgresso({ canary })
  try {
    const sourceRows = Object.entries(TEMPLATE_NAME).map(async ([kind, template]) =>
      (await agresso.read(stadsdel, template)).rader.map((fields) => ({ slag: kind, falt: fields })),
    )
    return unlisted((await Promise.all(sourceRows)).flat())
  } finally {
    await agresso.stop()
  }
}

function unlisted(rows: readonly SourceRow[]): Unlisted {
  const manifests = readManifest(join(import.meta.dirname, '../../../config/tittbehorighet'))
  const listed = new Map(
    manifests.flatMap((manifest) => {
      const listedFields = [...manifest.falt, ...(manifest.rader?.falten ?? [])].map(({ kalla }) => kalla)
      const fields = [...listedFields, ...Object.keys(manifest.statuskoder ?? {})]
      const names = new Set([manifest.personnyckel, manifest.skydd?.kalla, ...fields])
      return manifest.kallrader.map((kind) => [kind, names] as const)
    }),
  )
  return rows.flatMap(({ slag, falt }) =>
    // What the QueryEngine itself numbers its rows with begins with an underscore.
    Object.entries(falt).filter(([name]) => listed.get(slag)?.has(name) === false && !name.startsWith('_')),
  )
}
