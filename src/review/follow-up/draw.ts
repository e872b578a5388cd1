import { createHash, createHmac } from 'node:crypto'
import { canonical } from '../../mapping/canonical.ts'
import type { Evaluation, Flag } from './evaluate.ts'
import { NOT_REDRAWABLE } from './rule-kinds.ts'
import type { Portion, RulesContent } from './rules-file.ts'

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
export const seedOf = (sampleId: string, root: Buffer, random: Buffer): Buffer =>
  createHash('sha256')
    .update(`${METHOD}\n${sampleId}\n${root.toString('base64')}\n${random.toString('base64')}\n`)
    .digest()

/** What is in the log before the head is known: the digest of the random bytes. */
export const commitmentOf = (random: Buffer): string => createHash('sha256').update(random).digest('base64')

/** What a rule flagged before the drawing: how much, and the digest of the numbers. */
export interface Flagged {
  readonly regel: string
  readonly antal: number
  readonly summa: string
}

export function flaggedBy(flags: readonly Flag[]): readonly Flagged[] {
  const numbers = new Map<string, number[]>()
  for (const { regel, nummer } of flags) numbers.set(regel, [...(numbers.get(regel) ?? []), nummer])
  return [...numbers]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([ruleId, flagged]) => ({
      regel: ruleId,
      antal: flagged.length,
      summa: createHash('sha256').update(canonical(flagged)).digest('base64'),
    }))
}

/** As the record of the drawing has it. */
export const flaggedTexts = (flagged: readonly Flagged[]): readonly string[] =>
  flagged.map(({ regel, antal, summa }) => `${regel}:${String(antal)}:${summa}`)

/** The place of a number in the drawing for a ground: HMAC-SHA-256 under the seed, in hexadecimal, lowest first. */
const rank = (seed: Buffer, ground: string, number: number): string =>
  createHmac('sha256', seed)
    .update(`${ground}/${String(number)}`)
    .digest('hex')

/** How many of a population are drawn by chance. */
export const portionOf = ({ andel, minst, hogst }: Portion, population: number): number =>
  Math.min(population, Math.max(minst, Math.min(hogst, Math.ceil(andel * population))))

/** How much of a part is drawn, and which rules nobody can follow from an export. */
export interface Sizes {
  readonly chance: Portion
  readonly perRule: number
  readonly notRedrawable: ReadonlySet<string>
}

export const sizesOf = ({ urval, regler }: RulesContent, part: 'open' | 'protected'): Sizes => ({
  chance: part === 'open' ? urval.slump : urval.skyddade,
  perRule: urval.riktat.perRegel,
  notRedrawable: new Set(regler.filter(({ slag }) => NOT_REDRAWABLE.has(slag)).map(({ id }) => id)),
})

/**
 * The sample, which follows from its arguments alone. Items stand in the order of their ranks by chance; those that only rules
 * brought which cannot be followed from an export stand last, so that the places of all others can.
 */
export function drawItems(
  seed: Buffer,
  { population, flags }: Pick<Evaluation, 'population' | 'flags'>,
  { chance, perRule, notRedrawable }: Sizes,
): readonly Item[] {
  const grounds = new Map<number, string[]>()
  const take = (numbers: readonly number[], ground: string, count: number) => {
    const ranked = numbers.map((number) => ({ nummer: number, place: rank(seed, ground, number) }))
    for (const { nummer } of ranked.sort(byPlace).slice(0, count))
      grounds.set(nummer, [...(grounds.get(nummer) ?? []), ground])
  }
  take(population, BY_CHANCE, portionOf(chance, population.length))
  for (const ruleId of [...new Set(flags.map((flag) => flag.regel))].sort()) {
    const flagged = flags.filter((flag) => flag.regel === ruleId)
    take(
      flagged.map(({ nummer }) => nummer),
      ruleId,
      perRule,
    )
  }
  const placed = [...grounds].map(([number, grounds]) => {
    const last = grounds.every((ground) => notRedrawable.has(ground))
    return { nummer: number, grunder: grounds, place: `${last ? 1 : 0}${rank(seed, BY_CHANCE, number)}` }
  })
  return placed.sort(byPlace).map(({ nummer, grunder }, index) => ({ post: index + 1, nummer, grunder }))
}

const byPlace = (a: { readonly place: string }, b: { readonly place: string }) => (a.place < b.place ? -1 : 1)
