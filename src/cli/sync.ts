import type { Config } from '../config.ts'
import { InsynError } from '../errors.ts'
import { KALLOR, type KallaNamn } from '../informationsmangd.ts'
import { createProgress } from './progress.ts'
import type { Terminal } from './terminal.ts'
import { withHub } from './with-hub.ts'

interface Choice {
  readonly kalla?: string | undefined
  readonly stadsdel?: string | undefined
}

/** Reads the chosen sources once. 1 when any scope did not succeed. */
export function synka(
  config: Config,
  { out, cwd }: Terminal,
  choice: Choice & { andrade?: boolean | undefined },
): Promise<number> {
  return withHub(config, cwd, async (hub) => {
    const omraden = hub
      .omraden()
      .filter(({ kalla, stadsdel }) => kalla === (choice.kalla ?? kalla) && stadsdel === (choice.stadsdel ?? stadsdel))
    if (omraden.length === 0) throw new InsynError('BEGARAN_OGILTIG', 'no source × stadsdel of that name')
    const slag = choice.andrade === true ? 'andrade' : 'fullstandig'
    const progress = createProgress(out)
    const lagen = await hub.synka({ omraden, slag, utlosare: 'manuell' }, progress.watch)
    progress.end()
    return lagen.length === omraden.length && lagen.every(({ status }) => status === 'lyckad') ? 0 : 1
  })
}

/** A person's word that a deletion which the volume guard holds is right. */
export function godkannBorttagning(
  config: Config,
  { out, cwd }: Terminal,
  { kalla, stadsdel, hogst, av }: Choice & { hogst?: string | undefined; av?: string | undefined },
): Promise<number> {
  const antal = Number(hogst)
  if (!isKalla(kalla) || stadsdel === undefined || av === undefined || !Number.isSafeInteger(antal) || antal < 1)
    throw new InsynError('BEGARAN_OGILTIG', 'godkann needs --kalla, --stadsdel, --hogst (a whole number) and --av')
  return withHub(config, cwd, async (hub) => {
    await hub.godkannBorttagning({ kalla, stadsdel }, antal, av)
    out.write(`the next complete read of ${kalla} ${stadsdel} may take away up to ${antal} uppgifter\n`)
    return 0
  })
}

const isKalla = (text: string | undefined): text is KallaNamn => KALLOR.some((kalla) => kalla === text)
