import type { Config } from '../config.ts'
import { InsynError } from '../errors.ts'
import { createHub } from '../hub.ts'
import { KALLOR, type KallaNamn } from '../informationsmangd.ts'
import { createLog } from '../log.ts'
import { stateFolder } from '../state-folder.ts'
import type { Terminal } from './terminal.ts'
import { createProgress } from './progress.ts'

interface Choice {
  readonly kalla?: string | undefined
  readonly stadsdel?: string | undefined
}

/** Reads the chosen sources once, beside a hub that serves or without one. 1 when any scope did not succeed. */
export async function synka(config: Config, { out, cwd }: Terminal, choice: Choice): Promise<number> {
  const hub = await createHub(config, stateFolder(config.tillstand, cwd), createLog('error'))
  try {
    const omraden = hub
      .omraden()
      .filter(({ kalla, stadsdel }) => kalla === (choice.kalla ?? kalla) && stadsdel === (choice.stadsdel ?? stadsdel))
    if (omraden.length === 0) throw new InsynError('BEGARAN_OGILTIG', 'no source × stadsdel of that name')
    const progress = createProgress(out)
    const lagen = await hub.synka(omraden, 'manuell', progress.watch)
    progress.end()
    return lagen.every(({ status }) => status === 'lyckad') ? 0 : 1
  } finally {
    await hub.stop()
  }
}

/** A person's word that a deletion which the volume guard holds is right. */
export async function godkannBorttagning(
  config: Config,
  { out, cwd }: Terminal,
  { kalla, stadsdel, hogst, av }: Choice & { hogst?: string | undefined; av?: string | undefined },
): Promise<number> {
  const antal = Number(hogst)
  if (!isKalla(kalla) || stadsdel === undefined || av === undefined || !Number.isSafeInteger(antal) || antal < 1)
    throw new InsynError('BEGARAN_OGILTIG', 'godkann needs --kalla, --stadsdel, --hogst (a whole number) and --av')
  const hub = await createHub(config, stateFolder(config.tillstand, cwd), createLog('error'))
  try {
    await hub.godkannBorttagning({ kalla, stadsdel }, antal, av)
    out.write(`the next complete read of ${kalla} ${stadsdel} may take away up to ${antal} uppgifter\n`)
    return 0
  } finally {
    await hub.stop()
  }
}

const isKalla = (text: string | undefined): text is KallaNamn => KALLOR.some((kalla) => kalla === text)
