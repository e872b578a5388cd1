import { EscapedText } from '../escaped-text.ts'
import type { Piece, Want, XmlHandler } from '../xml-reader.ts'

const WANTS: ReadonlySet<string> = new Set<Want>(['children', 'text', 'stream', 'skip'])
const isWant = (name: string): name is Want => WANTS.has(name)

/**
 * A handler that writes down its calls. Elements named after a Want are read so, whatever case their first letter has;
 * others as `children`. Adjacent pieces stay apart.
 */
export function recorder(wantOf = wantByName): { handler: XmlHandler; events: string[] } {
  const events: string[] = []
  return {
    events,
    handler: {
      open(name, namespace, nil) {
        events.push(`open ${name} ${namespace}${nil ? ' nil' : ''}`)
        return wantOf(name)
      },
      piece(part) {
        events.push(`piece ${JSON.stringify(textOf(part))}`)
      },
      close(name, text) {
        events.push(`close ${name} ${JSON.stringify(text)}`)
      },
    },
  }
}

export const textOf = (part: Piece): string =>
  Buffer.from(part instanceof EscapedText ? part.resolved() : part).toString()

function wantByName(name: string): Want {
  const lower = name.toLowerCase()
  return isWant(lower) ? lower : 'children'
}
