import { openNote, parseVkeyOf, type Signer, signNote, vkeyText } from '../atkomstlogg/note.ts'
import { isObject, parseCanonicalJson } from '../atkomstlogg/record.ts'
import { InsynError } from '../errors.ts'
import type { Informationsmangd } from '../informationsmangd.ts'
import { canonical } from '../mapping/canonical.ts'

const FORMAT = 'insyn-kvitto/1'

/**
 * What a board gets when its avtal, or some of its kinds, has ended and everything is gone: one line of canonical JSON
 * in a C2SP signed note. Times are ISO 8601 UTC; counts only, nothing of a person.
 */
export interface Receipt {
  readonly format: typeof FORMAT
  /** Also the name of the key. */
  readonly origin: string
  readonly personuppgiftsansvarig: { readonly stadsdel: string; readonly namn: string }
  /** `upphorde` is the first day that was not covered, in Stockholm. */
  readonly avtal: { readonly diarienummer: string; readonly upphorde: string }
  readonly informationsmangder: readonly Informationsmangd[]
  /** The keys that are destroyed; `prov` (base64url) tells which they were. */
  readonly nycklar: readonly {
    readonly informationsmangd: Informationsmangd
    readonly generation: number
    readonly prov: string
    readonly forstord: string
  }[]
  /** Rows taken away, by table, and uppgifter that open cases then held and do no longer. */
  readonly borttaget: { readonly rader: Readonly<Record<string, number>>; readonly arendeuppgifter: number }
  /**
   * What was taken away and stands all the same in a history that the case system keeps and that nobody can delete: somebody else
   * changed the case while it was there. Of cases that were purged before, too.
   */
  readonly kvarIArendehistorik: { readonly uppgifter: number; readonly arenden: number }
  readonly tider: { readonly paborjat: string; readonly gallrat: string; readonly klart: string }
  /** Numbers in the board's access log: the ending stands at `fran`, and at `till` that it is done; between them every removal. */
  readonly loggposter: { readonly logg: string; readonly fran: number; readonly till: number }
}

const DOCUMENT = 'kvitto'
/** Name of the key under which the receipts of one board are signed. */
const receiptOrigin = (origin: string, stadsdel: string): string => `${origin}/${DOCUMENT}/${stadsdel}`

/** The key text that a board gets, once, by another way than the receipt. */
export const receiptVkey = (origin: string, stadsdel: string, { publicKey }: Signer): string =>
  vkeyText(receiptOrigin(origin, stadsdel), publicKey)

export function writeReceipt(origin: string, content: Omit<Receipt, 'format' | 'origin'>, signer: Signer): string {
  const name = receiptOrigin(origin, content.personuppgiftsansvarig.stadsdel)
  return signNote(`${canonical({ ...content, format: FORMAT, origin: name })}\n`, name, signer)
}

export type ReceiptVerdict =
  { readonly ok: true; readonly kvitto: Receipt } | { readonly ok: false; readonly fel: string }

/** Reads a receipt as hostile input; needs nothing but the key text, of receipts or of the stadsdel's log. */
export function verifyReceipt(text: string, vkey: string): ReceiptVerdict {
  const verifier = parseVkeyOf(DOCUMENT, vkey)
  if (verifier === undefined)
    throw new InsynError('BEGARAN_OGILTIG', 'the key cannot be read: its form is name+id+base64')
  const note = openNote(text, verifier)
  if (note === undefined) return error('The receipt is not signed with the key, or it has been changed.')
  const receipt = parseCanonicalJson(note.slice(0, -1))
  if (!isObject(receipt) || receipt.format !== FORMAT || receipt.origin !== verifier.name)
    return error('What is signed is not the receipt of an ended avtal.')
  return { ok: true, kvitto: receipt as unknown as Receipt }
}

const error = (text: string): ReceiptVerdict => ({ ok: false, fel: text })
