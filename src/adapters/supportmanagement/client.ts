import { kanonisk } from '../../mapping/canonical.ts'
import type { Arendesystem } from '../../cases/case-system.ts'
import { svensktDatum } from '../../platform/stockholm-time.ts'
import { type Anrop, inteSvar, nekar, otillganglig } from '../casesystem/http.ts'
import { type Anslutning, anslut, namnrymdens } from './connection.ts'
import { egna, type Errand, type Listor, nyckelFor, onskadeListor, sammaListor, tolka } from './errand.ts'
import { BORTA, createErrandlasning, errandUr, type Lasningsval } from './read-errand.ts'
import { schemaId, type Schemaslag } from './schemas.ts'

export interface SupportManagementOptions extends Anslutning, Pick<Lasningsval, 'arendetagg'> {
  readonly klocka: () => Date
}

/** Somebody else wrote at the same time: read again, and write upon that. */
const KONFLIKT = [409, 412]
const VARV = 5

/**
 * If-Match for a parameter that is not there yet. The service holds it only against one that is, so that this makes it
 * and never writes over one that came meanwhile.
 */
const FINNS_INTE = '"-1"'
const etagg = (version: number | undefined): string => (version === undefined ? FINNS_INTE : `"${version}"`)

/**
 * Sundsvall's support-management as the case system: docs/support-management.md. Every uppgift is a json-parameter of
 * the errand, and the errand's tags and parameters follow what it holds. All writing is conditional upon what was read.
 */
