import { InsynError } from '../../errors.ts'
import type { Manifest, ManifestMangd } from '../../mapping/manifest.ts'
import type { Leverans } from '../../mapping/person-items.ts'
import type { Kalla, Lasning, Omfang } from '../../sync/source.ts'
import { createTransport } from '../soap/transport.ts'
import { agressoBindning, agressoKlient, type AgressoKlient, type Mall } from './client.ts'
import { andrade, hela, MALLSLAG, person, type Foretag, type Mallslag } from './read-company.ts'
import type { Lasvillkor } from './template-rows.ts'

export interface AgressoOptions {
  /** With the selector in its query: `…/service.svc?QueryEngineService/QueryEngineV201101`. */
  readonly url: string
  readonly anvandare: string
  readonly losenord: string
  /** The company code of each stadsdel. */
  readonly foretag: Readonly<Record<string, string>>
  /** The exact names of the templates, the same in every company. */
  readonly mallar: Readonly<Record<Mallslag, string>>
  /** IANA name of the zone in which the installation keeps last_update. */
  readonly tidszon: string
  readonly manifests: readonly Manifest[]
  /** Milliseconds for a whole exchange of each kind. */
  readonly frister: {
    readonly smaanrop: number
    readonly allt: number
    readonly andrade: number
    readonly person: number
  }
  /** No complete answer of a template is ever larger. */
  readonly capBytes: number
  readonly klocka: () => Date
}

/** A template that was made anew meanwhile fails the read, and is then looked up again. */
const MALLAR_MS = 10 * 60_000

/** One person is a few kilobytes: a source that goes on and on must not keep the process busy until the deadline. */
const PERSON_BYTES = 4 * 1024 * 1024

type Hamtare = (stadsdel: string, klient: AgressoKlient, signal: AbortSignal) => Promise<readonly Mall[]>
type Lasare = (foretag: Foretag, villkor: Lasvillkor) => AsyncGenerator<Leverans, void>

/** The invoices of all companies as one source; nothing is asked of it when the avtal does not permit invoices. */
export function agressoKalla(options: AgressoOptions): Kalla & { stang(): Promise<void> } {
  const { url, anvandare, losenord, manifests, tidszon, frister, capBytes, klocka } = options
  const transport = createTransport()
  const bindning = agressoBindning(transport)
  const kund = manifestet(manifests, 'kund')
  const faktura = manifestet(manifests, 'faktura')
  const klienter = new Map<string, AgressoKlient>()
  for (const [stadsdel, foretag] of Object.entries(options.foretag)) {
    const egna = { stadsdel, url, foretag, anvandare, losenord, bindning, transport, smaanropMs: frister.smaanrop }
    klienter.set(stadsdel, agressoKlient(egna))
  }

  const mallarna: Hamtare = (_, klient, signal) =>
    Promise.all(MALLSLAG.map((slag) => klient.mall(options.mallar[slag], signal)))

  // Asking for the templates is most of what a read of one person costs. Kept only when had whole: a promise shared
  // between readers would end for all of them with the one who gives up.
  const sparade = new Map<string, { readonly mallar: readonly Mall[]; readonly tid: number }>()
  const sparadeMallar: Hamtare = async (stadsdel, klient, signal) => {
    const nu = klocka().getTime()
    const kanda = sparade.get(stadsdel)
    if (kanda !== undefined && nu - kanda.tid < MALLAR_MS) return kanda.mallar
    const mallar = await mallarna(stadsdel, klient, signal)
    sparade.set(stadsdel, { mallar, tid: nu })
    return mallar
  }

  async function* lasEnPerson(
    omfang: Omfang,
    personnummer: string,
    lasning: Lasning,
    signal: AbortSignal,
    avenSkyddad?: boolean,
  ): AsyncGenerator<Leverans, void> {
    const lasare: Lasare = (foretag, villkor) => person(foretag, personnummer, villkor, avenSkyddad)
    try {
      yield* las(omfang, frister.person, lasning, signal, lasare, sparadeMallar, Math.min(capBytes, PERSON_BYTES))
    } catch (error) {
      if (!signal.aborted) sparade.delete(omfang.stadsdel)
      throw error
    }
  }

  async function* las(
    { stadsdel, mangder }: Omfang,
    deadlineMs: number,
    lasning: Lasning,
    signal: AbortSignal,
    lasare: Lasare,
    hamta: Hamtare = mallarna,
    tak = capBytes,
  ): AsyncGenerator<Leverans, void> {
    if (!mangder.has('faktura')) return
    const klient = klienter.get(stadsdel)
    if (klient === undefined) throw new InsynError('KONFIG_OGILTIG', `agresso: no company for ${stadsdel}`)
    const [kunder, oppna, historik] = await hamta(stadsdel, klient, signal)
    if (kunder === undefined || oppna === undefined || historik === undefined) throw new TypeError('three templates')
    const foretag = { vem: `agresso ${stadsdel}`, klient, mallar: { kunder, oppna, historik }, kund, faktura, tidszon }
    yield* lasare(foretag, { lasning, signal, deadlineMs, capBytes: tak, idag: klocka() })
  }

  return {
    namn: 'agresso',
    lasAllt: (omfang, lasning, signal) => las(omfang, frister.allt, lasning, signal, hela),
    lasAndrade: (omfang, sedan, lasning, signal) =>
      las(omfang, frister.andrade, lasning, signal, (foretag, villkor) => andrade(foretag, sedan, villkor)),
    lasPerson: lasEnPerson,
    stang: () => transport.stang(),
  }
}

function manifestet(manifests: readonly Manifest[], mangd: ManifestMangd): Manifest {
  const manifest = manifests.find((m) => m.kalla === 'agresso' && m.informationsmangd === mangd)
  if (manifest === undefined) throw new InsynError('KONFIG_OGILTIG', `agresso: no manifest for ${mangd}`)
  return manifest
}
