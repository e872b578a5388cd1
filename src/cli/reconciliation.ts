import {
  SIDOR,
  type Avvikelse,
  type Hinder,
  type Jamforelse,
  type Rapport,
} from '../operations/reconciliation/report.ts'
import type { Config } from '../config.ts'
import { InsynError } from '../errors.ts'
import type { Terminal } from './terminal.ts'
import { withHub } from './with-hub.ts'

interface Val {
  readonly kalla?: string | undefined
  readonly stadsdel?: string | undefined
  readonly av?: string | undefined
  readonly reparera?: boolean | undefined
  readonly json?: boolean | undefined
}

/** 0 everything is equal, 3 something differs, 1 something could not be looked at. */
export function stamAv(config: Config, { out, err, cwd }: Terminal, val: Val): Promise<number> {
  const { av, reparera = false } = val
  if (av === undefined) throw new InsynError('BEGARAN_OGILTIG', 'avstamning needs --av: who asks for it')
  return withHub(config, cwd, async (hub) => {
    const omraden = hub
      .omraden()
      .filter(({ kalla, stadsdel }) => kalla === (val.kalla ?? kalla) && stadsdel === (val.stadsdel ?? stadsdel))
    if (omraden.length === 0) throw new InsynError('BEGARAN_OGILTIG', 'no source × stadsdel of that name')
    const rapport = await hub.stamAv({ omraden, reparera, av })
    if (val.json === true) out.write(`${JSON.stringify(rapport)}\n`)
    else for (const rad of textOf(rapport)) out.write(`${rad}\n`)
    for (const ett of rapport.hinder) err.write(`${hinderText(ett)}\n`)
    if (reparera && rapport.avvikelser.length > 0) err.write('put right by new writes: look again when they are done\n')
    return rapport.hinder.length > 0 ? 1 : rapport.avvikelser.length > 0 ? 3 : 0
  })
}

function* textOf({ jamforelser, avvikelser }: Rapport): Generator<string> {
  for (const sida of SIDOR) for (const en of jamforelser.filter((one) => one.sida === sida)) yield jamforelsetext(en)
  for (const en of avvikelser) yield avvikelsetext(en)
}

/** Half of each digest is enough for the eye; `--json` has all of it. */
const summatext = ({ antal, digest }: Jamforelse['deras']): string =>
  `${String(antal).padStart(8)} ${digest.slice(0, 16)}`

function jamforelsetext({ sida, kalla, stadsdel, mangd, deras, spegelns, paVag, avvikelser }: Jamforelse): string {
  const lika = deras.antal === spegelns.antal && deras.digest === spegelns.digest
  const utslag = avvikelser > 0 ? `${avvikelser} differ` : lika ? 'equal' : `${paVag} on their way`
  const vad = `${sida.padEnd(7)}${kalla.padEnd(10)} ${stadsdel.padEnd(24)} ${mangd.padEnd(17)}`
  return `${vad}${summatext(deras)} spegel ${summatext(spegelns)} ${utslag}`
}

const avvikelsetext = ({ sida, slag, uppgiftRef, kalla, stadsdel, mangd, arende }: Avvikelse): string =>
  `${sida} ${slag} ${uppgiftRef} ${kalla} ${stadsdel} ${mangd}${arende === undefined ? '' : ` arende ${arende.arendeId}`}`

const hinderText = ({ sida, vad, felkod, antal }: Hinder): string =>
  `${[sida, ...(vad === undefined ? [] : [vad])].join(' ')} could not be looked at: ${felkod}${antal > 1 ? ` (${antal} cases)` : ''}`
