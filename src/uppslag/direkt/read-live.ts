import { KALLOR, MANGDER_AV_KALLA, type Informationsmangd, type KallaNamn } from '../../informationsmangd.ts'
import type { Post } from '../../mapping/person-items.ts'
import type { ForsegladUppgift, SpegladPerson, Spegel } from '../../mirror/mirror.ts'
import { dagensStadsdelar, tillatnaMangder } from '../../policy/decide.ts'
import type { Policy } from '../../policy/policy.ts'
import type { Lasomrade, LasPersonNu, Lassvar } from './live-query.ts'
import type { Rackvidd } from '../../policy/reach.ts'

/** Where a lookup reads when it is asked to read live. */
export interface Direktkalla {
  readonly fristMs: number
  readonly las: LasPersonNu
  /** Whether the source × stadsdel answered the last live read of anybody. */
  svaradeSenast(omrade: { readonly kalla: KallaNamn; readonly stadsdel: string }): boolean
  /** Whether there is such a source at all. */
  ansluten(kalla: KallaNamn, stadsdel: string): boolean
}

export interface Direktlast {
  /** The mirrored person with what was read live in place of what is mirrored of the same source × stadsdel. */
  readonly person: SpegladPerson
  readonly oppna: Spegel['oppna']
  /** By `kalla/stadsdel`: whether it answered; those that were not asked are absent. */
  readonly svarade: ReadonlyMap<string, boolean>
  /**
   * For an answer with nothing in it: how each source in reach answered whoever asked last. Hangs on nobody, also not on
   * which were asked now.
   */
  readonly svaradeSenast: ReadonlyMap<string, boolean>
}

interface Deps {
  readonly policy: Policy
  readonly spegel: Spegel
  readonly direkt: Direktkalla
}

/**
 * Reads the person live. Asked are the districts where the mirror knows the person by something in reach; when there is
 * none, all in reach, whatever the cause: absent, protected, without agreement and out of reach make the same calls.
 */
export async function lasDirekt(
  { policy, spegel, direkt }: Deps,
  personnummer: string,
  speglad: SpegladPerson,
  rackvidd: Rackvidd,
  datum: string,
): Promise<Direktlast> {
  const inom = omradenInom(policy, direkt, rackvidd, datum)
  const kanda = new Set(
    speglad.uppgifter
      .filter(({ stadsdel, mangd }) => rackvidd.beslut(stadsdel, mangd).falt.size > 0)
      .map(({ stadsdel }) => stadsdel),
  )
  const omraden = kanda.size === 0 ? inom : inom.filter(({ stadsdel }) => kanda.has(stadsdel))
  const lassvar = await direkt.las({ personnummer, omraden, fristMs: direkt.fristMs, avenSkyddad: false })
  // Again, since much may have happened to the mirror meanwhile: a flag that another source has set counts at once.
  const nu = await spegel.person(speglad.personRef)
  const senast = new Map(inom.map((omrade) => [namnPa(omrade), direkt.svaradeSenast(omrade)]))
  return {
    ...medLassvar(nu, spegel, lassvar),
    svarade: new Map(lassvar.map((svar) => [namnPa(svar), svar.svarade])),
    svaradeSenast: senast,
  }
}

const namnPa = ({ kalla, stadsdel }: { kalla: KallaNamn; stadsdel: string }) => `${kalla}/${stadsdel}`

/** Read like a sync reads: whatever the avtal permits, so that protection is told with it. */
export function omradenInom(
  policy: Policy,
  direkt: Pick<Direktkalla, 'ansluten'>,
  rackvidd: Rackvidd,
  datum: string,
): Lasomrade[] {
  return dagensStadsdelar(policy, datum).flatMap(({ kod: stadsdel }) => {
    const tillatna = tillatnaMangder(policy, stadsdel, datum)
    return KALLOR.filter(
      (kalla) =>
        direkt.ansluten(kalla, stadsdel) &&
        MANGDER_AV_KALLA[kalla].some((mangd) => rackvidd.beslut(stadsdel, mangd).falt.size > 0),
    ).map((kalla) => ({
      kalla,
      stadsdel,
      mangder: new Set(MANGDER_AV_KALLA[kalla].filter((mangd) => tillatna.has(mangd))),
    }))
  })
}

function medLassvar(
  speglad: SpegladPerson,
  spegel: Pick<Spegel, 'oppna'>,
  lassvar: readonly Lassvar[],
): Pick<Direktlast, 'person' | 'oppna'> {
  const svar = lassvar.filter((ett) => ett.svarade)
  const skyddadAv = svar.filter(({ person }) => person !== undefined && person.skydd !== 'nej')
  if (speglad.skyddad || skyddadAv.length > 0)
    return {
      person: {
        ...speglad,
        skyddad: true,
        skyddadAv: [...new Set([...speglad.skyddadAv, ...skyddadAv.map(({ stadsdel }) => stadsdel)])],
        uppgifter: [],
      },
      oppna: spegel.oppna,
    }

  const nyss = new Map(svar.map((ett) => [namnPa(ett), ett]))
  // A kind that could not be read keeps its former state, here as in the mirror.
  const galler = (uppgift: ForsegladUppgift): boolean => {
    const last = nyss.get(namnPa(uppgift))
    return last === undefined || last.person?.avvisade.some(({ mangd }) => mangd === uppgift.mangd) === true
  }
  const lasta = new Map<ForsegladUppgift, readonly Post[]>()
  for (const { kalla, stadsdel, last, person } of svar)
    for (const [mangd, poster = []] of Object.entries(person?.uppgifter ?? {}))
      if (poster.length > 0) lasta.set(nylast(kalla, stadsdel, mangd as Informationsmangd, last), poster)
  return {
    person: { ...speglad, uppgifter: [...speglad.uppgifter.filter(galler), ...lasta.keys()] },
    oppna: (uppgift) => lasta.get(uppgift) ?? spegel.oppna(uppgift),
  }
}

/** Stands where a row of the mirror would; what it holds was never sealed. */
const nylast = (kalla: KallaNamn, stadsdel: string, mangd: Informationsmangd, last: Date): ForsegladUppgift => ({
  uppgiftRef: '',
  stadsdel,
  kalla,
  mangd,
  version: 0,
  last,
  forseglad: Buffer.alloc(0),
})
