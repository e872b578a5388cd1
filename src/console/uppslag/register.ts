import { listHandlaggare } from '../../api/contracts/handlaggare.ts'
import { swedishDate } from '../../platform/stockholm-time.ts'
import { todaysStadsdelar } from '../../policy/decide.ts'
import type { Policy } from '../../policy/policy.ts'
import { problemPage } from '../frame/pages.tsx'
import type { PageAnswer, Visit } from '../frame/visit.ts'
import { registerPage } from './register-page.tsx'
import { REGISTER } from './texts.ts'

/** As the operation takes it: no digits, so that no number ever stands in an address. */
const AREA_FORM = /^\p{L}[\p{L} ,.()&/–-]{0,79}$/u
const PAGE = /^[1-9][0-9]{0,4}$/

/** The filters are sent in a body and looked at before they stand in an address. */
export const filterRegister =
  (policy: Policy) =>
  async ({ form, now }: Visit): Promise<PageAnswer> => {
    const stadsdelar = todaysStadsdelar(policy, swedishDate(now))
    const stadsdel = stadsdelar.find(({ kod }) => kod === form.get('stadsdel'))?.kod ?? ''
    const area = (form.get('ansvarsomrade') ?? '').trim()
    if (area !== '' && !AREA_FORM.test(area))
      return { page: registerPage({ answer: undefined, stadsdelar, stadsdel, area, error: REGISTER.error }) }
    return { redirect: `/uppslag/handlaggare?${new URLSearchParams({ stadsdel, ansvarsomrade: area }).toString()}` }
  }

export const showRegister =
  (policy: Policy) =>
  async ({ query, now, perform }: Visit): Promise<PageAnswer> => {
    const stadsdelar = todaysStadsdelar(policy, swedishDate(now))
    const stadsdel = stadsdelar.find(({ kod }) => kod === query.get('stadsdel'))?.kod ?? ''
    const [wanted, page] = [query.get('ansvarsomrade') ?? '', query.get('sida') ?? '']
    const area = AREA_FORM.test(wanted) ? wanted : ''
    const { body, problem } = await perform(listHandlaggare, {
      query: {
        ...(stadsdel === '' ? {} : { stadsdel }),
        ...(area === '' ? {} : { ansvarsomrade: area }),
        ...(PAGE.test(page) ? { page: Number(page) } : {}),
      },
    })
    return problem === undefined
      ? { page: registerPage({ answer: body, stadsdelar, stadsdel, area }) }
      : problemPage(problem)
  }
