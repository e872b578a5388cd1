import type { ComponentChildren } from 'preact'
import { Hidden, Icon } from '../frame/components.tsx'
import { Button, DialogLink, Form, Select, TextField } from '../frame/forms.tsx'
import type { AuditFrame } from './audit-frame.tsx'
import {
  daysOf,
  type Filter,
  type ListName,
  LISTS,
  PERIODS,
  queryOf,
  type Sealed,
  searchHref,
  toggled,
} from './filter.ts'
import type { SavedFilter } from './saved-filters.ts'
import { SavedList, SaveFilter } from './saved-list.tsx'
import { LIST_NAMES, PERIOD_NAMES, SAVED, SEARCH } from './search-texts.ts'
import { FIELDS } from './texts.ts'
import { EVENT_CODES, FLAG_CODES, inWords, type Names, optionsOf, OUTCOME_CODES } from './words.ts'

export interface SearchAsked {
  readonly filter: Filter
  /** What is kept sealed, and its id in the address. */
  readonly sealed: Sealed
  readonly id: string | undefined
}

export type SearchErrors = Readonly<
  Partial<Record<'skal' | 'personnummer' | 'handlaggare' | 'arende' | 'fran' | 'till' | 'namn', string>>
>

export interface SearchFormData extends SearchAsked {
  readonly frame: AuditFrame
  readonly names: Names
  readonly now: Date
  readonly saved: readonly SavedFilter[]
  /** Of a form that was refused: what was typed, and what is wrong. */
  readonly typed?: URLSearchParams | undefined
  readonly errors?: SearchErrors | undefined
}

/** Has a field of its own in the form; the others are chosen among the counts. */
const OWN_FIELD: readonly ListName[] = ['logg', 'handelse', 'andamal', 'utfall', 'flagga', 'roll']

export const besideOf = (id: string | undefined): Readonly<Record<string, string>> =>
  id === undefined ? {} : { s: id }

/** What is searched for: kept filters, then the form. */
export const SearchForm = (data: SearchFormData) => {
  const { frame, filter, sealed, id, names, now, typed, errors = {} } = data
  const beside = besideOf(id)
  const { from, to } = daysOf(filter, now)
  const valueOf = (name: string, otherwise: string | undefined) => typed?.get(name) ?? otherwise
  const choice = (name: ListName, codes: readonly string[], nothing: string) => {
    const chosen = filter.lists[name] ?? []
    const all = [...new Set([...codes, ...chosen])]
    return (
      <Select
        name={name}
        label={LIST_NAMES[name]}
        options={optionsOf(names, name, all)}
        nothing={chosen.length > 1 ? SEARCH.chosen(chosen.length) : nothing}
        value={valueOf(name, chosen.length === 1 ? chosen[0] : '')}
      />
    )
  }
  return (
    <>
      <SavedList {...data} />
      <Form
        action="/logg/sok"
        class="search-form"
        id="search-form"
        values={{ ...(id === undefined ? {} : { s: id }), filter: queryOf(filter) }}
      >
        {frame.reason === undefined ? (
          <div class="whole">
            <TextField
              name="skal"
              label={FIELDS.reason}
              hint={SEARCH.reasonHint}
              value={valueOf('skal', '')}
              error={errors.skal}
              maxLength={200}
              required
            />
          </div>
        ) : null}
        <TextField
          name="personnummer"
          label={FIELDS.personnummer}
          numeric
          value={valueOf('personnummer', '')}
          error={errors.personnummer}
          maxLength={13}
          hint={sealed.personnummer === undefined && sealed.personId === undefined ? undefined : SEARCH.personChosen}
        />
        <TextField
          name="handlaggare"
          label={FIELDS.user}
          value={valueOf('handlaggare', sealed.slutanvandare ?? '')}
          error={errors.handlaggare}
          maxLength={200}
        />
        <TextField
          name="arende"
          label={FIELDS.arende}
          value={valueOf('arende', sealed.arende ?? '')}
          error={errors.arende}
          maxLength={64}
        />
        {choice(
          'logg',
          frame.logs.map(({ logg }) => logg),
          FIELDS.allYours,
        )}
        {choice('handelse', EVENT_CODES, FIELDS.all)}
        {choice('andamal', Object.keys(names.andamal), FIELDS.all)}
        {choice('utfall', OUTCOME_CODES, FIELDS.all)}
        {choice('flagga', frame.mayProtected ? FLAG_CODES : FLAG_CODES.filter(isOpenFlag), FIELDS.all)}
        {choice('roll', Object.keys(names.roller), FIELDS.all)}
        <TextField
          name="fran"
          label={FIELDS.from}
          hint={FIELDS.dayHint}
          numeric
          value={valueOf('fran', from ?? '')}
          error={errors.fran}
          maxLength={10}
        />
        <TextField
          name="till"
          label={FIELDS.to}
          hint={FIELDS.dayHint}
          numeric
          value={valueOf('till', to ?? '')}
          error={errors.till}
          maxLength={10}
        />
        <div class="field">
          <span class="label">{SEARCH.quick}</span>
          <span class="row quick">
            {PERIODS.map((period) => (
              <a
                href={searchHref({ ...filter, period, from: undefined, to: undefined }, beside)}
                aria-current={filter.period === period ? 'true' : undefined}
              >
                {PERIOD_NAMES.get(period)}
              </a>
            ))}
          </span>
        </div>
        <div class="row whole">
          <Button main id="search">
            {SEARCH.search}
          </Button>
          <a class="button" href="/logg">
            {SEARCH.clear}
          </a>
        </div>
      </Form>
      <div class="row save-row">
        <DialogLink
          id="save-filter"
          href={`/logg/filter?${queryOf(filter)}`}
          label={SEARCH.saveDialog}
          title={SAVED.title}
        >
          <SaveFilter query={queryOf(filter)} hidesPerson={id !== undefined} error={errors.namn} />
        </DialogLink>
        <a class="button" href={`/logg/export?${queryOf(filter, beside)}`}>
          {SEARCH.exportDialog}
        </a>
        <a class="button" href="/logg/utdrag">
          {SEARCH.extract}
        </a>
      </div>
      <Chosen {...data} />
      <Form action="/logg/forfina" id="refine" class="hidden" values={{ filter: queryOf(filter), s: id ?? '' }}>
        {null}
      </Form>
    </>
  )
}

/** For others, records with these flags do not exist. */
const isOpenFlag = (flag: string): boolean => flag !== 'skyddad-visad' && flag !== 'ror-skyddad'

/** What the search is limited to, each with a way out of it. */
const Chosen = ({ filter, sealed, id, names }: SearchFormData) => {
  const beside = besideOf(id)
  const chips: ComponentChildren[] = LISTS.flatMap((name) =>
    (filter.lists[name] ?? [])
      .filter((_, __, all) => !OWN_FIELD.includes(name) || all.length > 1)
      .map((value) => (
        <li>
          <a href={searchHref(toggled(filter, name, value), beside)}>
            {LIST_NAMES[name]}: {inWords(names, name, value)} <Icon name="failed" />
            <Hidden>{SEARCH.remove}</Hidden>
          </a>
        </li>
      )),
  )
  if (sealed.personnummer !== undefined || sealed.personId !== undefined)
    chips.push(
      <li>
        <button form="refine" name="remove" value="person">
          {SEARCH.person} <Icon name="failed" />
          <Hidden>{SEARCH.remove}</Hidden>
        </button>
      </li>,
    )
  return chips.length === 0 ? null : (
    <ul class="chips" aria-label={SEARCH.limits}>
      {chips}
    </ul>
  )
}
