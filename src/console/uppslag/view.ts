import { chooseCategory } from '../../api/contracts/arenden.ts'
import { fetchFaktura } from '../../api/contracts/fakturor.ts'
import { explainPolicy } from '../../api/contracts/policy.ts'
import { performUppslag } from '../../api/contracts/uppslag.ts'
import type { Categories } from '../../cases/categories.ts'
import type { Ring } from '../../config/console-options.ts'
import { type Policy, rollWith } from '../../policy/policy.ts'
import { createReaches } from '../../policy/reach.ts'
import { problemPage } from '../frame/pages.tsx'
import type { PageAnswer, Visit } from '../frame/visit.ts'
import { closedPage } from './closed-page.tsx'
import { fakturaPage } from './faktura-page.tsx'
import { choicesFor, refusedLookup } from './lookup.ts'
import { type KeptView, keptView } from './lookup-request.ts'
import { personPage } from './person-page.tsx'
import { LEVELS, registeredPage } from './registration.tsx'
import { REGISTRATION } from './texts.ts'
import { OPEN_MINUTES } from './view-times.ts'
import { whyPage } from './why-page.tsx'

export interface ViewDeps {
  readonly policy: Policy
  readonly categories: Categories
  /** How long a live read waits for the sources. */
  readonly liveMs: number
  /** Whether the case system takes a category from the hub; otherwise staff choose it there. */
  readonly givesCategory: boolean
  /** Whom staff ring about what a source would have shown. */
  readonly ring: readonly Ring[]
}

type Handle = (visit: Visit) => Promise<PageAnswer>

const GONE: PageAnswer = { page: closedPage }

/** What is done in a view that is open; a view that is closed, or somebody else's, is one and the same page. */
const inView =
  (handle: (visit: Visit, kept: KeptView, id: string) => Promise<PageAnswer>): Handle =>
  async (visit) => {
    const id = visit.parameters.vy ?? ''
    const kept = keptView(await visit.kept(id))
    return kept === undefined ? GONE : handle(visit, kept, id)
  }

export function createView({ policy, categories, liveMs, givesCategory, ring }: ViewDeps) {
  const reaches = createReaches(policy)

  /** One view is one lookup and one record. */
  const show = inView(async (visit, kept, view) => {
    const { body, problem } = await visit.perform(performUppslag, { body: kept.request })
    if (problem !== undefined) return refusedLookup(policy, visit, kept, problem)
    const { roller } = visit.who.caller
    return {
      page: personPage({
        ...{ view, kept, answer: body, categories, givesCategory, ring },
        terms: { policy, reaches, roller, request: kept.request, now: visit.now },
        andamal: choicesFor(policy, visit.who),
        liveSeconds: Math.ceil(liveMs / 1000),
        mayRequest: rollWith(policy, roller, 'begara-undantag') !== undefined,
      }),
    }
  })

  /** Renews the view; nothing is looked up. The page stays as it is. */
  const extend = inView(async (visit, _kept, view) => ((await visit.renew(view, OPEN_MINUTES)) ? { stay: true } : GONE))

  /** Forgets whom the view was about; the fields of the call are kept for its next lookup. */
  const close = inView(async (visit, kept, view) => {
    await visit.drop(view)
    const { andamal, arende, identifiering, relation } = kept.request
    const call = { andamal, identifiering, relation, ...(arende === undefined ? {} : { arende }) }
    return { redirect: `/uppslag?samtal=${await visit.keep({ request: call, shownNumber: '' }, OPEN_MINUTES)}` }
  })

  /** The same lookup of the sources as they are now: a view of its own, with a record of its own. */
  const readLive = inView(async (visit, kept) => {
    const request = { ...kept.request, aktualitet: 'direkt' as const }
    return { redirect: `/uppslag/${await visit.keep({ ...kept, request }, OPEN_MINUTES)}` }
  })

  const showFaktura = inView(async (visit, _kept, view) => {
    const { fakturaRef = '' } = visit.parameters
    const { body, problem } = await visit.perform(fetchFaktura, { parameters: { fakturaRef } })
    if (problem !== undefined) return problemPage(problem)
    const name = policy.stadsdelar.find(({ kod }) => kod === body.faktura.stadsdel)?.namn
    return { page: fakturaPage({ view, answer: body, stadsdel: name ?? body.faktura.stadsdel }) }
  })

  const explainView = inView(async (visit, kept, view) => {
    const { andamal, identifiering, arende } = kept.request
    const asked = { andamal, identifiering, ...(arende === undefined ? {} : { arende }) }
    const { body, problem } = await visit.perform(explainPolicy, { body: asked })
    if (problem !== undefined) return problemPage(problem)
    return { page: whyPage({ view, answer: body, policy }) }
  })

  /** Sends the chosen category; the view stays as it is where there is a script, and this page stands alone where there is none. */
  const register = inView(async (visit, kept, view) => {
    const { arende } = kept.request
    if (arende === undefined) return { redirect: `/uppslag/${view}` }
    const word = (level: (typeof LEVELS)[number]) => visit.form.get(level) ?? ''
    const { problem } = await visit.perform(chooseCategory, {
      parameters: { arendeId: arende },
      body: { huvudkategori: word('huvudkategori'), arendetyp: word('arendetyp'), arendeklass: word('arendeklass') },
    })
    const text = problem?.kod === 'FINNS_EJ' ? REGISTRATION.notOpen(arende) : problem?.detail
    return { page: registeredPage({ view, arende, problem: text, status: problem?.status ?? 200 }) }
  })

  return {
    register,
    show,
    extend,
    close,
    readLive,
    showFaktura,
    explainView,
    closed: async (): Promise<PageAnswer> => GONE,
  }
}
