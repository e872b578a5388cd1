import type { OpenArende } from '../../cases/case-system.ts'
import { type Answer, type createCaller, notAnAnswer, refuses } from '../casesystem/http.ts'
import { type Errand, readErrand, readPage } from './errand.ts'

export const GONE = 404
const PAGE = 500
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i

export interface ReadOptions {
  readonly http: ReturnType<typeof createCaller>
  /** The address of the namespace's errands. */
  readonly errands: string
  readonly oppnaStatus: readonly string[]
  /** External tag by which an errand is found whose own id is not the ärende's. */
  readonly arendetagg: string
}

/** Finds errands: one by the ärende it stands for, or all that are open. */
export function createErrandReading({ http, errands, oppnaStatus, arendetagg }: ReadOptions) {
  const search = (what: string, parameters: Readonly<Record<string, string | number>>, signal: AbortSignal) => {
    const query = Object.entries({ ...parameters, size: PAGE }).map(
      ([name, value]) => `${name}=${encodeURIComponent(value)}`,
    )
    return http.call({ what, method: 'GET', url: `${errands}?${query.join('&')}`, signal })
  }
  // The service compares keys and values without regard to case.
  const tagged = ({ externalTags }: Errand): string | undefined =>
    externalTags.find(({ key }) => key.toLowerCase() === arendetagg.toLowerCase())?.value

  return {
    /** The errand with this id, or with this ärende in its tag; undefined when there is none. */
    async find(what: string, arendeId: string, signal: AbortSignal): Promise<Errand | undefined> {
      if (UUID.test(arendeId)) {
        const url = `${errands}/${arendeId}`
        const answer = await http.call({ what, method: 'GET', url, expected: [GONE], signal })
        return answer.status === GONE ? undefined : errandFrom(what, answer)
      }
      // Such a character would end the quotation in the filter; no id of a case has one.
      if (/['\\]/.test(arendeId)) return undefined
      const filter = `externalTags.key:'${arendetagg}' and externalTags.value:'${arendeId}'`
      const hits = pageFrom(what, await search(what, { filter }, signal))
      const [found, more] = hits.filter((errand) => tagged(errand) === arendeId)
      if (more !== undefined) throw refuses(what, 'several errands have the same ärende in their tag: keep one')
      return found
    },

    async *openArenden(signal: AbortSignal): AsyncGenerator<OpenArende> {
      const what = 'oppnaArenden'
      const open = oppnaStatus.map((status) => `status:'${status}'`).join(' or ')
      // By id and not by page: when an errand closes meanwhile, pages shift and an errand would be missed.
      for (let after = ''; ;) {
        const filter = after === '' ? open : `(${open}) and id>'${after}'`
        const page = pageFrom(what, await search(what, { filter, sort: 'id,asc' }, signal))
        for (const errand of page) yield* openArendenOf(errand, tagged(errand))
        const last = page.at(-1)?.id
        if (last === undefined || page.length < PAGE) return
        if (last <= after || !UUID.test(last)) throw notAnAnswer(what)
        after = last
      }
    },
  }
}

/**
 * A tagged errand is open under its tag and under its id: which of them the hub knows is not known here. Whom it is
 * about is known only where the contact centre has put it into these parameters.
 */
function openArendenOf(errand: Errand, tag: string | undefined): readonly OpenArende[] {
  const value = (name: string): string | undefined =>
    errand.parameters.find(({ key }) => key.toLowerCase() === name)?.values[0]
  const [personnummer, andamal] = [value('personnummer'), value('andamal')]
  const about = personnummer === undefined || andamal === undefined ? {} : { about: { personnummer, andamal } }
  return tag === undefined
    ? [{ arendeId: errand.id, ...about }]
    : [{ arendeId: tag, ...about }, { arendeId: errand.id }]
}

export function errandFrom(what: string, { text }: Answer): Errand {
  const errand = readErrand(text)
  if (errand === undefined) throw notAnAnswer(what)
  return errand
}

function pageFrom(what: string, { text }: Answer): readonly Errand[] {
  const page = readPage(text)
  if (page === undefined) throw notAnAnswer(what)
  return page
}
