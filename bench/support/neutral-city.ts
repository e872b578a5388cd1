import { readFile, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { parse, stringify } from 'yaml'
import { createPopulation } from '../../simulators/population/create-population.ts'
import { unhurriedConfig } from './installation.ts'

export const ROLL = 'bara-ko'
export const ANDAMAL = 'kofraga'
/** Its agreement covers everything but this purpose: its people are in the mirror and may not be shown for it. */
export const WITHOUT_ANDAMAL = 'farsta'
export const CLIENT = 'telefoni'
export const CAUSES = ['absent', 'protected', 'no agreement', 'out of reach'] as const
export type Cause = (typeof CAUSES)[number]
/** What the access log has to say of each. */
export const REASONS: Readonly<Record<Cause, readonly string[]>> = {
  absent: ['okand'],
  protected: ['skyddad'],
  'no agreement': ['avtal-saknas'],
  // Of other kinds, or with nothing but invoices, which the purpose does not open.
  'out of reach': ['roll', 'andamal'],
}

/**
 * A copy of the demo's config in which one request, by one role for one purpose, can meet every cause of a neutral
 * answer: a district without agreement for the purpose, and a role that sees nothing but the queue. Gives the settings file.
 */
export async function neutralConfig(folder: string): Promise<string> {
  const file = await unhurriedConfig(folder)
  await makeNeutral(dirname(file))
  return file
}

/** Changes a copy of config/ so. */
export async function makeNeutral(config: string): Promise<void> {
  await change<{ andamal: string[] }>(join(config, `avtal/${WITHOUT_ANDAMAL}.yaml`), (avtal) => {
    avtal.andamal = avtal.andamal.filter((code) => code !== ANDAMAL)
  })
  await change<{ roller: Record<string, object> }>(join(config, 'roller.yaml'), ({ roller }) => {
    roller[ROLL] = { namn: 'Bara kön', mangder: { kostatus: '*' } }
  })
  await change<{ klienter: Record<string, { roller: string[] }> }>(join(config, 'klienter.yaml'), ({ klienter }) => {
    for (const code of [CLIENT, 'arendesystem']) {
      const client = klienter[code]
      if (client === undefined) throw new Error(`klienter.yaml lacks ${code}`)
      client.roller.push(ROLL)
    }
  })
}

export async function change<T>(file: string, edit: (content: T) => void): Promise<void> {
  const content = parse(await readFile(file, 'utf8')) as T
  edit(content)
  await writeFile(file, stringify(content))
}

/** A token of the simulated issuer with that role. */
export async function neutralToken(base: string): Promise<string> {
  const answer = await fetch(`${base}/utfardare/token`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ slutanvandare: 'matning', klient: CLIENT, roller: [ROLL] }),
  })
  return ((await answer.json()) as { access_token: string }).access_token
}

/** Numbers of the simulated city by the cause that each meets; the absent ones are of the same series. */
export function peopleByCause(count: number, today: string): Readonly<Record<Cause, readonly string[]>> {
  const city = createPopulation({ antal: count, seed: 1, today })
  const larger = createPopulation({ antal: count + 1_000, seed: 1, today })
  const people: Record<Cause, string[]> = { absent: [], protected: [], 'no agreement': [], 'out of reach': [] }
  for (let index = 0; index < 1_000; index++) people.absent.push(larger.personnummerOf(count + index))
  for (let index = 0; index < count; index++) {
    const { personnummer, skydd, stadsdelar } = city.truthAt(index)
    const codes = Object.keys(stadsdelar)
    if (skydd !== 'ingen') people.protected.push(personnummer)
    else if (codes.every((code) => code === WITHOUT_ANDAMAL)) people['no agreement'].push(personnummer)
    else if (codes.every((code) => code !== WITHOUT_ANDAMAL && !('kostatus' in (stadsdelar[code] ?? {}))))
      people['out of reach'].push(personnummer)
  }
  return people
}
