import { createMeasure, FONTS, lineHeight, type Style } from './measure.ts'

const MARGIN = 56
const FOOT = 40

const BODY: Style = { font: 'regular', size: 12 }
const SMALL: Style = { font: 'regular', size: 9 }
const HEADINGS = { 1: 22, 2: 16, 3: 13 } as const

type Element = PDFKit.PDFStructureElement
type ElementType = 'H1' | 'H2' | 'H3' | 'P' | 'L' | 'LI' | 'Lbl' | 'LBody' | 'Table' | 'TR' | 'TH' | 'TD'

/** Pages that are filled from the top down; all that is drawn belongs to an element of the structure or is an artifact. */
export interface Sheet {
  readonly width: number
  /** The height of an empty page. */
  readonly height: number
  /** What is left of the page. */
  left(): number
  nextPage(): void
  moveDown(height: number): void
  element(type: ElementType, parent?: Element, scope?: 'Column' | 'Row'): Element
  /** The text broken into lines no wider than `width`. */
  linesOf(text: string, style: Style, width: number): string[]
  /** Draws lines side by side with others: the place on the page stays. No element: an artifact. */
  drawLines(lines: readonly string[], style: Style, x: number, element: Element | undefined, type: ElementType): void
  rule(thickness?: number): void
  heading(level: 1 | 2 | 3, text: string): void
  paragraph(text: string): void
  list(items: readonly string[]): void
  signatureLine(label: string): void
  end(): Promise<Buffer>
}

export interface SheetSettings {
  readonly title: string
  readonly author: string
  readonly at: Date
  readonly foot?: string
  readonly landscape?: boolean
}

