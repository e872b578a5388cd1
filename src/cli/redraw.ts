import { createReadStream } from 'node:fs'
import { resolve } from 'node:path'
import { linesOf } from '../atkomstlogg/lines.ts'
import { showsProtection } from '../atkomstlogg/protection.ts'
import { parseYaml } from '../platform/checked-yaml.ts'
import { readClosing, verifyClosing } from '../review/follow-up/closing.ts'
import { drawingsIn, type RecordedDrawing, redraw, type Redrawn } from '../review/follow-up/redraw.ts'
import { checkRules, type Rules } from '../review/follow-up/rules-file.ts'
import { type Terminal, wrongUse } from './command.ts'
import { readText, tableText } from './officer-client.ts'

interface RedrawOptions {
  readonly prova: string
  readonly urval?: string | undefined
  readonly regler?: string | undefined
  readonly mot?: string | undefined
  readonly post?: string | undefined
  readonly json?: boolean | undefined
}

const DEFAULT_RULES = 'config/uppfoljning.yaml'

/**
 * Draws a sample again from an export and the rules alone: needs neither hub nor settings. Exit code 1 when the export does not
 * give what its records say, or what the signed document has.
 */
export async function redrawFromExport({ out, err, cwd }: Terminal, options: RedrawOptions): Promise<number> {
  const lines = () => linesOf(createReadStream(resolve(cwd, options.prova)) as AsyncIterable<Buffer>)
  const closing = options.mot === undefined ? undefined : readClosing(readText(resolve(cwd, options.mot)))
  if (options.mot !== undefined && closing === undefined)
    throw wrongUse(`${options.mot} är inget avslut av en logguppföljning`)
  const drawings = await drawingsIn(lines)
  const wanted = options.urval ?? closing?.dragning.urval
  const drawing = wanted === undefined ? drawings.at(-1) : drawings.find(({ urval }) => urval === wanted)
  if (drawing === undefined) throw wrongUse('exporten har ingen loggpost om ett sådant urval')
  const rules =
    closing === undefined
      ? rulesIn(cwd, options.regler ?? DEFAULT_RULES)
      : checkRules(closing.regler, options.mot ?? '')
  const again = await redraw(lines, drawing, rules, ({ logg, access }) => showsProtection({ logg, atkomst: access }))
  const differing = closing === undefined ? [] : differences(again, closing.poster)
  const faults = [...again.faults, ...differing]
  if (options.json === true) out.write(`${JSON.stringify({ ...drawing, ...again, faults }, undefined, 2)}\n`)
  else out.write(drawnText(drawing, again, drawings, options.post))
  for (const fault of faults) err.write(`stämmer inte: ${fault}\n`)
  return faults.length === 0 ? 0 : 1
}

/** Items that only a rule brought which cannot be followed from an export stand last, and are not compared. */
function differences(
  { items, notRedrawable }: Redrawn,
  signed: readonly { readonly post: number; readonly grunder: readonly string[] }[],
): readonly string[] {
  const known = (grounds: readonly string[]) => grounds.filter((ground) => !notRedrawable.includes(ground)).join(' ')
  const of = (list: typeof signed) => list.map(({ post, grunder }) => `${String(post)} ${known(grunder)}`)
  const compared = signed.filter(({ grunder }) => known(grunder) !== '')
  return of(compared).join('\n') === of(items).join('\n')
    ? []
    : ['dokumentet har andra poster än de som följer av exporten']
}

function drawnText(
  drawing: RecordedDrawing,
  { size, population, items, notRedrawable, faults }: Redrawn,
  drawings: readonly RecordedDrawing[],
  post: string | undefined,
): string {
  const others = drawings.filter(({ manad, part }) => manad === drawing.manad && part === drawing.part).length
  const rows = items
    .filter((item) => post === undefined || String(item.post) === post)
    .map((item) => [String(item.post), String(item.nummer), item.grunder.join(', ')])
  const notes = [
    `Urval ${drawing.urval} ur ${drawing.manad}: draget vid post ${String(drawing.nummer)}, ur loggen när den hade ${String(size)} poster.`,
    `Underlag: ${String(population)} uppslag. Loggen har ${String(others)} dragning(ar) ur den månaden.`,
    ...(notRedrawable.length === 0
      ? []
      : [`Kan inte följas ur en export: ${notRedrawable.join(', ')}. De posterna står sist och saknas här.`]),
    ...(faults.length === 0 ? ['Samma urval följer av exporten:'] : []),
  ]
  return `${notes.join('\n')}\n${tableText(['Post', 'Nummer i loggen', 'Grund'], rows)}Kontrollera också exporten själv: insyn logg verifiera\n`
}

export async function verifyClosingFile(
  { out, err, cwd }: Terminal,
  file: string,
  vkey: string | undefined,
): Promise<number> {
  if (vkey === undefined) throw wrongUse('ange nyckeln med --nyckel: hämta den på annat sätt än dokumentet')
  const verdict = verifyClosing(readText(resolve(cwd, file)), vkey)
  if (!verdict.ok) {
    err.write(`stämmer inte: ${verdict.fel}\n`)
    return 1
  }
  const { closing } = verdict
  const { befogad, obefogad, 'behover-utredas': unclear } = closing.summering
  out.write(
    `ok: logguppföljning ${closing.dragning.manad} av loggen ${closing.logg}, undertecknad och oförändrad\n` +
      `${String(closing.poster.length)} poster: ${String(befogad)} befogade, ${String(unclear)} behöver utredas, ${String(obefogad)} obefogade\n`,
  )
  return 0
}

const rulesIn = (cwd: string, file: string): Rules => checkRules(parseYaml(resolve(cwd, file), file), file)
