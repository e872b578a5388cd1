import { createHash } from 'node:crypto'
import { Value } from 'typebox/value'
import { logOrigin, openCheckpoint } from '../../atkomstlogg/checkpoint.ts'
import { verifyInclusion } from '../../atkomstlogg/merkle.ts'
import { decodeBase64, openNote, parseVkey, type Signer, signNote, vkeyText } from '../../atkomstlogg/note.ts'
import { parseCanonicalJson } from '../../atkomstlogg/record.ts'
import { InsynError } from '../../errors.ts'
import { canonical } from '../../mapping/canonical.ts'
import { type Entry, type ExtractContent, ExtractFile, type LogPart } from './extract-schema.ts'

const FORMAT = 'insyn-loggutdrag/1'
const NAME = '/utdrag'

/** The key text that tells whether an extract is this hub's; handed out by another way than the extract. */
export const extractVkey = (origin: string, { publicKey }: Pick<Signer, 'publicKey'>): string =>
  vkeyText(`${origin}${NAME}`, publicKey)

/**
 * What the records say is the hub's own word, over one signature; that there are such records, and that they are these and no
 * others under the same numbers, is shown by the leaf hashes and their proofs (ADR 19).
 */
export function signExtract(origin: string, content: ExtractContent, signer: Signer): ExtractFile {
  return {
    format: FORMAT,
    nyckel: extractVkey(origin, signer),
    signatur: signNote(signedText(content), `${origin}${NAME}`, signer),
    utdrag: content,
  }
}

const signedText = (content: ExtractContent): string =>
  `${FORMAT}\n${createHash('sha256').update(canonical(content)).digest('base64')}\n`

export type ExtractVerdict =
  | { readonly ok: true; readonly utdrag: ExtractContent; readonly count: number }
  | { readonly ok: false; readonly fel: string }

/**
 * Reads an extract as hostile input; needs nothing but the key text, of extracts or of one of the logs: it is one key under
 * several names. In Swedish: it is the person's own check.
 */
export function verifyExtract(text: string, vkey: string): ExtractVerdict {
  const [, origin] = /^(.+)\/(?:utdrag|logg\/[a-z-]+)$/.exec(parseVkey(vkey)?.name ?? '') ?? []
  if (origin === undefined)
    throw new InsynError('BEGARAN_OGILTIG', 'nyckeln är ingen nyckel för loggutdrag eller för en logg')
  const publicKey = Buffer.from(vkey.split('+').slice(2).join('+'), 'base64').subarray(1)
  const verifier = parseVkey(extractVkey(origin, { publicKey }))
  const value = parseCanonicalJson(text.endsWith('\n') ? text.slice(0, -1) : text)
  if (!Value.Check(ExtractFile, value)) return failure('Filen är inget loggutdrag.')
  if (verifier === undefined || openNote(value.signatur, verifier) !== signedText(value.utdrag))
    return failure('Utdraget är inte underskrivet med nyckeln, eller har ändrats efteråt.')
  for (const part of value.utdrag.delar) {
    const broken = brokenPart(part, vkeyText(logOrigin(origin, part.logg), publicKey))
    if (broken !== undefined) return failure(`Loggen ${part.logg}: ${broken}`)
  }
  const count = value.utdrag.delar.reduce((sum, { poster }) => sum + poster.length, 0)
  return { ok: true, utdrag: value.utdrag, count }
}

function brokenPart({ checkpoint: note, poster }: LogPart, vkey: string): string | undefined {
  if (note === null) return poster.length === 0 ? undefined : 'kontrollpunkten saknas.'
  const verifier = parseVkey(vkey)
  const checkpoint = verifier && openCheckpoint(note, verifier)
  if (checkpoint === undefined) return 'kontrollpunkten är inte underskriven med nyckeln.'
  const numbers = poster.map(({ nummer }) => nummer)
  if (numbers.some((number, place) => place > 0 && number <= (numbers[place - 1] ?? -1)))
    return 'posterna står inte i ordning.'
  const wrong = poster.find((entry) => !stands(entry, checkpoint))
  return wrong && `posten ${String(wrong.nummer)} står inte i loggen på sin plats.`
}

function stands({ nummer, lov, bevis }: Entry, { size, root }: { readonly size: number; readonly root: Buffer }) {
  const [leaf, ...proof] = [lov, ...bevis].map(decodeBase64)
  if (leaf === undefined || !proof.every((hash) => hash !== undefined)) return false
  return verifyInclusion({ leaf, index: nummer, size, root, proof })
}

const failure = (text: string): ExtractVerdict => ({ ok: false, fel: text })