export async function createSheet(settings: SheetSettings): Promise<Sheet> {
  // Loaded for the first document: a tenth of the work of starting a command, and few draw one.
  const { default: PDFDocument } = await import('pdfkit')
  const pdf = new PDFDocument({
    size: 'A4',
    layout: settings.landscape === true ? 'landscape' : 'portrait',
    margins: { top: MARGIN, bottom: MARGIN, left: MARGIN, right: MARGIN },
    font: FONTS.regular,
    pdfVersion: '1.7',
    // The types of the library do not know this one yet.
    subset: 'PDF/UA' as 'PDF/A-1',
    tagged: true,
    displayTitle: true,
    lang: 'sv-SE',
    bufferPages: true,
    info: {
      Title: inMetadata(settings.title),
      Author: inMetadata(settings.author),
      Creator: 'Insyn',
      CreationDate: settings.at,
      ModDate: settings.at,
    },
  })
  // As a number this makes the library write a CIDSet, and one without the parts that å, ä and ö are put together from:
  // veraPDF finds that (ISO 14289-1, 7.21.4.2). A CIDSet is not required.
  ;(pdf as unknown as { subset: string }).subset = '1'
  // Every page stays in memory for its number "av" the whole; pages of text alone are small.
  const chunks: Uint8Array[] = []
  pdf.on('data', (chunk: Uint8Array) => chunks.push(chunk))
  const root = pdf.struct('Document')
  pdf.addStructure(root)
  const width = pdf.page.width - 2 * MARGIN
  const bottom = pdf.page.height - MARGIN - FOOT / 2
  let y = MARGIN

  const measure = createMeasure(pdf)
  const artifact = (draw: () => void, type: 'Layout' | 'Pagination' = 'Layout') => {
    pdf.markContent('Artifact', { type })
    draw()
    pdf.endMarkedContent()
  }
  const sheet: Sheet = {
    width,
    height: bottom - MARGIN,
    left: () => bottom - y,
    nextPage: () => {
      pdf.addPage()
      y = MARGIN
    },
    moveDown: (height) => void (y += height),
    element: (type, parent = root, scope) => {
      const element = pdf.struct(type, scope === undefined ? {} : ({ scope } as object))
      parent.add(element)
      return element
    },
    linesOf: (text, style, room) => measure.linesOf(text, style, room),
    drawLines: (lines, style, x, element, type) => {
      const draw = () => {
        pdf.font(FONTS[style.font], style.size)
        lines.forEach((line, index) => pdf.text(line, MARGIN + x, y + index * lineHeight(style), { lineBreak: false }))
      }
      if (element === undefined) return artifact(draw)
      element.add(pdf.markStructureContent(type))
      draw()
      pdf.endMarkedContent()
    },
    rule: (thickness = 0.5) =>
      artifact(() =>
        pdf
          .lineWidth(thickness)
          .moveTo(MARGIN, y)
          .lineTo(MARGIN + width, y)
          .strokeColor('#555')
          .stroke(),
      ),
    heading: (level, text) => {
      const style: Style = { font: 'bold', size: HEADINGS[level] }
      const lines = measure.linesOf(text, style, width)
      // A heading stands with at least three lines of what follows it.
      if (sheet.left() < (lines.length + 1) * lineHeight(style) + 3 * lineHeight(BODY)) sheet.nextPage()
      if (y > MARGIN) y += lineHeight(style) * 0.6
      pdf.outline.addItem(text)
      flow(`H${level}`, lines, style, 0, sheet.element(`H${level}`))
      y += lineHeight(style) * 0.25
    },
    paragraph: (text) => {
      flow('P', measure.linesOf(text, BODY, width), BODY, 0, sheet.element('P'))
      y += BODY.size * 0.7
    },
    list: (items) => {
      const list = sheet.element('L')
      for (const item of items) {
        if (sheet.left() < lineHeight(BODY)) sheet.nextPage()
        const entry = sheet.element('LI', list)
        sheet.drawLines(['•'], BODY, 4, sheet.element('Lbl', entry), 'Lbl')
        flow('LBody', measure.linesOf(item, BODY, width - 20), BODY, 20, sheet.element('LBody', entry))
        y += BODY.size * 0.3
      }
      list.end()
      y += BODY.size * 0.5
    },
    signatureLine: (label) => {
      if (sheet.left() < 4 * lineHeight(BODY)) sheet.nextPage()
      y += 2 * lineHeight(BODY)
      sheet.rule()
      y += 2
      flow('P', measure.linesOf(label, SMALL, width), SMALL, 0, sheet.element('P'))
    },
    end: async () => {
      root.end()
      const { count } = pdf.bufferedPageRange()
      for (let page = 0; page < count; page++) {
        pdf.switchToPage(page)
        const number = `Sida ${page + 1} av ${count}`
        const foot = measure.linesOf(settings.foot ?? '', SMALL, width - 100)[0] ?? ''
        artifact(() => {
          pdf.font(FONTS[SMALL.font], SMALL.size)
          if (foot !== '') pdf.text(foot, MARGIN, bottom + FOOT / 2, { lineBreak: false })
          pdf.text(number, MARGIN + width - pdf.widthOfString(number), bottom + FOOT / 2, { lineBreak: false })
        }, 'Pagination')
      }
      const ended = new Promise((resolve, reject) => pdf.once('end', resolve).once('error', reject))
      pdf.end()
      await ended
      return Buffer.concat(chunks)
    },
  }

  /** Draws lines below each other, over as many pages as they need. */
  function flow(type: ElementType, lines: readonly string[], style: Style, x: number, element: Element): void {
    for (let from = 0; from < lines.length;) {
      if (sheet.left() < lineHeight(style)) sheet.nextPage()
      const fit = lines.slice(from, from + Math.floor(sheet.left() / lineHeight(style)))
      sheet.drawLines(fit, style, x, element, type)
      y += fit.length * lineHeight(style)
      from += fit.length
    }
    element.end()
  }
  return sheet
}

/** The library writes these into XML as they are. */
const inMetadata = (text: string): string => text.replace(/[<>&]/g, ' ')
