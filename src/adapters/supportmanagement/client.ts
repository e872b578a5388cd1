import { kanonisk } from '../../mapping/canonical.ts'
import type { Arendesystem, OppetArende } from '../../mirror/arendesystem.ts'
import { svensktDatum } from '../../policy/datum.ts'
import { type Anrop, createAnropare, inteSvar, nekar, otillganglig, type Svar } from '../casesystem/http.ts'
import {
  egna,
  type Errand,
  type Listor,
  lasErrand,
  lasSida,
  nyckelFor,
  onskadeListor,
  sammaListor,
  tolka,
} from './errand.ts'
import { schemaId, type Schemaslag } from './scheman.ts'

export interface SupportManagementOptions {
  /** The address that `/{municipalityId}/{namespace}` follows. */
  readonly url: string
  readonly token: string
  /** For one call, from the first byte sent to the last byte read. */
  readonly deadlineMs: number
  readonly kommun: string
  readonly namnrymd: string
  /** The user that we act as. */
  readonly avsandare: string
  /** Statuses of an open errand; in any other it takes nothing new. */
  readonly oppnaStatus: readonly string[]
  /** External tag by which an errand is found whose own id is not the ärende's. */
  readonly arendetagg: string
  readonly klocka: () => Date
}

const SIDA = 500
const BORTA = 404
/** Somebody else wrote at the same time: read again, and write upon that. */
const KONFLIKT = [409, 412]
const VARV = 5

/**
 * If-Match for a parameter that is not there yet. The service holds it only against one that is, so that this makes it
 * and never writes over one that came meanwhile.
 */
const FINNS_INTE = '"-1"'
const etagg = (version: number | undefined): string => (version === undefined ? FINNS_INTE : `"${version}"`)

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i

/**
 * Sundsvall's support-management as the case system: docs/support-management.md. Every uppgift is a json-parameter of
 * the errand, and the errand's tags and parameters follow what it holds. All writing is conditional upon what was read.
 */
export function createSupportManagement(options: SupportManagementOptions) {
  const { url, kommun, namnrymd, oppnaStatus, arendetagg, klocka } = options
  const http = createAnropare({
    token: options.token,
    deadlineMs: options.deadlineMs,
    huvuden: { 'x-sent-by': `${options.avsandare}; type=adAccount` },
  })
  const errands = `${url}/${encodeURIComponent(kommun)}/${encodeURIComponent(namnrymd)}/errands`
  const vid = (errand: Errand): string => `${errands}/${encodeURIComponent(errand.id)}`
  const plats = (errand: Errand, nyckel: string): string =>
    `${vid(errand)}/json-parameters/${encodeURIComponent(nyckel)}`
  const iTurOchOrdning = createKo()

  const arOppen = ({ status }: Errand): boolean => oppnaStatus.includes(status)

  /** The errand with this id, or with this ärende in its tag; undefined when there is none. */
  async function hitta(vad: string, arendeId: string, signal: AbortSignal): Promise<Errand | undefined> {
    if (UUID.test(arendeId)) {
      const svar = await http.anropa({
        vad,
        method: 'GET',
        url: `${errands}/${arendeId}`,
        vantade: [BORTA],
        signal,
      })
      return svar.status === BORTA ? undefined : errandUr(vad, svar)
    }
    // What would end the quotation is no id of a case.
    if (/['\\]/.test(arendeId)) return undefined
    const filter = `externalTags.key:'${arendetagg}' and externalTags.value:'${arendeId}'`
    const svar = await http.anropa({ vad, method: 'GET', url: fraga({ filter, size: SIDA }), signal })
    const [en, fler] = sidaUr(vad, svar).filter(harTagg(arendeId))
    if (fler !== undefined) throw nekar(vad, 'several errands have its tag')
    return en
  }

  // The service compares values without regard to case.
  const harTagg = (arendeId: string) => (errand: Errand) => taggad(errand) === arendeId
  const taggad = ({ externalTags }: Errand): string | undefined =>
    externalTags.find(({ key }) => key.toLowerCase() === arendetagg.toLowerCase())?.value

  const fraga = (parametrar: Readonly<Record<string, string | number>>): string =>
    `${errands}?${Object.entries(parametrar)
      .map(([namn, varde]) => `${namn}=${encodeURIComponent(varde)}`)
      .join('&')}`

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
        const errand = await hitta(vad, arendeId, signal)
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
      const errand = await hitta('innehall', arendeId, signal)
      return (errand === undefined ? [] : egna(errand)).flatMap((parameter) => {
        const innehall = tolka(parameter)
        if (innehall.slag === 'frammande') throw inteSvar('innehall')
        return innehall.slag === 'uppgift' ? [innehall.uppgift] : []
      })
    },

    async *oppnaArenden(signal) {
      const vad = 'oppnaArenden'
      const oppna = oppnaStatus.map((status) => `status:'${status}'`).join(' or ')
      // By id and not by page: an errand that closes meanwhile would move the others a page back, and one would be missed.
      for (let efter = ''; ;) {
        const filter = efter === '' ? oppna : `(${oppna}) and id>'${efter}'`
        const svar = await http.anropa({
          vad,
          method: 'GET',
          url: fraga({ filter, size: SIDA, sort: 'id,asc' }),
          signal,
        })
        const sida = sidaUr(vad, svar)
        for (const errand of sida) yield* oppetUnderNamn(errand)
        const sista = sida.at(-1)?.id
        if (sista === undefined || sida.length < SIDA) return
        if (sista <= efter || !UUID.test(sista)) throw inteSvar(vad)
        efter = sista
      }
    },

    stang: () => http.stang(),
  } satisfies Arendesystem & { stang(): Promise<void> }

  /**
   * A tagged errand is open by either name: which of them the hub was told is not known here. Whom it is about it says
   * only where the contact centre has put it into these parameters.
   */
  function oppetUnderNamn(errand: Errand): readonly OppetArende[] {
    const varde = (nyckel: string): string | undefined =>
      errand.parameters.find(({ key }) => key.toLowerCase() === nyckel)?.values[0]
    const [personnummer, andamal] = [varde('personnummer'), varde('andamal')]
    const om = personnummer === undefined || andamal === undefined ? {} : { om: { personnummer, andamal } }
    const tagg = taggad(errand)
    return tagg === undefined ? [{ arendeId: errand.id, ...om }] : [{ arendeId: tagg, ...om }, { arendeId: errand.id }]
  }
}

/** The parameter that an uppgift has in the errand, and what it holds. */
function platsen(errand: Errand, uppgiftRef: string) {
  const har = egna(errand).find(({ key }) => key === nyckelFor(uppgiftRef))
  return { har, innehall: har === undefined ? undefined : tolka(har) }
}

function errandUr(vad: string, { text }: Svar): Errand {
  const errand = lasErrand(text)
  if (errand === undefined) throw inteSvar(vad)
  return errand
}

function sidaUr(vad: string, { text }: Svar): readonly Errand[] {
  const sida = lasSida(text)
  if (sida === undefined) throw inteSvar(vad)
  return sida
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
