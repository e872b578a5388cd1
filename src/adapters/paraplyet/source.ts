import { InsynError } from '../../errors.ts'
import { compileRowReader } from '../../mapping/compile-row-reader.ts'
import type { Manifest } from '../../mapping/manifest.ts'
import { createPersonAssembler } from '../../mapping/person-assembler.ts'
import type { Leverans } from '../../mapping/person-items.ts'
import type { RadElement } from '../../mapping/row-reader.ts'
import type { Kalla, Lasning, Omfang } from '../../sync/source.ts'
import type { Mottagare } from '../soap/stream-reply.ts'
import { createTransport } from '../soap/transport.ts'
import { paraplyetBindning, paraplyetKlient, type Installation, type ParaplyetKlient, type Fraga } from './client.ts'
import { flyttaDrift, listadeFalt } from './drift.ts'
import { radsvar } from './row-answer.ts'

export interface ParaplyetOptions {
  /** By stadsdel. */
  readonly installationer: Readonly<Record<string, Installation>>
  readonly manifests: readonly Manifest[]
  /** Milliseconds for a whole exchange of each kind. */
  readonly frister: {
    readonly inloggning: number
    readonly allt: number
    readonly andrade: number
    readonly person: number
  }
  /** No complete read of an installation is ever larger. */
  readonly capBytes: number
  readonly klocka: () => Date
}

/** One person is a few kilobytes: a source that goes on and on must not keep the process busy until the deadline. */
const PERSON_BYTES = 4 * 1024 * 1024

/** Eleven installations as one source. `stang` logs out everywhere; reads under way fail. */
export function paraplyetKalla(options: ParaplyetOptions): Kalla & { stang(): Promise<void> } {
  const transport = createTransport()
  const bindning = paraplyetBindning(transport)
  const klienter = new Map<string, ParaplyetKlient>()
  for (const [stadsdel, installation] of Object.entries(options.installationer)) {
    const inloggningMs = options.frister.inloggning
    klienter.set(stadsdel, paraplyetKlient({ stadsdel, installation, bindning, transport, inloggningMs }))
  }

  async function* las(
    omfang: Omfang,
    fraga: Fraga,
    deadlineMs: number,
    lasning: Lasning,
    signal: AbortSignal,
    avenSkyddad = false,
  ): AsyncGenerator<Leverans, void> {
    const tillatna = tillatnaManifest(options.manifests, omfang)
    if (tillatna.length === 0) return
    const klient = klienter.get(omfang.stadsdel)
    if (klient === undefined)
      throw new InsynError('KONFIG_OGILTIG', `paraplyet: no installation for ${omfang.stadsdel}`)
    const vad = `paraplyet ${omfang.stadsdel} ${fraga.operation}`
    const lasare = leveransLasare(vad, tillatna, options, lasning, avenSkyddad)
    for await (const leverans of klient.las(fraga, lasare, {
      signal,
      deadlineMs,
      capBytes: fraga.operation === 'LasPerson' ? Math.min(options.capBytes, PERSON_BYTES) : options.capBytes,
      lasning,
    })) {
      if (fraga.operation === 'LasPerson' && leverans.personer.some((p) => p.personnummer !== fraga.personnummer)) {
        throw new InsynError('KALLA_INTE_SVAR', `${vad}: rows of another person than was asked for`)
      }
      yield leverans
    }
  }

  const { allt, andrade, person } = options.frister
  return {
    namn: 'paraplyet',
    lasAllt: (omfang, lasning, signal) => las(omfang, { operation: 'LasAllt' }, allt, lasning, signal),
    lasAndrade: (omfang, sedan, lasning, signal) =>
      las(omfang, { operation: 'LasAndrade', sedan }, andrade, lasning, signal),
    lasPerson: (omfang, personnummer, lasning, signal, avenSkyddad) =>
      las(omfang, { operation: 'LasPerson', personnummer }, person, lasning, signal, avenSkyddad),
    async stang() {
      await Promise.all([...klienter.values()].map((klient) => klient.stang()))
      await transport.stang()
    },
  }
}

/**
 * What the avtal permits to be parsed. The protection flag is read with whatever is read, since nothing may be shown
 * without it: of a manifest that has the flag but is not permitted, the flag alone remains.
 */
function tillatnaManifest(manifests: readonly Manifest[], { mangder }: Omfang): Manifest[] {
  const tillaten = (m: Manifest): boolean => m.informationsmangd !== 'kund' && mangder.has(m.informationsmangd)
  const egna = manifests.filter((m) => m.kalla === 'paraplyet')
  if (!egna.some(tillaten)) return []
  return egna.filter((m) => tillaten(m) || m.skydd !== undefined).map((m) => (tillaten(m) ? m : { ...m, falt: [] }))
}

function leveransLasare(
  vad: string,
  tillatna: readonly Manifest[],
  { manifests, klocka }: ParaplyetOptions,
  lasning: Lasning,
  avenSkyddad: boolean,
): Mottagare<Leverans> {
  const idag = klocka()
  const radelement = tillatna.flatMap((manifest) =>
    manifest.kallrader.map((namn): RadElement => ({ element: namn, kallrad: namn, manifest })),
  )
  const okandaFalt = new Map<string, number>()
  const listade = listadeFalt(manifests)
  const rader = compileRowReader(radelement, { idag, okandaFalt })
  const personer = createPersonAssembler(tillatna, { idag, avenSkyddad })
  const lasta = new Set(radelement.map(({ element }) => element))
  const otillatna = new Set(manifests.flatMap((m) => (m.kalla === 'paraplyet' ? m.kallrader : [])))
  const svar = radsvar(vad, rader, (element) => lasta.has(element) || !otillatna.has(element))
  let raknade = 0

  const samla = (): void => {
    for (const rad of rader.take()) personer.add(rad)
    flyttaDrift(okandaFalt, lasning.okandaFalt, listade)
  }
  const ta = (): Leverans | undefined => {
    samla()
    lasning.rader += svar.antal - raknade
    raknade = svar.antal
    const leverans = personer.take()
    return leverans.personer.length + leverans.herrelosa.length > 0 ? leverans : undefined
  }
  return {
    inre: svar,
    ta,
    klar() {
      svar.klar()
      samla()
      personer.flush()
    },
  }
}
