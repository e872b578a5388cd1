import { notAnAnswer } from './fail-once.ts'

export type Encoding = 'utf-8' | 'utf-16le' | 'utf-16be' | 'iso-8859-1' | 'windows-1252' | 'us-ascii'

const LABELS: Readonly<Record<string, Encoding>> = {
  'utf-8': 'utf-8',
  utf8: 'utf-8',
  'utf-16le': 'utf-16le',
  'utf-16be': 'utf-16be',
  'iso-8859-1': 'iso-8859-1',
  'iso8859-1': 'iso-8859-1',
  latin1: 'iso-8859-1',
  'windows-1252': 'windows-1252',
  cp1252: 'windows-1252',
  'us-ascii': 'us-ascii',
  ascii: 'us-ascii',
}

/** No XML declaration that a source writes is longer. */
const LONGEST_DECLARATION = 256

/**
 * The encoding of a document: by the header's charset, else its BOM, else its XML declaration, else UTF-8. Undefined
 * until enough of the document has come. Throws KALLA_INTE_SVAR for an encoding that we do not know.
 */
export function detectEncoding(head: Uint8Array, charset?: string): Encoding | undefined {
  if (charset !== undefined) {
    const label = charset.trim().toLowerCase()
    if (label !== 'utf-16') return known(label)
    return head.length < 2 ? undefined : (utf16Bom(head) ?? known(''))
  }
  if (head.length < 5) return undefined
  if (head[0] === 0xef && head[1] === 0xbb && head[2] === 0xbf) return 'utf-8'
  const utf16 = utf16Bom(head)
  if (utf16 !== undefined) return utf16
  const start = Buffer.from(head.subarray(0, LONGEST_DECLARATION)).toString('latin1')
  if (!start.startsWith('<?xml')) return 'utf-8'
  const end = start.indexOf('?>')
  if (end === -1) {
    if (head.length >= LONGEST_DECLARATION) throw notAnAnswer('XML declaration without end')
    return undefined
  }
  const declared = /\sencoding\s*=\s*(?:"([^"]*)"|'([^']*)')/.exec(start.slice(0, end))
  return declared === null ? 'utf-8' : known((declared[1] ?? declared[2] ?? '').toLowerCase())
}

function utf16Bom(head: Uint8Array): Encoding | undefined {
  if (head[0] === 0xff && head[1] === 0xfe) return 'utf-16le'
  return head[0] === 0xfe && head[1] === 0xff ? 'utf-16be' : undefined
}

function known(label: string): Encoding {
  const encoding = Object.hasOwn(LABELS, label) ? LABELS[label] : undefined
  if (encoding === undefined) throw notAnAnswer('unknown character encoding')
  return encoding
}
