import { createHash, createHmac } from 'node:crypto'
import { canonical } from '../../mapping/canonical.ts'
import type { Evaluation, Flag } from './evaluate.ts'
import type { Portion } from './rules-file.ts'

/** Names the method below; docs/follow-up.md describes it for whoever draws the same with other means. */
export const METHOD = 'insyn-urval/1'
/** What a lookup was drawn for: by chance, or the id of a rule. */
export const BY_CHANCE = 'slump'

export interface Item {
  /** Its place in the sample, from 1. */
  readonly post: number
  readonly nummer: number
  readonly grunder: readonly string[]
}

/**
 * The seed: nobody could choose it. `random` was fixed by its digest in the log before the head whose root goes into the seed
 * existed, and that root depends on the random salts of all records.
 */
export const seedOf = (urval: string, root: Buffer, random: Buffer): Buffer =>
  createHash('sha256')
    .update(`${METHOD}\n${urval}\n${root.toString('base64')}\n${random.toString('base64')}\n`)
    .digest()

/** What is in the log before the head is known: the digest of the random bytes. */
export const commitmentOf = (random: Buffer): string => createHash('sha256').update(random).digest('base64')

/** Digest of what the rules flagged, as numbers and ids of rules, before the drawing. */
export const flagsDigest = (flags: readonly Flag[]): string =>
  createHash('sha256')
    .update(canonical(flags.map(({ nummer, regel }) => [nummer, regel])))
    .digest('base64')

/** The place of a number in the drawing for a ground: HMAC-SHA-256 under the seed, in hexadecimal, lowest first. */
const rank = (seed: Buffer, ground: string, nummer: number): string =>
  createHmac('sha256', seed).update(`${ground}/${String(nummer)}`).digest('hex')

/** How many of a population are drawn by chance. */
export const portionOf = ({ andel, minst, hogst }: Portion, population: number): number =>
  Math.min(population, Math.max(minst, Math.min(hogst, Math.ceil(andel * population))))

/** The sample, which follows from its arguments alone. Items stand in the order of their ranks by chance. */
export function drawItems(
  seed: Buffer,
  { population, flags }: Pick<Evaluation, 'population' | 'flags'>,
  { chance, perRule }: { readonly chance: Portion; readonly perRule: number },
): readonly Item[] {
  const grounds = new Map<number, string[]>()
  const take = (numbers: readonly number[], ground: string, count: number) => {
    const ranked = numbers.map((nummer) => ({ nummer, place: rank(seed, ground, nummer) }))
    for (const { nummer } of ranked.sort(byPlace).slice(0, count))
      grounds.set(nummer, [...(grounds.get(nummer) ?? []), ground])
  }
  take(population, BY_CHANCE, portionOf(chance, population.length))
  const rules = [...new Set(flags.map(({ regel }) => regel))].sort()
  for (const regel of rules)
    take(
      flags.filter((flag) => flag.regel === regel).map(({ nummer }) => nummer),
      regel,
      perRule,
    )
  return [...grounds]
    .map(([nummer, grunder]) => ({ nummer, grunder, place: rank(seed, BY_CHANCE, nummer) }))
    .sort(byPlace)
    .map(({ nummer, grunder }, index) => ({ post: index + 1, nummer, grunder }))
}

const byPlace = (a: { readonly place: string }, b: { readonly place: string }) => (a.place < b.place ? -1 : 1)
