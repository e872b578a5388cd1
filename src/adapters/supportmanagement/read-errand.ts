import type { OppetArende } from '../../cases/case-system.ts'
import { type createAnropare, inteSvar, nekar, type Svar } from '../casesystem/http.ts'
import { type Errand, lasErrand, lasSida } from './errand.ts'

export const BORTA = 404
const SIDA = 500
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i

export interface Lasningsval {
  readonly http: ReturnType<typeof createAnropare>
  /** The address of the namespace's errands. */
  readonly errands: string
  readonly oppnaStatus: readonly string[]
  /** External tag by which an errand is found whose own id is not the ärende's. */
  readonly arendetagg: string
}

/** Finds errands: one by the ärende it stands for, or all that are open. */
export function createErrandlasning({ http, errands, oppnaStatus, arendetagg }: Lasningsval) {
  const sok = (vad: string, parametrar: Readonly<Record<string, string | number>>, signal: AbortSignal) => {
    const fraga = Object.entries({ ...parametrar, size: SIDA }).map(
      ([namn, varde]) => `${namn}=${encodeURIComponent(varde)}`,
    )
    return http.anropa({ vad, method: 'GET', url: `${errands}?${fraga.join('&')}`, signal })
  }
  // The service compares keys and values without regard to case.
  const taggad = ({ externalTags }: Errand): string | undefined =>
    externalTags.find(({ key }) => key.toLowerCase() === arendetagg.toLowerCase())?.value

  return {
    /** The errand with this id, or with this ärende in its tag; undefined when there is none. */
    async hitta(vad: string, arendeId: string, signal: AbortSignal): Promise<Errand | undefined> {
      if (UUID.test(arendeId)) {
        const url = `${errands}/${arendeId}`
        const svar = await http.anropa({ vad, method: 'GET', url, vantade: [BORTA], signal })
        return svar.status === BORTA ? undefined : errandUr(vad, svar)
      }
      // What would end the quotation is no id of a case.
      if (/['\\]/.test(arendeId)) return undefined
      const filter = `externalTags.key:'${arendetagg}' and externalTags.value:'${arendeId}'`
      const traffar = sidaUr(vad, await sok(vad, { filter }, signal))
      const [en, fler] = traffar.filter((errand) => taggad(errand) === arendeId)
      if (fler !== undefined) throw nekar(vad, 'several errands have its tag')
      return en
    },

    async *oppnaArenden(signal: AbortSignal): AsyncGenerator<OppetArende> {
      const vad = 'oppnaArenden'
      const oppna = oppnaStatus.map((status) => `status:'${status}'`).join(' or ')
      // By id and not by page: an errand that closes meanwhile would move the others a page back, and one would be missed.
      for (let efter = ''; ;) {
        const filter = efter === '' ? oppna : `(${oppna}) and id>'${efter}'`
        const sida = sidaUr(vad, await sok(vad, { filter, sort: 'id,asc' }, signal))
        for (const errand of sida) yield* oppetUnderNamn(errand, taggad(errand))
        const sista = sida.at(-1)?.id
        if (sista === undefined || sida.length < SIDA) return
        if (sista <= efter || !UUID.test(sista)) throw inteSvar(vad)
        efter = sista
      }
    },
  }
}

/**
 * A tagged errand is open by either name: which of them the hub was told is not known here. Whom it is about it says
 * only where the contact centre has put it into these parameters.
 */
function oppetUnderNamn(errand: Errand, tagg: string | undefined): readonly OppetArende[] {
  const varde = (nyckel: string): string | undefined =>
    errand.parameters.find(({ key }) => key.toLowerCase() === nyckel)?.values[0]
  const [personnummer, andamal] = [varde('personnummer'), varde('andamal')]
  const om = personnummer === undefined || andamal === undefined ? {} : { om: { personnummer, andamal } }
  return tagg === undefined ? [{ arendeId: errand.id, ...om }] : [{ arendeId: tagg, ...om }, { arendeId: errand.id }]
}

export function errandUr(vad: string, { text }: Svar): Errand {
  const errand = lasErrand(text)
  if (errand === undefined) throw inteSvar(vad)
  return errand
}

function sidaUr(vad: string, { text }: Svar): readonly Errand[] {
  const sida = lasSida(text)
  if (sida === undefined) throw inteSvar(vad)
  return sida
}
