import type pg from 'pg'
import { InsynError } from '../errors.ts'
import { kanonisk } from '../mapping/canonical.ts'
import { openCheckpoint } from './checkpoint.ts'
import type { Checkpoints } from './checkpoints.ts'
import type { Disclose } from './disclose.ts'
import { uttagAtkomst, type Uttag } from './export.ts'
import { loggOf } from './export-format.ts'
import { leafHash, verifyInclusion } from './merkle.ts'
import { inclusionSubtrees, subtreeHasher } from './merkle-proof.ts'
import { decodeBase64, parseVkey } from './note.ts'
import { isObject, lasPost, readCanonicalJson, type Post } from './record.ts'
import { loggBruten, readHead, readLeaves } from './stored-tree.ts'

const FORMAT = 'insyn-inklusionsbevis/1'
/** As many hashes as a tree of 2^53 records can ask for. */
const MAX_HASHES = 53

/**
 * One record with the proof that it stands in its log: canonical JSON `{ bevis, checkpoint, format, post }`, where
 * `post` is the record and `bevis` the hashes, base64. Logs that it was taken out. Throws FINNS_EJ for a number that
 * the log has not reached.
 */
export async function inklusionsbevis(
  deps: {
    readonly pool: pg.Pool
    readonly checkpoints: Pick<Checkpoints, 'taNu'>
    readonly disclose: Disclose
    readonly klocka: () => Date
  },
  { logg, nummer, uttag }: { logg: string; nummer: number; uttag: Uttag },
): Promise<string> {
  if (!Number.isSafeInteger(nummer) || nummer < 0 || nummer >= (await readHead(deps.pool, logg)).size)
    throw new InsynError('FINNS_EJ', `log ${logg} has no record ${nummer}`)
  const poster = [{ logg, atkomst: uttagAtkomst('granskning', uttag, deps.klocka()) }] as const
  return deps.disclose({ poster, body: () => logg }, async () => {
    const saved = (await deps.checkpoints.taNu()).get(logg)
    const { rows } = await deps.pool.query<{ post: string }>(
      'select post from atkomst where logg = $1 and nummer = $2',
      [logg, nummer],
    )
    const post = rows[0]?.post
    if (saved === undefined || post === undefined) throw loggBruten(logg, `record ${nummer} is missing`)
    const { size } = saved.checkpoint
    const hasher = subtreeHasher(inclusionSubtrees(nummer, size))
    for await (const leaves of readLeaves(deps.pool, logg, 0, size)) hasher.push(leaves)
    const bevis = hasher.hashes().map((hash) => hash.toString('base64'))
    // The record goes in as it stands: its own bytes are what was hashed.
    const text = `{"bevis":${kanonisk(bevis)},"checkpoint":${kanonisk(saved.note)},"format":"${FORMAT}","post":${post}}`
    if (readProof(text) === undefined) throw loggBruten(logg, `record ${nummer} is not in canonical form`)
    return text
  })
}

export type Bevisgranskning =
  { readonly ok: true; readonly post: Post; readonly storlek: number } | { readonly ok: false; readonly fel: string }

/** Reads a proof as hostile input; needs nothing but the key text. */
export function verifieraBevis(text: string, vkey: string): Bevisgranskning {
  const verifier = parseVkey(vkey)
  if (verifier === undefined) return fel('Nyckeln går inte att läsa: den ska ha formen namn+id+base64.')
  const proof = readProof(text)
  if (proof === undefined) return fel('Filen är inte ett inklusionsbevis.')
  const checkpoint = openCheckpoint(proof.note, verifier)
  if (checkpoint === undefined) return fel('Kontrollpunkten är inte undertecknad med den angivna nyckeln.')
  if (proof.post.logg !== loggOf(verifier)) return fel('Posten hör till en annan logg än nyckeln.')
  const claim = { ...checkpoint, leaf: leafHash(proof.postText), index: proof.post.nummer, proof: proof.hashes }
  if (!verifyInclusion(claim)) return fel('Posten står inte i loggen med detta nummer och detta innehåll.')
  return { ok: true, post: proof.post, storlek: checkpoint.size }
}

function readProof(text: string) {
  const value = readCanonicalJson(text)
  if (!isObject(value) || Object.keys(value).length !== 4 || value.format !== FORMAT) return undefined
  const { bevis, checkpoint, post } = value
  if (!Array.isArray(bevis) || bevis.length > MAX_HASHES) return undefined
  if (typeof checkpoint !== 'string' || !isObject(post)) return undefined
  const hashes = bevis.map((hash) => (typeof hash === 'string' ? decodeBase64(hash) : undefined))
  if (!hashes.every((hash) => hash !== undefined)) return undefined
  const postText = kanonisk(post)
  const last = lasPost(postText)
  return last && { hashes, note: checkpoint, post: last, postText }
}

const fel = (text: string): Bevisgranskning => ({ ok: false, fel: text })
