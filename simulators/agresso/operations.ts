import { skapaKanarie } from '../canary.ts'
import type { Population } from '../population/population.ts'
import type { Forrendering } from '../prerender.ts'
import { foretagskoder } from './companies.ts'
import { dubblerade, oordnade, type Innehallsfel } from './content-errors.ts'
import type { Objekt } from './encoding.ts'
import { FAKTURAKOLUMNER, KUNDKOLUMNER } from './columns.ts'
import { mallarAv, type Mall, type Mallslag, type Sokvillkor } from './templates.ts'
import * as mallsvar from './template-answer.ts'
import { skapaRadkalla } from './rows.ts'
import { resultat, SOM_STRANG, SOM_XML, type Visning } from './results.ts'
import { resultatram } from './answers.ts'
import { tolkaUrval, type Urval } from './selection.ts'

export type Resultatoperation = 'GetTemplateResultAsXML' | 'GetTemplateResultAsDataSet'

interface Inmatning {
  readonly TemplateId: number
  readonly TemplateResultOptions?: Visning & { readonly Filter?: string }
  readonly SearchCriteriaPropertiesList?: { readonly SearchCriteriaProperties: readonly (Sokvillkor | null)[] }
}

export interface Operationer {
  mall(stadsdel: string, id: unknown): Mall | undefined
  /** What a small operation answers, `mall` being the template it asks about. */
  litet(
    operation: string,
    stadsdel: string,
    begaran: Objekt,
    mall: Mall | undefined,
    kapad: boolean,
  ): Objekt | undefined
  /** The whole envelope in pieces, or a refusal. */
  stort(
    operation: Resultatoperation,
    stadsdel: string,
    inmatning: unknown,
    fel: Innehallsfel | undefined,
  ): Promise<Iterable<string> | AsyncIterable<Buffer> | Objekt>
}

const ALLT: Urval = { allt: true, kund: () => true, faktura: () => true }

export function skapaOperationer(population: Population, kanarieText?: string, disk?: Forrendering): Operationer {
  const kalla = skapaRadkalla(population)
  // Each peer numbers its markers, so they are told apart by what stands before the number.
  const kanarie = skapaKanarie(kanarieText === undefined ? undefined : `${kanarieText}A`)
  const mall = (stadsdel: string, id: unknown): Mall | undefined => mallarAv(stadsdel).find((m) => m.id === id)

  /** Half of what the template holds. */
  const kapadVid = (stadsdel: string, slag: Mallslag): number => {
    const rader = radernaAv(stadsdel, slag, ALLT)[Symbol.iterator]()
    let antal = 0
    while (rader.next().done !== true) antal += 1
    return Math.floor(antal / 2)
  }
  const radernaAv = (stadsdel: string, slag: Mallslag, urval: Urval): Iterable<unknown> =>
    slag === 'kunder' ? kalla.kunder(stadsdel, urval) : kalla.fakturor(stadsdel, slag, urval)

  function rader(
    operation: Resultatoperation,
    stadsdel: string,
    slag: Mallslag,
    urval: Urval,
    visning: Visning,
    fel: Innehallsfel | undefined,
  ): Iterable<string> {
    const fraga = {
      visning,
      form: operation === 'GetTemplateResultAsXML' ? SOM_STRANG : SOM_XML,
      kanarie,
      ...(fel && { fel }),
      ...(fel === 'maxrader' && { maxRader: kapadVid(stadsdel, slag) }),
    }
    const medDubbletter = <R>(r: Iterable<R>): Iterable<R> => (fel === 'dubblett' ? dubblerade(r) : r)
    if (slag === 'kunder')
      return resultat({ ...fraga, rader: medDubbletter(kalla.kunder(stadsdel, urval)), kolumner: KUNDKOLUMNER })
    const fakturor = medDubbletter(kalla.fakturor(stadsdel, slag, urval))
    return resultat({
      ...fraga,
      rader: fel === 'oordning' ? oordnade(fakturor, ({ rad }) => rad.kundnummer) : fakturor,
      kolumner: FAKTURAKOLUMNER,
    })
  }

  return {
    mall,
    litet(operation, stadsdel, begaran, funnen, kapad) {
      if (operation === 'GetTemplateList') return mallsvar.mallista(stadsdel, begaran.descrList as string | undefined)
      if (operation === 'GetTemplateResultOptions') return mallsvar.STANDARDVAL
      if (funnen === undefined) return undefined
      const maxRader = (): number => (kapad && funnen.slag ? kapadVid(stadsdel, funnen.slag) : 0)
      switch (operation) {
        case 'GetTemplateProperties':
          return mallsvar.egenskaper(funnen, maxRader())
        case 'GetSearchCriteria':
          return mallsvar.sokvillkor(funnen, stadsdel, begaran.hideUnused === true)
        case 'GetFormatInfo':
          return mallsvar.kolumnformat(funnen)
        case 'GetExpression':
          return mallsvar.uttryck
        case 'GetStatisticalFormula':
          return mallsvar.statistik
        case 'GetTemplateMetaData':
          return mallsvar.metadata(funnen, stadsdel, maxRader())
        default:
          return undefined
      }
    },
    async stort(operation, stadsdel, inmatning, fel) {
      const { TemplateId, TemplateResultOptions: val, SearchCriteriaPropertiesList: lista } = inmatning as Inmatning
      const slag = mall(stadsdel, TemplateId)?.slag
      if (slag === undefined) return mallsvar.avvisning({ kod: 1, status: 'Mallen finns inte eller får inte köras' })
      if ((val?.Filter ?? '') !== '') return mallsvar.avvisning({ kod: 4, status: 'Filter stöds inte' })
      const urval = tolkaUrval(slag, foretagskoder[stadsdel]!, lista?.SearchCriteriaProperties)
      if ('kod' in urval) return mallsvar.avvisning(urval)

      const visning: Visning = { ...mallsvar.STANDARDVAL, ...val }
      const ram = resultatram(operation)
      function* dokument(): Generator<string> {
        yield ram.borjan
        yield* rader(operation, stadsdel, slag!, urval as Urval, visning, fel)
        yield ram.slut
      }
      const helt = urval.allt && fel === undefined && visning.FirstRecord <= 0 && visning.LastRecord <= 0
      if (disk === undefined || !helt) return dokument()
      const namn = [operation, stadsdel, slag, JSON.stringify(visning)].join(' ')
      return disk.las(namn, population.version(stadsdel, 'agresso'), dokument)
    },
  }
}
