import type { Document, Part } from '../pdf/document.ts'

/** The same document as Markdown, for a diary or a wiki. */
export async function markdownOf({ parts }: Document): Promise<string> {
  const texts: string[] = []
  for await (const part of parts) texts.push(await partText(part))
  return `${texts.join('\n\n')}\n`
}

async function partText(part: Part): Promise<string> {
  switch (part.kind) {
    case 'heading':
      return `${'#'.repeat(part.level)} ${part.text}`
    case 'paragraph':
      return part.text
    case 'list':
      return part.items.map((item) => `- ${item}`).join('\n')
    case 'table': {
      const rows = [part.columns.map(({ title }) => title), part.columns.map(() => '---')]
      for await (const row of part.rows) rows.push(row.map((cell) => cell.replaceAll('|', '\\|').replaceAll('\n', ' ')))
      return rows.map((cells) => `| ${cells.join(' | ')} |`).join('\n')
    }
    case 'signature':
      return part.labels.map((label) => `${label}: ____________________`).join('\n\n')
  }
}
