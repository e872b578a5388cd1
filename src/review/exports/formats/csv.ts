import type { Access } from '../../../atkomstlogg/access.ts'
import { detailsText, type ExportedRecord, flagsOf, type Format, shownText, stockholmText } from './format.ts'

type Value = string | number | null | undefined

type Column = readonly [heading: string, value: (access: Access, record: ExportedRecord) => Value]

const COLUMNS: readonly Column[] = [
  ['Logg', (_, { logg }) => logg],
  ['Tid (Stockholm)', ({ tid }) => stockholmText(tid).slice(0, 19).replace('T', ' ')],
  ['Tid (UTC)', ({ tid }) => tid],
  ['Händelse', ({ handelse }) => handelse],
  ['Utfall', ({ utfall }) => utfall],
  ['Orsak', ({ orsak }) => orsak],
  ['Slutanvändare', ({ slutanvandare }) => slutanvandare],
  ['Roll', ({ roll }) => roll],
  ['Klient', ({ klient }) => klient],
  ['Identitet', ({ identitet }) => identitet],
  ['Utfärdare', ({ utfardare }) => utfardare],
  ['Person (referens)', ({ personRef }) => personRef],
  ['Ändamål', ({ andamal }) => andamal],
  ['Ärende', ({ arende }) => arende],
  ['Relation', ({ relation }) => relation],
  ['Identifiering', ({ identifiering }) => identifiering],
  ['Visat', shownText],
  ['Flaggor', (access) => flagsOf(access).join(', ')],
  ['Enkelttillstånd', ({ tillstand }) => tillstand],
  ['Avtal', ({ avtal }) => avtal],
  ['Policyversion', ({ policyversion }) => policyversion],
  ['Antal anrop', ({ antal }) => antal],
  ['Detaljer', detailsText],
  ['Händelse-id', ({ handelseId }) => handelseId],
  ['Post-id', (_, { id }) => id],
]

/**
 * What a spreadsheet takes for a formula, also in the wide forms that some read alike. An apostrophe before it makes it a text;
 * a text that begins with an apostrophe gets one too, so that every text can be had back.
 */
const FORMULA = /^[=+\-@\t\r\n'＝＋－＠]/

/** For Excel in Swedish, which takes a semicolon between fields and knows UTF-8 by its byte order mark (RFC 4180 otherwise). */
export const CSV: Format = {
  mediaType: 'text/csv',
  ending: 'csv',
  head: `\ufeff${row(COLUMNS.map(([heading]) => heading))}`,
  record: (one) => row(COLUMNS.map(([, value]) => value(one.atkomst, one))),
  tail: () => '',
}

function row(values: readonly Value[]): string {
  return `${values.map(field).join(';')}\r\n`
}

function field(value: Value): string {
  if (value === null || value === undefined) return ''
  // A NUL ends a text for many readers.
  const text = String(value).replaceAll('\0', '\ufffd')
  const plain = FORMULA.test(text) ? `'${text}` : text
  return /[;"\r\n]|^\s|\s$/.test(plain) ? `"${plain.replaceAll('"', '""')}"` : plain
}
