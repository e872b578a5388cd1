import type { Arendesystem } from '../../cases/case-system.ts'
import { type Anrop, createAnropare, inteSvar } from './http.ts'
import { lasArendesida, lasInnehall, lasRensningssvar, lasSkrivsvar } from './replies.ts'

export interface ArendesystemOptions {
  /** The address that `/arenden` follows. */
  readonly url: string
  readonly token: string
  /** For one call, from the first byte sent to the last byte read. */
  readonly deadlineMs: number
}

const SIDA = 500
const BORTA = 404

/** The case system over its REST contract (docs: simulators/case-system/README.md). `stang` ends its connections. */
export function createArendesystem({ url, token, deadlineMs }: ArendesystemOptions) {
  const http = createAnropare({ token, deadlineMs })
  const arende = (arendeId: string): string => `${url}/arenden/${encodeURIComponent(arendeId)}`
  const spegling = (arendeId: string): string => `${arende(arendeId)}/spegling`

  /** Undefined when there is no such case, which is a refusal of a write and an answer to anything else. */
  async function anropa<T>(anrop: Anrop, las: (text: string) => T | undefined): Promise<T | undefined> {
    const { status, text } = await http.anropa(anrop)
    if (status === BORTA) return undefined
    const svar = las(text)
    if (svar === undefined) throw inteSvar(anrop.vad)
    return svar
  }

  return {
    async skriv(arendeId, uppgift, signal) {
      const plats = `${spegling(arendeId)}/${encodeURIComponent(uppgift.uppgiftRef)}`
      await anropa({ vad: 'skriv', method: 'PUT', url: plats, body: uppgift, signal }, lasSkrivsvar)
    },

    async taBort(arendeId, uppgiftRef, version, signal) {
      const plats = `${spegling(arendeId)}/${encodeURIComponent(uppgiftRef)}?version=${version}`
      await anropa({ vad: 'taBort', method: 'DELETE', url: plats, vantade: [BORTA], signal }, lasSkrivsvar)
    },

    async berika(arendeId, registrering, signal) {
      const plats = `${arende(arendeId)}/berikning`
      await anropa({ vad: 'berika', method: 'PUT', url: plats, body: registrering, signal }, lasSkrivsvar)
    },

    async rensa(arendeId, signal) {
      const anrop = { vad: 'rensa', method: 'DELETE', url: spegling(arendeId), vantade: [BORTA], signal } as const
      await anropa(anrop, lasRensningssvar)
    },

    async innehall(arendeId, signal) {
      const anrop = { vad: 'innehall', method: 'GET', url: arende(arendeId), vantade: [BORTA], signal } as const
      return (await anropa(anrop, lasInnehall))?.speglingar ?? []
    },

    async *oppnaArenden(signal) {
      const vad = 'oppnaArenden'
      const sedda = new Set<string>()
      let efter: string | null = null
      do {
        const fran: string = efter === null ? '' : `&efter=${encodeURIComponent(efter)}`
        const plats = `${url}/arenden?status=oppet&antal=${SIDA}${fran}`
        const sida = await anropa({ vad, method: 'GET', url: plats, signal }, lasArendesida)
        if (sida === undefined) throw inteSvar(vad)
        for (const { arendeId, personnummer, andamal } of sida.arenden)
          yield { arendeId, om: { personnummer, andamal } }
        efter = sida.nasta
        if (efter !== null && sedda.has(efter)) throw inteSvar(vad)
        if (efter !== null) sedda.add(efter)
      } while (efter !== null)
    },

    stang: () => http.stang(),
  } satisfies Arendesystem & { stang(): Promise<void> }
}
