import { once } from 'node:events'
import { isMainThread, MessageChannel, type MessagePort, parentPort, Worker } from 'node:worker_threads'

interface StructureNode {
  readonly role?: string
  readonly type?: string
  readonly id?: string
  readonly children?: readonly StructureNode[]
}

interface TextItem {
  readonly type?: string
  readonly tag?: string
  readonly id?: string
  readonly str?: string
  readonly hasEOL?: boolean
}

/** A text of a page, with the element of the structure that it belongs to; `Artifact`: it belongs to none. */
export type TextOfPage = readonly [role: string, text: string]

interface PdfContents {
  readonly pages: readonly (readonly TextOfPage[])[]
  readonly info: Record<string, unknown>
  readonly tagged: boolean
}
type Answer = { readonly contents: PdfContents } | { readonly failure: string }
interface Request {
  readonly pdf: Uint8Array
  readonly port: MessagePort
}

let reader: Worker | undefined

/**
 * What another program than the one that wrote it finds in a PDF, page by page. It reads in a thread of its own: it replaces what
 * JavaScript itself brings (`JSON.stringify` among much else), for everything in its realm.
 */
export async function readPdf(pdf: Uint8Array): Promise<PdfContents> {
  if (reader === undefined) {
    reader = new Worker(new URL(import.meta.url))
    reader.unref()
  }
  const { port1, port2 } = new MessageChannel()
  reader.postMessage({ pdf, port: port2 } satisfies Request, [port2])
  const [answer] = (await once(port1, 'message')) as [Answer]
  port1.close()
  if ('failure' in answer) throw new Error(answer.failure)
  return answer.contents
}

if (!isMainThread)
  parentPort?.on('message', ({ pdf, port }: Request) => {
    void read(pdf)
      .then(
        (contents): Answer => ({ contents }),
        (error: unknown): Answer => ({ failure: String(error) }),
      )
      .then((answer) => port.postMessage(answer))
  })

async function read(pdf: Uint8Array): Promise<PdfContents> {
  const { getDocument } = await import('pdfjs-dist/legacy/build/pdf.mjs')
  const document = await getDocument({ data: new Uint8Array(pdf), verbosity: 0 }).promise
  const pages: TextOfPage[][] = []
  for (let number = 1; number <= document.numPages; number++) {
    const page = await document.getPage(number)
    const { items } = await page.getTextContent({ includeMarkedContent: true })
    pages.push(textsOf(items, await page.getStructTree()))
  }
  const { info } = await document.getMetadata()
  const mark = (await document.getMarkInfo()) as { Marked?: boolean } | null
  await document.destroy()
  return { pages, info: info as Record<string, unknown>, tagged: mark?.Marked === true }
}

function textsOf(items: readonly TextItem[], tree: StructureNode | null): TextOfPage[] {
  const roles = new Map<string, string>()
  const visit = ({ role, children = [] }: StructureNode) => {
    for (const child of children)
      if (child.type === 'content') roles.set(child.id!, role!)
      else visit(child)
  }
  if (tree !== null) visit(tree)
  const texts: [string, string][] = []
  let role: string | undefined
  for (const item of items) {
    if (item.type?.startsWith('beginMarkedContent') === true) {
      role = item.tag === 'Artifact' ? 'Artifact' : (roles.get(item.id ?? '') ?? 'lost')
      texts.push([role, ''])
    } else if (item.type === 'endMarkedContent') role = undefined
    else if (item.str !== undefined && item.str.trim() !== '') {
      if (role === undefined) throw new Error(`a text outside the structure: ${item.str}`)
      texts.at(-1)![1] += item.hasEOL === true ? `${item.str} ` : item.str
    } else if (role !== undefined) texts.at(-1)![1] += ' '
  }
  return texts
    .map(([one, text]): TextOfPage => [one, text.replace(/\s+/g, ' ').trim()])
    .filter(([, text]) => text !== '')
}