export function createSupportManagement(options: SupportManagementOptions) {
  const { kommun, oppnaStatus, klocka } = options
  const http = anslut(options)
  const errands = `${namnrymdens(options)}/errands`
  const lasning = createErrandlasning({ ...options, http, errands })
  const vid = (errand: Errand): string => `${errands}/${encodeURIComponent(errand.id)}`
  const plats = (errand: Errand, nyckel: string): string =>
    `${vid(errand)}/json-parameters/${encodeURIComponent(nyckel)}`
  const iTurOchOrdning = createKo()

  const arOppen = ({ status }: Errand): boolean => oppnaStatus.includes(status)

  /** False: somebody else wrote meanwhile, or what was to be removed is gone. */
  async function skrivOm(anrop: Omit<Anrop, 'vantade'>): Promise<boolean> {
    const { status } = await http.anropa({ ...anrop, vantade: [BORTA, ...KONFLIKT] })
    return status < 400
  }

  const sattParameter = (
    vad: string,
    errand: Errand,
    en: { uppgiftRef: string; slag: Schemaslag; value: object; over: number | undefined },
    signal: AbortSignal,
  ): Promise<boolean> => {
    const key = nyckelFor(en.uppgiftRef)
    const body = { key, schemaId: schemaId(kommun, en.slag), value: en.value }
    return skrivOm({ vad, method: 'PUT', url: plats(errand, key), body, ifMatch: etagg(en.over), signal })
  }

  const taParameter = (vad: string, errand: Errand, key: string, version: number, signal: AbortSignal) =>
    skrivOm({ vad, method: 'DELETE', url: plats(errand, key), ifMatch: etagg(version), signal })

  /** Tags and parameters as they should be. True when they are; false when somebody else wrote meanwhile. */
  async function foljMed(vad: string, errand: Errand, listor: Listor, signal: AbortSignal): Promise<boolean> {
    if (sammaListor(errand, listor)) return true
    // The ETag of this answer is one behind: not read. What it holds is compared.
    const svar = await http.anropa({
      vad,
      method: 'PATCH',
      url: vid(errand),
      body: listor,
      ifMatch: etagg(errand.version),
      vantade: [BORTA, ...KONFLIKT],
      signal,
    })
    return svar.status < 400 && sammaListor(errandUr(vad, svar), listor)
  }

  /**
   * Reads the errand and changes it until it is as it should be: `steg` makes one change and says false, or says true.
   * One caller at a time per errand, since every change of it makes what the others have read too old.
   */
  function bringTill(
    vad: string,
    arendeId: string,
    steg: (errand: Errand) => Promise<boolean>,
    signal: AbortSignal,
  ): Promise<void> {
    return iTurOchOrdning(arendeId, async () => {
      for (let varv = 0; varv < VARV; varv++) {
        const errand = await lasning.hitta(vad, arendeId, signal)
        if (errand === undefined) {
          if (vad === 'skriv') throw nekar(vad, 'no such errand')
          return
        }
        if (await steg(errand)) return
      }
      throw otillganglig(vad, 'the errand is written by others at the same time')
    })
  }

  const idag = (): string => svensktDatum(klocka())

  return {
    skriv(arendeId, uppgift, signal) {
      const vad = 'skriv'
      const { uppgiftRef, version, informationsmangd } = uppgift
      let skrivet = false
      return bringTill(
        vad,
        arendeId,
        async (errand) => {
          const { har, innehall } = platsen(errand, uppgiftRef)
          if (!arOppen(errand)) {
            // It was closed between our reading and our writing: what was written must not be what stays.
            if (skrivet && har !== undefined) await taParameter(vad, errand, har.key, har.version, signal)
            throw nekar(vad, 'the errand is not open')
          }
          if (innehall === undefined || innehall.version < version) {
            const en = { uppgiftRef, slag: informationsmangd, value: uppgift, over: har?.version }
            skrivet = (await sattParameter(vad, errand, en, signal)) || skrivet
            return false
          }
          if (skrivet && innehall.version === version && kanonisk(har?.value) !== kanonisk(uppgift))
            throw otillganglig(vad, 'the errand does not hold what was written')
          return foljMed(vad, errand, onskadeListor(errand, idag()), signal)
        },
        signal,
      )
    },

    taBort(arendeId, uppgiftRef, version, signal) {
      const vad = 'taBort'
      return bringTill(
        vad,
        arendeId,
        async (errand) => {
          const { har, innehall } = platsen(errand, uppgiftRef)
          const nyare = innehall !== undefined && innehall.version > version
          // Taken out before its trace is written: that needs no JSON schema, whose service may be away.
          if (har !== undefined && innehall?.slag !== 'borttagen' && !nyare) {
            await taParameter(vad, errand, har.key, har.version, signal)
            return false
          }
          if (!(await foljMed(vad, errand, onskadeListor(errand, idag()), signal))) return false
          if (nyare || innehall?.version === version) return true
          const value = { uppgiftRef, version, borttagen: true }
          await sattParameter(vad, errand, { uppgiftRef, slag: 'borttagen', value, over: har?.version }, signal)
          return false
        },
        signal,
      )
    },

    rensa(arendeId, signal) {
      const vad = 'rensa'
      return bringTill(
        vad,
        arendeId,
        async (errand) => {
          const vara = egna(errand)
          for (const { key, version } of vara) await taParameter(vad, errand, key, version, signal)
          if (vara.length > 0) return false
          return foljMed(vad, errand, onskadeListor(errand, idag()), signal)
        },
        signal,
      )
    },

    async innehall(arendeId, signal) {
      const errand = await lasning.hitta('innehall', arendeId, signal)
      return (errand === undefined ? [] : egna(errand)).flatMap((parameter) => {
        const innehall = tolka(parameter)
        if (innehall.slag === 'frammande') throw inteSvar('innehall')
        return innehall.slag === 'uppgift' ? [innehall.uppgift] : []
      })
    },

    oppnaArenden: (signal) => lasning.oppnaArenden(signal),
    stang: () => http.stang(),
  } satisfies Arendesystem & { stang(): Promise<void> }
}

/** The parameter that an uppgift has in the errand, and what it holds. */
function platsen(errand: Errand, uppgiftRef: string) {
  const har = egna(errand).find(({ key }) => key === nyckelFor(uppgiftRef))
  return { har, innehall: har === undefined ? undefined : tolka(har) }
}

/** Runs steps with the same key one after the other. */
function createKo() {
  const sista = new Map<string, Promise<unknown>>()
  return async <T>(nyckel: string, steg: () => Promise<T>): Promise<T> => {
    const min = (sista.get(nyckel) ?? Promise.resolve()).then(steg, steg)
    sista.set(nyckel, min)
    try {
      return await min
    } finally {
      if (sista.get(nyckel) === min) sista.delete(nyckel)
    }
  }
}
