import type { ComponentChildren } from 'preact'
import type { Loggtraff, Sokningssvar } from '../../review/search/search-schema.ts'
import { Hidden, Notice, Section, Table } from '../frame/components.tsx'
import { dateText, secondsText, wholeNumber } from '../frame/format.ts'
import { Form } from '../frame/forms.tsx'
import type { Page } from '../frame/visit.ts'
import { auditPage } from './audit-frame.tsx'
import { daysOf, type Filter, type ListName, only, searchHref, toggled } from './filter.ts'
import { Flags } from './flags.tsx'
import { besideOf, SearchForm, type SearchFormData } from './search-form.tsx'
import { LIST_NAMES, OUTCOME_NAMES, SEARCH } from './search-texts.ts'
import { ACTS, AUDIT, COLUMNS, FIELDS } from './texts.ts'
import { inWords, type Names } from './words.ts'

export interface SearchPageData extends SearchFormData {
  /** Absent before a search. */
  readonly answer?: Sokningssvar | undefined
  readonly notice?: string | undefined
}

const SHORTCUTS = [
  { key: 'S', label: SEARCH.search, target: 'search' },
  { key: 'P', label: SEARCH.toNumber, target: 'personnummer' },
  { key: 'R', label: SEARCH.toHits, target: 'hits' },
] as const

export const searchPage = (data: SearchPageData): Page =>
  auditPage({
    frame: data.frame,
    title: SEARCH.title,
    current: '/logg',
    here: searchHref(data.filter, besideOf(data.id)),
    shortcuts: SHORTCUTS,
    ...(data.errors === undefined ? {} : { status: 422 }),
    content: (
      <>
        {data.notice === undefined ? null : <Notice is="warning">{data.notice}</Notice>}
        <Section id="search-section" title={SEARCH.search}>
          <SearchForm {...data} />
        </Section>
        {data.answer === undefined ? null : <Hits {...data} answer={data.answer} />}
      </>
    ),
  })

const Hits = ({ answer, ...data }: SearchPageData & { readonly answer: Sokningssvar }) => {
  const { filter, id, now } = data
  const { traffar, antal, fler, markor } = answer
  return (
    <Section id="hits" title={headingOf(traffar.length, antal, fler)} aside={asideOf(filter, now)}>
      <Facets {...data} answer={answer} />
      {traffar.length === 0 ? (
        <p>{SEARCH.none}</p>
      ) : (
        <HitTable hits={traffar} names={data.names} filter={filter} id={id} />
      )}
      {markor === null ? null : (
        <p class="paging">
          <a class="button" href={searchHref(filter, { ...besideOf(id), markor })}>
            {ACTS.nextPage}
          </a>
        </p>
      )}
    </Section>
  )
}

function headingOf(shown: number, count: number | undefined, more: boolean | undefined): string {
  if (count === undefined) return SEARCH.following(shown)
  if (more === true) return SEARCH.moreThan(count)
  return SEARCH.records(count)
}

function asideOf(filter: Filter, now: Date): ComponentChildren {
  const { from, to } = daysOf(filter, now)
  const period = from === undefined && to === undefined ? SEARCH.wholeLogs : SEARCH.period(from, to)
  return SEARCH.newestFirst(period)
}

/** As many values of each as are of use at a glance. */
const SHOWN = 6

