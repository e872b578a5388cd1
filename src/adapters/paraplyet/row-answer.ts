import { InsynError } from '../../errors.ts'
import type { RowReader } from '../../mapping/row-reader.ts'
import type { XmlHandler } from '../../platform/xml/xml-reader.ts'

export interface Radsvar extends XmlHandler {
  /** Row elements that have begun, of whatever kind. */
  readonly antal: number
  /** After the end: throws unless the source's own count is the count of rows that came. */
  klar(): void
}

/** The inside of `LasAlltSvar`, `LasAndradeSvar` and `LasPersonSvar`. `tillatna` are the row elements that may be read at all. */
export function radsvar(vad: string, rader: RowReader, tillatna: (element: string) => boolean): Radsvar {
  let djup = 0
  let iRader = false
  let harRader = false
  let antal = 0
  let uppgivet: string | undefined

  const nej = (varfor: string): InsynError => new InsynError('KALLA_INTE_SVAR', `${vad}: ${varfor}`)

  return {
    get antal() {
      return antal
    },
    open(name, namespace) {
      if (djup === 0) {
        if (name === 'Rader' && !harRader) {
          harRader = iRader = true
        } else if (name !== 'AntalRader' || uppgivet !== undefined) {
          if (name === 'Tidpunkt') return 'skip'
          throw nej('an element that the answer does not have')
        }
        djup = 1
        return iRader ? 'children' : 'text'
      }
      if (djup === 1) {
        antal++
        if (!tillatna(name)) return 'skip'
      }
      const want = rader.open(name, namespace)
      if (want !== 'skip') djup++
      return want
    },
    piece(part) {
      rader.piece(part)
    },
    close(name, text) {
      djup--
      if (djup > 0) rader.close(name, text)
      else if (iRader) iRader = false
      else uppgivet = text.trim()
    },
    klar() {
      if (!harRader || uppgivet === undefined || !/^\d{1,15}$/.test(uppgivet)) throw nej('no rows with a count')
      if (Number(uppgivet) !== antal) {
        throw new InsynError('KALLA_TRUNKERAD', `${vad}: ${antal} rows came of ${Number(uppgivet)}`)
      }
    },
  }
}
