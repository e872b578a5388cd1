import { describe, expect, test } from '@jest/globals'
import { type Part, writePdf } from './document.ts'
import { readPdf } from './testing/read-pdf.ts'

const AT = new Date('2026-03-02T08:00:00Z')

const pdfOf = (parts: Iterable<Part>) =>
  writePdf({ title: 'Loggutdrag för Åke Öberg', author: 'Insyn', at: AT, foot: 'Insyn, 2 mars 2026', parts })

describe('a document', () => {
  test('is tagged, in Swedish, and has its title and moment', async () => {
    const { info, tagged } = await readPdf(await pdfOf([{ kind: 'paragraph', text: 'Hej' }]))
    expect(tagged).toBe(true)
    expect(info).toMatchObject({
      Title: 'Loggutdrag för Åke Öberg',
      Language: 'sv-SE',
      CreationDate: expect.stringContaining('20260302080000'),
    })
  })

  test('is made one at a time: two take no more memory than one', async () => {
    const drawn: string[] = []
    const parts = function* (name: string): Generator<Part> {
      for (let i = 0; i < 3; i++) {
        drawn.push(name)
        yield { kind: 'paragraph', text: name }
      }
    }
    const failing = function* (): Generator<Part> {
      yield { kind: 'paragraph', text: 'c' }
      throw new Error('no more')
    }
    const all = [pdfOf(parts('a')), pdfOf(failing()), pdfOf(parts('b'))]
    expect((await Promise.allSettled(all)).map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled'])
    expect(drawn).toEqual(['a', 'a', 'a', 'b', 'b', 'b'])
  })

  test('has headings, paragraphs, lists and tables in their order, and the page number beside them', async () => {
    const { pages } = await readPdf(
      await pdfOf([
        { kind: 'heading', level: 1, text: 'Vem har läst om dig?' },
        { kind: 'paragraph', text: 'Här står åäö ÅÄÖ é.' },
        { kind: 'list', items: ['ett', 'två'] },
        {
          kind: 'table',
          columns: [
            { title: 'Dag', share: 1 },
            { title: 'Ändamål', share: 2 },
          ],
          rowHeadings: true,
          rows: [['2 mars', 'Fråga om avgift']],
        },
        { kind: 'signature', labels: ['Namnförtydligande'] },
      ]),
    )
    expect(pages[0]).toEqual([
      ['H1', 'Vem har läst om dig?'],
      ['P', 'Här står åäö ÅÄÖ é.'],
      ['Lbl', '•'],
      ['LBody', 'ett'],
      ['Lbl', '•'],
      ['LBody', 'två'],
      ['TH', 'Dag'],
      ['TH', 'Ändamål'],
      ['TH', '2 mars'],
      ['TD', 'Fråga om avgift'],
      ['P', 'Namnförtydligande'],
      ['Artifact', 'Insyn, 2 mars 2026 Sida 1 av 1'],
    ])
  })

  test('goes over several pages without losing or repeating a text', async () => {
    const words = Array.from({ length: 1200 }, (_, index) => `ord${index}`).join(' ')
    const rows = Array.from({ length: 100 }, (_, index) => [`rad ${index}`, index === 50 ? words : 'kort'])
    const { pages } = await readPdf(
      await pdfOf([
        { kind: 'paragraph', text: words },
        {
          kind: 'table',
          columns: [
            { title: 'Rad', share: 1 },
            { title: 'Text', share: 3 },
          ],
          rows,
        },
      ]),
    )
    expect(pages.length).toBeGreaterThan(4)
    const texts = pages.flat()
    const join = (wanted: string) =>
      texts
        .filter(([role]) => role === wanted)
        .map(([, text]) => text.trim())
        .join(' ')
    expect(join('P') === words).toBe(true)
    expect(join('TD') === rows.flat().join(' ')).toBe(true)
    expect(join('TH')).toBe('Rad Text')
    expect(texts.filter(([role, text]) => role === 'Artifact' && text.includes(`Sida`))).toHaveLength(pages.length)
  })

  test('breaks a word that is wider than its column', async () => {
    const word = 'x'.repeat(300)
    const { pages } = await readPdf(await pdfOf([{ kind: 'paragraph', text: word }]))
    const [[, text]] = pages[0] as unknown as [[string, string]]
    expect(text.replaceAll(' ', '')).toBe(word)
  })

  test('shows a letter that the typeface lacks without its mark, or as a question mark', async () => {
    const { pages } = await readPdf(await pdfOf([{ kind: 'paragraph', text: 'Łukasz Ŏ Иван ☃' }]))
    expect(pages[0]?.[0]).toEqual(['P', 'Łukasz O ???? ?'])
  })

  test('has the same bytes for the same content and moment', async () => {
    const parts: Part[] = [
      { kind: 'heading', level: 1, text: 'Rubrik' },
      { kind: 'paragraph', text: 'Text' },
    ]
    expect((await pdfOf(parts)).equals(await pdfOf(parts))).toBe(true)
    expect((await pdfOf(parts)).equals(await pdfOf([parts[0]!]))).toBe(false)
  })
})