/** How the hits spread: each count limits the search to its value. */
const Facets = ({ answer, filter, id, names }: SearchPageData & { readonly answer: Sokningssvar }) => {
  const { fasetter: facets } = answer
  if (facets === undefined) return null
  const { handlaggare: users, ...lists } = facets
  const many = (Object.entries(lists) as [ListName, { varde: string; antal: number }[]][]).filter(
    ([name, values]) => values.length > 1 || (values.length > 0 && filter.lists[name] !== undefined),
  )
  if (many.length === 0 && users.length < 2) return null
  return (
    <details class="facets" open>
      <summary>{SEARCH.counts}</summary>
      <div class="facet-grid">
        {many.map(([name, values]) => (
          <div>
            <h3>{LIST_NAMES[name]}</h3>
            <ul>
              {values.slice(0, SHOWN).map(({ varde: value, antal: count }) => (
                <li>
                  <a
                    href={searchHref(toggled(filter, name, value), besideOf(id))}
                    aria-current={filter.lists[name]?.includes(value) === true ? 'true' : undefined}
                  >
                    {inWords(names, name, value)}
                  </a>
                  <b>{wholeNumber(count)}</b>
                </li>
              ))}
            </ul>
          </div>
        ))}
        {users.length < 2 ? null : (
          <div>
            <h3>{FIELDS.user}</h3>
            <ul>
              {users.slice(0, SHOWN).map(({ slutanvandare: user, utfardare: issuer, antal: count }) => (
                <li>
                  <button class="link" form="refine" name="handlaggare" value={JSON.stringify([user, issuer])}>
                    {user}
                  </button>
                  <b>{wholeNumber(count)}</b>
                </li>
              ))}
            </ul>
          </div>
        )}
      </div>
    </details>
  )
}

interface HitsShown {
  readonly names: Names
  readonly filter: Filter
  readonly id: string | undefined
}

const HitTable = ({ hits, ...shown }: HitsShown & { readonly hits: readonly Loggtraff[] }) => (
  <Table
    class="hits"
    caption={SEARCH.caption}
    columns={[
      COLUMNS.time,
      COLUMNS.who,
      COLUMNS.log,
      COLUMNS.event,
      COLUMNS.andamal,
      COLUMNS.arende,
      COLUMNS.outcome,
      COLUMNS.flags,
      COLUMNS.record,
    ].map((label) => ({
      label,
    }))}
    rows={hits.map((hit) => ({ key: hit.loggpost, cells: cellsOf(hit, shown) }))}
  />
)

function cellsOf(hit: Loggtraff, { names, filter, id }: HitsShown): readonly ComponentChildren[] {
  const time = new Date(hit.tid)
  const value = (name: ListName, code: string | null, text?: string) =>
    code === null ? (
      <span class="muted">{SEARCH.missing}</span>
    ) : (
      <a class="filter-by" href={searchHref(only(filter, name, code), besideOf(id))}>
        {text ?? inWords(names, name, code)}
        <Hidden>{SEARCH.filterBy}</Hidden>
      </a>
    )
  // A reason in words is no criterion.
  const purpose =
    hit.andamal !== null && !Object.hasOwn(names.andamal, hit.andamal) ? hit.andamal : value('andamal', hit.andamal)
  return [
    <span class="moment">
      <b>{secondsText(time)}</b>
      {dateText(time)}
    </span>,
    <span>
      {hit.slutanvandare === null ? (
        <span class="muted">{hit.klient === null ? AUDIT.itself : inWords(names, 'klient', hit.klient)}</span>
      ) : (
        <button
          class="link filter-by"
          form="refine"
          name="handlaggare"
          value={JSON.stringify([hit.slutanvandare, hit.utfardare])}
        >
          {hit.slutanvandare}
          <Hidden>{SEARCH.filterBy}</Hidden>
        </button>
      )}
      {hit.roll === null || hit.roll.includes(' ') ? null : <span class="under">{value('roll', hit.roll)}</span>}
    </span>,
    value('logg', hit.logg),
    value('handelse', hit.handelse),
    purpose,
    hit.arende === null ? (
      <span class="muted">{SEARCH.missing}</span>
    ) : (
      <button class="link filter-by" form="refine" name="arende" value={hit.arende}>
        {hit.arende}
        <Hidden>{SEARCH.filterBy}</Hidden>
      </button>
    ),
    value('utfall', hit.utfall, OUTCOME_NAMES[hit.utfall]),
    <Flags flags={hit.flaggor} />,
    <span class="row">
      <a href={`/logg/post?id=${encodeURIComponent(hit.loggpost)}`}>
        {ACTS.show}
        <Hidden>{ACTS.theRecord(secondsText(time))}</Hidden>
      </a>
      {hit.personId === null ? null : (
        <Form action="/logg/tidslinje" class="inline" values={{ personId: hit.personId }}>
          <button class="link">
            {ACTS.personTimeline}
            <Hidden>{SEARCH.ofRecord(secondsText(time))}</Hidden>
          </button>
        </Form>
      )}
    </span>,
  ]
}
