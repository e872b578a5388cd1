import { describe, expect, test } from '@jest/globals'
import { InsynError } from '../../errors.ts'
import { createXmlReader } from './create-xml-reader.ts'
import { createSaxesReader } from './saxes-reader.ts'
import { readWhole, refusal } from './testing/read-whole.ts'
import { recorder } from './testing/recorder.ts'

const latin1 = (text: string): Buffer => Buffer.from(text, 'latin1')

const DOCUMENT = `\ufeff<?xml version="1.0" encoding="utf-8"?>
<!-- före --><e:Svar xmlns:e="urn:e" xmlns="urn:d"><Rad a="&lt;>" e:b='å'><Text>Å &amp; &#x41;\r\n<![CDATA[<]]&>]]> 😀</Text>
<skip><Text>hemligt</Text></skip><stream>ett<children/>två</stream><tom/></Rad></e:Svar><?slut på?>
`
const EVENTS = [
  'open Svar urn:e',
  'open Rad urn:d',
  'open Text urn:d',
  'close Text "Å & A\\n<]]&> 😀"',
  'open skip urn:d',
  'open stream urn:d',
  'piece "ett"',
  'open children urn:d',
  'close children ""',
  'piece "två"',
  'close stream ""',
  'open tom urn:d',
  'close tom ""',
  'close Rad ""',
  'close Svar ""',
]

