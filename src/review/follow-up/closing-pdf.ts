import { swedishDate } from '../../platform/stockholm-time.ts'
import { type Part as DocumentPart, writePdf } from '../pdf/document.ts'
import { type Closing, closingDigest } from './closing.ts'
import { BY_CHANCE } from './draw.ts'
import type { Judgement } from './sample-store.ts'

const VERDICT_TEXTS: Readonly<Record<Judgement, string>> = {
  befogad: 'Befogad',
  'behover-utredas': 'Behöver utredas',
  obefogad: 'Obefogad',
}

/** The closing to read and to file. What counts is the signed document, whose digest it states. */
export function closingPdf(closing: Closing, note: string, vkey: string): Promise<Buffer> {
  const { dragning, avslutat, logg } = closing
  return writePdf({
    title: `Logguppföljning ${dragning.manad}, ${closing.personuppgiftsansvarig}`,
    author: 'Insyn',
    at: new Date(avslutat.tid),
    foot: `Logguppföljning ${dragning.manad}, logg ${logg}`,
    parts: partsOf(closing, note, vkey),
  })
}

function* partsOf(closing: Closing, note: string, vkey: string): Generator<DocumentPart> {
  const { dragning, poster, summering, granskare, avslutat, regler, skyddade } = closing
  const { slump, riktat } = regler.urval
  const portion = skyddade ? regler.urval.skyddade : slump
  yield { kind: 'heading', level: 1, text: `Logguppföljning ${dragning.manad}` }
  yield {
    kind: 'paragraph',
    text:
      `${closing.personuppgiftsansvarig}. Urvalet drogs den ${swedishDate(new Date(dragning.tid))} ur ` +
      `${String(dragning.underlag)} uppslag${skyddade ? ' som gällde skyddade personuppgifter' : ''}. ${String(poster.length)} uppslag granskades. ` +
      `Uppföljningen avslutades den ${swedishDate(new Date(avslutat.tid))} av ${avslutat.slutanvandare}.`,
  }
  yield { kind: 'heading', level: 2, text: 'Resultat' }
  yield {
    kind: 'table',
    columns: [
      { title: 'Bedömning', share: 3 },
      { title: 'Antal', share: 1 },
    ],
    rowHeadings: true,
    rows: Object.entries(summering).map(([verdict, count]) => [VERDICT_TEXTS[verdict as Judgement], String(count)]),
  }
  yield { kind: 'heading', level: 2, text: 'Så valdes uppslagen' }
  yield {
    kind: 'paragraph',
    text:
      `Slumpen valde ${String(portion.andel * 100).replace('.', ',')} procent av uppslagen, minst ${String(portion.minst)} och högst ` +
      `${String(portion.hogst)}. Av varje regels flaggningar valdes högst ${String(riktat.perRegel)}. En flaggning är en fråga, inget omdöme.`,
  }
  yield { kind: 'heading', level: 2, text: 'Regler' }
  yield {
    kind: 'table',
    columns: [
      { title: 'Regel', share: 3 },
      { title: 'Flaggade', share: 1 },
      { title: 'I urvalet', share: 1 },
      { title: 'Gränser', share: 4 },
    ],
    rowHeadings: true,
    rows: regler.regler
      .filter(({ aktiv }) => aktiv)
      .map(({ id, parametrar }) => [
        id,
        flaggedText(dragning.flaggade, id),
        String(poster.filter(({ grunder }) => grunder.includes(id)).length),
        Object.entries(parametrar)
          .map(([name, value]) => `${name}: ${Array.isArray(value) ? value.join(', ') : String(value)}`)
          .join('; '),
      ]),
  }
  yield { kind: 'heading', level: 2, text: 'Granskade uppslag' }
  yield {
    kind: 'table',
    columns: [
      { title: 'Post', share: 1 },
      { title: 'Varför den är med', share: 4 },
      { title: 'Bedömning', share: 2 },
    ],
    rowHeadings: true,
    rows: poster.map(({ post, grunder, utfall }) => [
      String(post),
      grunder.map((ground) => (ground === BY_CHANCE ? 'slumpen' : ground)).join(', '),
      VERDICT_TEXTS[utfall],
    ]),
  }
  yield { kind: 'heading', level: 2, text: 'Granskare' }
  yield {
    kind: 'list',
    items: granskare.map(
      ({ slutanvandare, utfardare, antal }) => `${slutanvandare} (${utfardare}): ${String(antal)} uppslag`,
    ),
  }
  yield { kind: 'heading', level: 2, text: 'Så kan urvalet kontrolleras' }
  yield {
    kind: 'paragraph',
    text:
      'Urvalet följer av loggen själv och av ett slumptal som bands i loggen innan. Den som har en export av loggen kan dra samma ' +
      'urval igen, med kommandot insyn logg urval --prova. Metoden står i docs/follow-up.md.',
  }
  yield {
    kind: 'list',
    items: [
      `Urvalets id: ${dragning.urval}`,
      `Loggens rot: ${dragning.rot}`,
      `Slumptal: ${dragning.slump}`,
      `Frö: ${dragning.fro}`,
      `Reglernas version: ${dragning.regler}`,
      `Det undertecknade dokumentets kontrollsumma (SHA-256): ${closingDigest(note)}`,
      `Nyckel: ${vkey}`,
    ],
  }
  yield { kind: 'signature', labels: ['Ort och datum', 'För nämnden'] }
}

function flaggedText(flagged: readonly string[], id: string): string {
  const [, count = '0'] = flagged.find((text) => text.startsWith(`${id}:`))?.split(':') ?? []
  return count
}
