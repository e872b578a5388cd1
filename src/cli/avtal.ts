import { readFile } from 'node:fs/promises'
import type { Avtalslage } from '../avtal/avtal-state.ts'
import { verifieraKvitto } from '../avtal/receipt.ts'
import { kvittofil } from '../avtal/receipt-files.ts'
import type { Config } from '../config.ts'
import { InsynError } from '../errors.ts'
import type { Terminal } from './terminal.ts'
import { withHub } from './with-hub.ts'

/** Agreements with their keys, then endings with how far they have come. */
export function lista(config: Config, { out, cwd }: Terminal): Promise<number> {
  return withHub(config, cwd, async (hub) => {
    const { avtal, slut } = await hub.avtal()
    for (const ett of avtal) out.write(`${avtalsrad(ett)}\n`)
    for (const ett of slut) out.write(`${slutrad(ett)}\n`)
    return 0
  })
}

/** Prints the newest receipt, which is a file of its own: what to check it with is told beside it. */
export function skrivUtKvitto(config: Config, { out, err, cwd }: Terminal, stadsdel: string): Promise<number> {
  return withHub(config, cwd, async (hub) => {
    const kvitto = await hub.kvitto(stadsdel)
    if (kvitto === undefined)
      throw new InsynError('FINNS_EJ', `there is no receipt of ${stadsdel}: see insyn avtal lista`)
    out.write(kvitto.text)
    err.write(`check it with: insyn avtal verifiera FIL --nyckel '${kvitto.vkey}'\n`)
    return 0
  })
}

/** Needs nothing but the file and the key text. */
export async function verifiera({ out, err }: Terminal, fil: string, vkey: string): Promise<number> {
  const outcome = verifieraKvitto(await readFile(fil, 'utf8'), vkey)
  if (!outcome.ok) {
    err.write(`not ok: ${outcome.fel}\n`)
    return 1
  }
  const { personuppgiftsansvarig, avtal, informationsmangder, nycklar, borttaget, tider, loggposter } = outcome.kvitto
  const rader = Object.entries(borttaget.rader).map(([tabell, antal]) => `${antal} ${tabell}`)
  out.write(
    [
      `ok: signed and unaltered`,
      `${personuppgiftsansvarig.namn}, ${avtal.diarienummer}, ended ${avtal.upphorde}: ${informationsmangder.join(' ')}`,
      ...nycklar.map((en) => `key ${en.informationsmangd}/${en.generation} (${en.prov}) destroyed ${en.forstord}`),
      `taken away: ${[...rader, `${borttaget.arendeuppgifter} in cases`].join(', ')}; all done ${tider.klart}`,
      `records ${loggposter.fran} to ${loggposter.till} of the log ${loggposter.logg}`,
      '',
    ].join('\n'),
  )
  return 0
}

function avtalsrad({
  stadsdel,
  diarienummer,
  giltigFran,
  giltigTill,
  galler,
  mangder,
  nycklar,
}: Avtalslage['avtal'][number]) {
  const period = `${giltigFran} – ${giltigTill ?? ''}`.padEnd(24)
  const state = galler ? `in force, ${nycklar.length} of ${mangder.length} keys` : 'not in force'
  return `${stadsdel.padEnd(24)} ${diarienummer.padEnd(24)} ${period} ${state}`
}

function slutrad(slut: Avtalslage['slut'][number]): string {
  const what = `${slut.stadsdel.padEnd(24)} ${slut.avtal.padEnd(24)} ended ${slut.upphorde}: ${slut.mangder.join(' ')}`
  return `${what}; ${slutlage(slut)}`
}

function slutlage(slut: Avtalslage['slut'][number]): string {
  if (slut.klart !== null) return `all gone ${slut.klart.toISOString()}, receipt kvitton/${kvittofil(slut)}`
  if (slut.nycklarForstorda === null) return 'keys not yet destroyed'
  const keys = `keys destroyed ${slut.nycklarForstorda.toISOString()}`
  if (slut.gallrat === null) return `${keys}, mirror not yet empty`
  return `${keys}, mirror empty, cases may hold ${slut.kvarIArenden ?? 0} uppgifter`
}