describe.each([
  ['saxes', createSaxesReader],
  ['the reader that the encoding chooses', createXmlReader],
])('%s', (_, create) => {
  const read = (chunks: readonly (Uint8Array | string)[], charset?: string): string[] =>
    readWhole(create, chunks, charset)

  test('a document gives the same events wherever its bytes are cut', () => {
    const bytes = Buffer.from(DOCUMENT)
    expect(read([bytes])).toEqual(EVENTS)
    for (let cut = 0; cut <= bytes.length; cut++)
      expect(read([bytes.subarray(0, cut), bytes.subarray(cut)])).toEqual(EVENTS)
    expect(read(Array.from(bytes, (byte) => Uint8Array.of(byte)))).toEqual(EVENTS)
  })

  test('text that is decoded already may be cut anywhere, also between surrogates', () => {
    for (let cut = 0; cut <= DOCUMENT.length; cut++)
      expect(read([DOCUMENT.slice(0, cut), DOCUMENT.slice(cut)])).toEqual(EVENTS)
  })

  test('cut short anywhere, it is no answer', () => {
    const bytes = Buffer.from(DOCUMENT)
    const end = bytes.lastIndexOf('</e:Svar>') + '</e:Svar>'.length
    for (let cut = 0; cut < end; cut++) expect(refusal(() => read([bytes.subarray(0, cut)]))).toBe('KALLA_INTE_SVAR')
  })

  test.each([
    ['nothing', ''],
    ['blanks', '  \n'],
    ['text alone', 'Service Unavailable'],
    ['a page with an unclosed tag', '<html><body><br></body></html>'],
    ['two documents', '<children/><children/>'],
    ['text after the document', '<children/>x'],
    ['crossed tags', '<children><text></children></text>'],
    ['an unbound prefix', '<a:children/>'],
    ['an attribute twice', '<children a="1" a="2"/>'],
    ['a bare ampersand', '<text>a & b</text>'],
    ['an entity of its own', '<text>&hemlig;</text>'],
    ['a reference to no character', '<text>&#0;</text>'],
    ['a control character', '<text>\u0001</text>'],
    ['a DTD', '<!DOCTYPE children><children/>'],
    ['a DTD with an entity', '<!DOCTYPE a [<!ENTITY x "y">]><text>&x;</text>'],
    ['XML 1.1', '<?xml version="1.1"?><children/>'],
    ['elements nested too deep', '<children>'.repeat(65) + '</children>'.repeat(65)],
    ['skipped elements nested too deep', '<skip>'.repeat(65) + '</skip>'.repeat(65)],
    ['a text too long', `<text>${'x'.repeat(1_000_001)}</text>`],
  ])('%s is no answer', (_, text) => {
    expect(refusal(() => read([text]))).toBe('KALLA_INTE_SVAR')
    expect(refusal(() => read([Buffer.from(text)]))).toBe('KALLA_INTE_SVAR')
  })

  test.each([
    ['header', 'iso-8859-1', latin1('<text>Åsa</text>')],
    ['header against declaration', 'ISO-8859-1', latin1('<?xml version="1.0" encoding="utf-8"?><text>Åsa</text>')],
    ['header', 'utf-16', Buffer.from('\ufeff<text>Åsa</text>', 'utf16le')],
    ['header', 'us-ascii', latin1('<text>&#xC5;sa</text>')],
    ['header', 'windows-1252', latin1('<text>Åsa</text>')],
    ['BOM', undefined, Buffer.from('\ufeff<text>Åsa</text>', 'utf16le')],
    ['BOM', undefined, Buffer.from('\ufeff<text>Åsa</text>')],
    ['declaration', undefined, latin1("<?xml version='1.0' encoding = 'ISO-8859-1' ?><text>Åsa</text>")],
    ['default', undefined, Buffer.from('<?xml version="1.0"?><text>Åsa</text>')],
  ])('the encoding is told by %s %s', (_, charset, bytes) => {
    const events = ['open text ', 'close text "Åsa"']
    expect(read([bytes], charset)).toEqual(events)
    expect(
      read(
        Array.from(bytes, (byte) => Uint8Array.of(byte)),
        charset,
      ),
    ).toEqual(events)
  })

  test.each([
    ['ISO-8859-1 sent as UTF-8', 'utf-8', latin1('<text>Åsa</text>')],
    ['ISO-8859-1 sent as UTF-8 at the very end', undefined, latin1('<children/>\xc5')],
    ['a cut UTF-8 sequence', undefined, Buffer.from('<text>å</text>').subarray(0, 7)],
    ['windows-1252 sent as ISO-8859-1', 'iso-8859-1', latin1('<text>\x80</text>')],
    ['more than ASCII sent as ASCII', 'us-ascii', latin1('<text>Åsa</text>')],
    ['an encoding we do not know', 'ebcdic-cp-se', latin1('<text>Asa</text>')],
    ['an encoding named as an object member', 'constructor', latin1('<text>Asa</text>')],
    ['UTF-16 without BOM', 'utf-16', Buffer.from('<text>Asa</text>', 'utf16le')],
    ['a declaration without end', undefined, latin1(`<?xml version="1.0"${' '.repeat(300)}`)],
  ])('%s is no answer', (_, charset, bytes) => {
    expect(refusal(() => read([bytes], charset))).toBe('KALLA_INTE_SVAR')
  })

  test('the pieces of a stream come while its element is still open', () => {
    const { handler, events } = recorder()
    const reader = create(handler)
    for (const chunk of ['<stream>ett', 'tv&am', 'p;å<![CDATA[tr', 'e]]', '>']) reader.write(chunk)
    expect(events.slice(1).join()).toContain('piece "ett"')
    expect(events.slice(1).join().replaceAll('",piece "', '')).toBe('piece "etttv&åtre"')
    reader.write('<skip a="&quot;hem')
    reader.write('ligt&quot;"/></stream>')
    reader.end()
    expect(events.slice(-2)).toEqual(['open skip ', 'close stream ""'])
  })

  test('no refusal quotes the document', () => {
    const canary = 'KANARIE'
    for (const text of [
      `<${canary}><b></b>`,
      `<a></${canary}>`,
      `<a ${canary}>`,
      `<${canary}:a/>`,
      `<a>&${canary};</a>`,
      `<!DOCTYPE ${canary}><a/>`,
      `<?xml version="${canary}"?><a/>`,
      `<?xml version="1.0" encoding="${canary}"?><a/>`,
    ])
      try {
        read([Buffer.from(text)])
        throw new Error('was read')
      } catch (error) {
        expect(error).toBeInstanceOf(InsynError)
        const { message, stack, cause } = error as InsynError
        expect(`${message} ${stack ?? ''} ${String(cause)}`).not.toContain(canary)
      }
  })

  test('a reader that has refused stays refused, and one that has ended takes no more', () => {
    const broken = create(recorder().handler)
    expect(() => broken.write('<a></b>')).toThrow(InsynError)
    expect(() => broken.write('<a/>')).toThrow(InsynError)
    expect(() => broken.end()).toThrow(InsynError)
    const ended = create(recorder().handler)
    ended.write('<children/>')
    ended.end()
    expect(() => ended.write('<children/>')).toThrow(InsynError)
  })

  test('what a handler throws comes out as it is', () => {
    const own = new InsynError('KALLA_FAULT', 'from the handler')
    const { handler } = recorder()
    const reader = create({ ...handler, open: () => { throw own } }) // prettier-ignore
    expect(() => reader.write('<a/>')).toThrow(own)
  })
})
