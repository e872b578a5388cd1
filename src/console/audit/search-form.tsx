import type { ComponentChildren } from 'preact'
import type { SavedFilter } from './saved-filters.ts'
import { SavedList, SaveFilter } from './saved-list.tsx'
import { Button, DialogLink, Form, Select, TextField } from '../frame/forms.tsx'
import { Hidden, Icon } from '../frame/components.tsx'
import type { AuditFrame } from './audit-frame.tsx'
import {
  daysOf,
  type Filter,
  LISTS,
  PERIODS,
  type ListName,
  type PeriodName,
  queryOf,
  type Sealed,
  searchHref,
  toggled,
} from './filter.ts'
import { EVENT_CODES, FLAG_CODES, inWords, LIST_NAMES, type Names, optionsOf, OUTCOME_CODES } from './words.ts'

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
const FIELDS: readonly ListName[] = ['logg', 'handelse', 'andamal', 'utfall', 'flagga', 'roll']

export const besideOf = (id: string | undefined): Readonly<Record<string, string>> =>
  id === undefined ? {} : { s: id }

const PERIOD_NAMES: ReadonlyMap<PeriodName, string> = new Map([
  ['idag', 'I dag'],
  ['7', '7 dygn'],
  ['30', '30 dygn'],
  ['manad', 'Förra månaden'],
])
export const periodName = (period: PeriodName): string => PERIOD_NAMES.get(period) ?? period

/** What is searched for: kept filters, then the form. */
export const SearchForm = (data: SearchFormData) => {
  const { frame, filter, sealed, id, names, now, typed, errors = {} } = data
  const beside = besideOf(id)
  const { from, to } = daysOf(filter, now)
  const valueOf = (name: string, otherwise: string | undefined) => typed?.get(name) ?? otherwise
  const choice = (name: ListName, label: string, codes: readonly string[], nothing: string) => {
    const chosen = filter.lists[name] ?? []
    const all = [...new Set([...codes, ...chosen])]
    return (
      <Select
        name={name}
        label={label}
        options={optionsOf(names, name, all)}
        nothing={chosen.length > 1 ? `${String(chosen.length)} valda` : nothing}
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
              label="Skäl"
              hint="Skrivs i loggen vid varje sökning. Till exempel: Anmälan, dnr 2026-114."
              value={valueOf('skal', '')}
              error={errors.skal}
              maxLength={200}
              required
            />
          </div>
        ) : null}
        <TextField
          name="personnummer"
          label="Personnummer"
          numeric
          value={valueOf('personnummer', '')}
          error={errors.personnummer}
          maxLength={13}
          hint={sealed.personnummer === undefined && sealed.personId === undefined ? undefined : 'En person är vald.'}
        />
        <TextField
          name="handlaggare"
          label="Användare"
          value={valueOf('handlaggare', sealed.slutanvandare ?? '')}
          error={errors.handlaggare}
          maxLength={200}
        />
        <TextField
          name="arende"
          label="Ärende"
          value={valueOf('arende', sealed.arende ?? '')}
          error={errors.arende}
          maxLength={64}
        />
        {choice(
          'logg',
          'Logg',
          frame.logs.map(({ logg }) => logg),
          'Alla dina',
        )}
        {choice('handelse', 'Händelse', EVENT_CODES, 'Alla')}
        {choice('andamal', 'Ändamål', Object.keys(names.andamal), 'Alla')}
        {choice('utfall', 'Utfall', OUTCOME_CODES, 'Alla')}
        {choice('flagga', 'Flagga', frame.mayProtected ? FLAG_CODES : FLAG_CODES.filter(isOpenFlag), 'Alla')}
        {choice('roll', 'Roll', Object.keys(names.roller), 'Alla')}
        <TextField
          name="fran"
          label="Från och med"
          hint="ÅÅÅÅ-MM-DD"
          numeric
          value={valueOf('fran', from ?? '')}
          error={errors.fran}
          maxLength={10}
        />
        <TextField
          name="till"
          label="Till och med"
          hint="ÅÅÅÅ-MM-DD"
          numeric
          value={valueOf('till', to ?? '')}
          error={errors.till}
          maxLength={10}
        />
        <div class="field">
          <span class="label">Snabbval</span>
          <span class="row quick">
            {PERIODS.map((period) => (
              <a
                href={searchHref({ ...filter, period, from: undefined, to: undefined }, beside)}
                aria-current={filter.period === period ? 'true' : undefined}
              >
                {periodName(period)}
              </a>
            ))}
          </span>
        </div>
        <div class="row whole">
          <Button main id="search">
            Sök
          </Button>
          <a class="button" href="/logg">
            Rensa
          </a>
        </div>
      </Form>
      <div class="row save-row">
        <DialogLink
          id="save-filter"
          href={`/logg/filter?${queryOf(filter)}`}
          label="Spara filtret…"
          title="Spara filtret"
        >
          <SaveFilter query={queryOf(filter)} hidesPerson={id !== undefined} error={errors.namn} />
        </DialogLink>
        <a class="button" href={`/logg/export?${queryOf(filter, beside)}`}>
          Exportera…
        </a>
        <a class="button" href="/logg/utdrag">
          Utdrag till en person…
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
      .filter((_, __, all) => !FIELDS.includes(name) || all.length > 1)
      .map((value) => (
        <li>
          <a href={searchHref(toggled(filter, name, value), beside)}>
            {LIST_NAMES[name]}: {inWords(names, name, value)} <Icon name="failed" />
            <Hidden>Ta bort</Hidden>
          </a>
        </li>
      )),
  )
  if (sealed.personnummer !== undefined || sealed.personId !== undefined)
    chips.push(
      <li>
        <button form="refine" name="remove" value="person">
          Person: vald <Icon name="failed" />
          <Hidden>Ta bort</Hidden>
        </button>
      </li>,
    )
  return chips.length === 0 ? null : (
    <ul class="chips" aria-label="Sökningen gäller bara">
      {chips}
    </ul>
  )
}
