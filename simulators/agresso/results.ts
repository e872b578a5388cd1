import type { Kanarie } from '../canary.ts'
import type { Innehallsfel } from './content-errors.ts'
import { flykt } from './encoding.ts'
import { belopp, type Kolumn } from './columns.ts'

/** How the rows stand in the answer: as XML inside a string, or as XML. */
export interface Form {
  readonly lt: string
  readonly gt: string
  readonly text: (varde: string) => string
}
export const SOM_STRANG: Form = {
  lt: '&lt;',
  gt: '&gt;',
  text: (varde) => (/[&<>]/.test(varde) ? flykt(flykt(varde)) : varde),
}
export const SOM_XML: Form = { lt: '<', gt: '>', text: flykt }

export interface Visning {
  readonly ShowDescriptions: boolean
  readonly Aggregated: boolean
  readonly RemoveHiddenColumns: boolean
  readonly FirstRecord: number
  readonly LastRecord: number
}

export interface Resultatfraga<R> {
  readonly rader: Iterable<R>
  readonly kolumner: readonly Kolumn<R>[]
  readonly visning: Visning
  readonly form: Form
  readonly kanarie: Kanarie
  /** Detail rows after which the answer ends, without a word. */
  readonly maxRader?: number
  readonly fel?: Innehallsfel
}

const BIT = 64 * 1024

/**
 * `<Agresso>` with a row per element, in pieces. Detail rows have `_section` D. With Aggregated a last row T sums the
 * summed columns of what was sent and has no others; `_recno` goes on counting, so that of the T row is one more than
 * there are detail rows. Nothing found: no rows at all. Cut at MaxRows: no T row.
 */
export function* resultat<R>(fraga: Resultatfraga<R>): Generator<string> {
  const { visning, form, maxRader = Infinity, fel } = fraga
  const tagg = (namn: string): string => `${form.lt}${namn}${form.gt}`
  const falt = (namn: string, varde: string): string =>
    tagg(xmlNamn(namn)) + form.text(varde) + tagg(`/${xmlNamn(namn)}`)
  const rad = (nummer: number, del: 'D' | 'T', ovrigt: string): string =>
    `${tagg('AgressoQE')}${falt('_recno', String(nummer))}${falt('_section', del)}${ovrigt}${tagg('/AgressoQE')}`

  const kolumnernasText = radskrivare(fraga, tagg)
  const summor = fraga.kolumner
    .filter(({ summera }) => summera !== undefined)
    .map(({ namn, summera }) => ({ namn, av: summera!, ore: 0 }))
  const [fran, till] = [Math.max(visning.FirstRecord, 1), visning.LastRecord > 0 ? visning.LastRecord : Infinity]

  let nummer = 0
  let skickade = 0
  let hel = true
  let bit = tagg('Agresso')
  for (const r of fraga.rader) {
    nummer += 1
    if (nummer < fran) continue
    if (nummer > till) {
      nummer -= 1
      break
    }
    if (skickade === maxRader) {
      hel = false
      break
    }
    for (const summa of summor) summa.ore += summa.av(r)
    if (fel === 'halv-sida' && nummer % 2 === 0) continue
    skickade += 1
    bit += rad(fran - 1 + skickade, 'D', kolumnernasText(r, nummer))
    if (bit.length >= BIT) {
      yield bit
      bit = ''
    }
  }
  if (visning.Aggregated && hel && skickade > 0)
    bit += rad(nummer + 1, 'T', summor.map(({ namn, ore }) => falt(namn, belopp(ore))).join(''))
  yield bit + tagg('/Agresso')
}

/** A column's name as .NET writes it where XML has no such name. */
const xmlNamn = (namn: string): string => namn.replaceAll('#', '_x0023_')

const SKYDDSKOLUMN = 'r0#skyddskod#36'

/** All that does not differ from row to row is put together beforehand: a million rows are to be written. */
function radskrivare<R>(
  { kolumner, visning, form, kanarie, fel }: Resultatfraga<R>,
  tagg: (namn: string) => string,
): (rad: R, nummer: number) => string {
  const visade = kolumner
    .filter(({ slag }) => slag !== 'dold' || !visning.RemoveHiddenColumns)
    .filter(({ slag }) => slag !== 'beskrivning' || visning.ShowDescriptions)
    .map(({ namn, listad, varde }) => ({
      namn,
      borjan: tagg(xmlNamn(namn)),
      slut: tagg(`/${xmlNamn(namn)}`),
      varde: listad
        ? varde
        : (rad: R): string | undefined => {
            const ordinarie = varde(rad)
            return ordinarie === undefined ? undefined : kanarie(ordinarie)
          },
    }))
  return (rad, nummer) => {
    let text = ''
    for (const { namn, borjan, slut, varde } of visade) {
      if (fel === 'utan-flagga' && namn === SKYDDSKOLUMN && nummer % 3 === 0) continue
      const v = varde(rad)
      if (v !== undefined) text += borjan + form.text(v) + slut
    }
    return text
  }
}
