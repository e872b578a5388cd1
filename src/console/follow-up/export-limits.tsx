import { swedishDate } from '../../platform/stockholm-time.ts'
import type { Policy } from '../../policy/policy.ts'
import type { Exportfilter, Exportsvar } from '../../review/exports/exports-schema.ts'
import { daysOf, type Filter, filterOf, isEmpty, type ListName, type Sealed } from '../audit/filter.ts'
import { LIST_NAMES } from '../audit/search-texts.ts'
import { FIELDS } from '../audit/texts.ts'
import { inWords } from '../audit/words.ts'
import { Facts, Notice } from '../frame/components.tsx'
import type { Visit } from '../frame/visit.ts'
import { EXPORTS, NOT_LIMITED } from './extract-texts.ts'
import type { FormState } from './form.ts'

export type Names = Pick<Policy, 'andamal' | 'klienter' | 'roller' | 'stadsdelar'>

/** The search that the page was opened from; what names somebody is kept for the session alone. */
export async function searchOf(visit: Visit): Promise<readonly [Filter, Sealed] | undefined> {
  const filter = filterOf(visit.query)
  const id = visit.query.get('s')
  const sealed = id === null ? {} : (((await visit.kept(id)) ?? {}) as Sealed)
  return isEmpty(filter) && Object.keys(sealed).length === 0 ? undefined : [filter, sealed]
}

export function valuesOf([filter, sealed]: readonly [Filter, Sealed], now: Date): FormState['values'] {
  const { from, to = swedishDate(now) } = daysOf(filter, now)
  const { logg = [], handelse, utfall, informationsmangd: mangd, klient, ...others } = filter.lists
  const { slutanvandare } = sealed
  const [only] = klient?.length === 1 ? klient : []
  const limits = { handelse, utfall, mangd, slutanvandare, klient: only }
  const left = [
    ...Object.keys(others),
    ...(klient !== undefined && only === undefined ? ['klient'] : []),
    ...(sealed.arende === undefined ? [] : ['arende']),
    ...(sealed.personnummer === undefined && sealed.personId === undefined ? [] : ['person']),
  ]
  return {
    ...(from === undefined ? {} : { fran: from, till: to }),
    loggar: logg.join(' '),
    filter: JSON.stringify(limits),
    utanfor: left.join(' '),
  }
}

const LISTS = ['handelse', 'utfall', 'mangd'] as const
const TEXTS = ['slutanvandare', 'klient'] as const

/** What a field of the form holds, which anybody may have written: the operation checks the values. */
export function limitsIn(text: string | undefined): Exportfilter {
  const held = parsed(text ?? '')
  const lists = LISTS.flatMap((name) => {
    const values = held[name]
    return Array.isArray(values) && values.every((one) => typeof one === 'string') ? [[name, values] as const] : []
  })
  const texts = TEXTS.flatMap((name) => (typeof held[name] === 'string' ? [[name, held[name]] as const] : []))
  return Object.fromEntries<string | readonly string[]>([...lists, ...texts])
}

function parsed(text: string): Readonly<Record<string, unknown>> {
  try {
    return Object(JSON.parse(text)) as Readonly<Record<string, unknown>>
  } catch {
    return {}
  }
}

/** What a search that led here limits the export to, and what of it an export cannot be limited to. */
export const Limits = (props: {
  readonly text: string | undefined
  readonly left: string | undefined
  readonly policy: Names
}) => {
  const facts = limitFacts(limitsIn(props.text), props.policy)
  const left = (props.left ?? '').split(' ').flatMap((name) => (name === '' ? [] : (NOT_LIMITED[name] ?? name)))
  if (facts.length === 0 && left.length === 0) return null
  return (
    <div class="whole">
      {facts.length === 0 ? null : (
        <>
          <p>{EXPORTS.limited}</p>
          <Facts facts={facts} />
        </>
      )}
      {left.length === 0 ? null : <Notice is="warning">{EXPORTS.notLimited(left.join(', '))}</Notice>}
      <p>
        <a href="/logg/export">{EXPORTS.unlimited}</a>
      </p>
    </div>
  )
}

/** A field that names nothing is left out. */
export function limitFacts(
  limits: NonNullable<Exportsvar['manifest']>['filter'],
  policy: Names,
): readonly (readonly [string, string])[] {
  const { handelse = [], utfall = [], mangd = [], slutanvandare, klient } = limits
  const words = (list: ListName, codes: readonly string[]) =>
    codes.map((code) => inWords(policy, list, code)).join(', ')
  const facts = [
    [LIST_NAMES.handelse, words('handelse', handelse)],
    [LIST_NAMES.utfall, words('utfall', utfall)],
    [LIST_NAMES.informationsmangd, words('informationsmangd', mangd)],
    [FIELDS.user, slutanvandare ?? ''],
    [LIST_NAMES.klient, klient === undefined ? '' : words('klient', [klient])],
  ] as const
  return facts.filter(([, value]) => value !== '')
}
