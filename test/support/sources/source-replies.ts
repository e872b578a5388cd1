import { join } from 'node:path'
import { MALLNAMN } from '../../../simulators/agresso/templates.ts'
import type { Sanning } from '../../../simulators/population/truth.ts'
import { lasManifest } from '../../../src/mapping/load-manifests.ts'
import { startaAgresso } from './agresso.ts'
import { anropa, nySession, tolkaLassvar, type Kallrad } from './paraplyet-client.ts'

/** Every field of every row that no manifest lists, as `[name, value]`. */
export type Unlisted = readonly (readonly [string, string])[]

/** What the simulated Paraplyet of a stadsdel sends that nobody listed. */
export async function unlistedOfParaplyet(bas: string, stadsdel: string, losenord: string): Promise<Unlisted> {
  const url = `${bas}/paraplyet/${stadsdel}`
  const answer = await anropa(url, 'LasAllt', { Session: await nySession(url, losenord) })
  return unlisted(tolkaLassvar(await answer.text()).rader)
}

/** The same, asked about one person who may be protected, in every stadsdel that has her. */
export async function unlistedOfPerson(
  bas: string,
  { personnummer, stadsdelar }: Sanning,
  losenord: string,
): Promise<Unlisted> {
  const read = async (stadsdel: string) => {
    const url = `${bas}/paraplyet/${stadsdel}`
    const answer = await anropa(url, 'LasPerson', {
      Session: await nySession(url, losenord),
      Personnummer: personnummer,
    })
    return unlisted(tolkaLassvar(await answer.text()).rader)
  }
  return (await Promise.all(Object.keys(stadsdelar).map(read))).flat()
}

/** The same of a QueryEngine in canary mode. */
export async function unlistedOfAgresso(kanarie: string, stadsdel: string): Promise<Unlisted> {
  const agresso = await startaAgresso({ kanarie })
  try {
    const kallrader = Object.entries(MALLNAMN).map(async ([slag, mall]) =>
      (await agresso.las(stadsdel, mall)).rader.map((falt) => ({ slag, falt })),
    )
    return unlisted((await Promise.all(kallrader)).flat())
  } finally {
    await agresso.stop()
  }
}

function unlisted(rader: readonly Kallrad[]): Unlisted {
  const manifests = lasManifest(join(import.meta.dirname, '../../../config/tittbehorighet'))
  const listed = new Map(
    manifests.flatMap((manifest) => {
      const falten = [...manifest.falt, ...(manifest.rader?.falten ?? [])].map(({ kalla }) => kalla)
      const names = new Set([manifest.personnyckel, manifest.skydd?.kalla, ...falten])
      return manifest.kallrader.map((slag) => [slag, names] as const)
    }),
  )
  return rader.flatMap(({ slag, falt }) =>
    // What the QueryEngine itself numbers its rows with begins with an underscore.
    Object.entries(falt).filter(([name]) => listed.get(slag)?.has(name) === false && !name.startsWith('_')),
  )
}
