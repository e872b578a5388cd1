import { Hidden, Icon } from '../frame/components.tsx'
import { Button, Form, TextField } from '../frame/forms.tsx'
import type { AuditFrame } from './audit-frame.tsx'
import { EMPTY, type Filter, queryOf, searchHref } from './filter.ts'
import type { SavedFilter } from './saved-filters.ts'
import { SAVED } from './search-texts.ts'

const READY: readonly { readonly name: string; readonly filter: Filter; readonly protectedOnly?: true }[] = [
  { name: SAVED.today, filter: { ...EMPTY, lists: { handelse: ['uppslag'] }, period: 'idag' } },
  { name: SAVED.refused, filter: { ...EMPTY, lists: { utfall: ['nekat'] }, period: '7' } },
  { name: SAVED.ownNumber, filter: { ...EMPTY, lists: { flagga: ['eget-nummer'] }, period: '30' } },
  { name: SAVED.exceptions, filter: { ...EMPTY, lists: { flagga: ['undantag'] }, period: '30' } },
  {
    name: SAVED.protectedShown,
    filter: { ...EMPTY, lists: { flagga: ['skyddad-visad'] }, period: '30' },
    protectedOnly: true,
  },
]

/** Searches that are ready, and the officer's own. */
export const SavedList = ({
  frame,
  filter,
  saved,
}: {
  readonly frame: AuditFrame
  readonly filter: Filter
  readonly saved: readonly SavedFilter[]
}) => {
  const current = queryOf(filter)
  return (
    <ul class="saved-filters" aria-label={SAVED.label}>
      {READY.filter(({ protectedOnly }) => protectedOnly !== true || frame.mayProtected).map(
        ({ name, filter: one }) => (
          <li>
            <a href={searchHref(one)} aria-current={queryOf(one) === current ? 'true' : undefined}>
              {name}
            </a>
          </li>
        ),
      )}
      {saved.map(({ id, name, query }) => (
        <li class="own-filter">
          <a href={`/logg?${query}`} aria-current={query === current ? 'true' : undefined}>
            {name}
          </a>
          <Form action="/logg/filter/bort" class="inline" values={{ id }}>
            <button class="remove">
              <Icon name="failed" />
              <Hidden>{SAVED.remove(name)}</Hidden>
            </button>
          </Form>
        </li>
      ))}
    </ul>
  )
}

/** In the dialog, and on a page of its own. */
export const SaveFilter = (props: {
  readonly query: string
  readonly hidesPerson: boolean
  readonly error?: string | undefined
  readonly value?: string | undefined
}) => (
  <Form action="/logg/filter" values={{ filter: props.query }}>
    <TextField
      name="namn"
      id="filter-name"
      label={SAVED.name}
      hint={SAVED.nameHint}
      value={props.value}
      error={props.error}
      maxLength={60}
      required
    />
    <p class="small muted">
      {SAVED.forYou} {props.hidesPerson ? SAVED.personLeftOut : SAVED.personNever}
    </p>
    <div class="row">
      <Button main>{SAVED.save}</Button>
    </div>
  </Form>
)
