import { compileRowReader } from '../../mapping/compile-row-reader.ts'
import type { Manifest } from '../../mapping/manifest.ts'
import type { Rad } from '../../mapping/row-reader.ts'
import type { Lasning } from '../../sync/source.ts'
import type { AgressoKlient, Filter, Mall } from './client.ts'
import { fullstandighet, TEKNISKA } from './completeness.ts'
import { mallsvar } from './template-answer.ts'

export interface Radfraga {
  readonly klient: AgressoKlient
  /** Who is asked, for messages. */
  readonly vad: string
  readonly mall: Mall
  readonly manifest: Manifest
  readonly kallrad: string
  readonly filter: readonly Filter[]
}

export interface Lasvillkor {
  readonly lasning: Lasning
  readonly signal: AbortSignal
  readonly deadlineMs: number
  readonly capBytes: number
  readonly idag: Date
}

/** The detail rows of a template, in the order of the source, in batches as they come. Ends only when complete. */
export async function* mallrader(fraga: Radfraga, villkor: Lasvillkor): AsyncGenerator<Rad[], void> {
  const { klient, vad, mall, manifest, kallrad, filter } = fraga
  const { lasning, idag } = villkor
  const rader = compileRowReader([{ element: 'AgressoQE', kallrad, manifest }], {
    tekniska: TEKNISKA,
    idag,
    okandaFalt: lasning.okandaFalt,
  })
  const hela = fullstandighet(vad, manifest, mall.maxRows, idag)
  const svar = mallsvar(vad, rader)
  let detaljer: Rad[] = []
  const samla = (): void => {
    const nya = hela.detaljer(rader.take())
    lasning.rader += nya.length
    detaljer = detaljer.length === 0 ? nya : [...detaljer, ...nya]
  }
  const mottagare = {
    inre: svar,
    ta(): Rad[] | undefined {
      samla()
      if (detaljer.length === 0) return undefined
      const tagna = detaljer
      detaljer = []
      return tagna
    },
    klar() {
      svar.klar()
      samla()
      hela.klar()
    },
  }
  yield* klient.las(mall, filter, mottagare, villkor)
}
