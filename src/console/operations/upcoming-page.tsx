import type { SyncPause, UpcomingRun } from '../../operations/nights.ts'
import type { Scope } from '../../sync/source.ts'
import { Section, Table } from '../frame/components.tsx'
import { momentText } from '../frame/format.ts'
import { Select } from '../frame/forms.tsx'
import type { Page, PageAnswer, Visit } from '../frame/visit.ts'
import { type ActForm, ActLink } from './act.tsx'
import { UPCOMING, withQuery } from './addresses.ts'
import type { Desk } from './desk.ts'
import { operationsPage, type Told, toldOf } from './frame.tsx'
import { UPCOMING_PAGE } from './night-texts.ts'
import { ACTS, ALL, COLUMNS, FIELDS, nearText } from './texts.ts'
import { Upcoming } from './upcoming.tsx'
import { sourceOf, sourceText } from './words.ts'

const DAYS = 14

export interface UpcomingData {
  readonly upcoming: readonly UpcomingRun[]
  readonly pauses: readonly SyncPause[]
  readonly now: Date
}

export async function showUpcoming(desk: Desk, visit: Visit): Promise<PageAnswer> {
  const [upcoming, pauses, told] = await Promise.all([desk.nights.upcoming(DAYS), desk.nights.pauses(), toldOf(visit)])
  return { page: upcomingPage({ upcoming, pauses, now: visit.now }, desk, told) }
}

export function upcomingPage({ upcoming, pauses, now }: UpcomingData, desk: Desk, told?: Told): Page {
  const blackouts = [
    ...new Set(upcoming.flatMap(({ left, night }) => (left.some(({ why }) => why === 'uppehall') ? night : []))),
  ]
  const [first] = upcoming
  return operationsPage({
    title: UPCOMING_PAGE.title,
    current: UPCOMING,
    heading: first === undefined ? UPCOMING_PAGE.nothing : UPCOMING_PAGE.heading(nearText(first.dueAt, now)),
    about: UPCOMING_PAGE.about(blackouts),
    told,
    actions: <ActLink of={pauseForm(desk)} subject={NOTHING_CHOSEN} id="pausa" label={UPCOMING_PAGE.pauseDialog} />,
    content: (
      <>
        <Section id="pauser" title={pauses.length === 0 ? UPCOMING_PAGE.noPause : UPCOMING_PAGE.pauses(pauses.length)}>
          {pauses.length === 0 ? (
            <p>{UPCOMING_PAGE.allRead}</p>
          ) : (
            <Table
              caption={UPCOMING_PAGE.pausesCaption}
              columns={[
                { label: COLUMNS.what },
                { label: COLUMNS.since },
                { label: COLUMNS.by },
                { label: COLUMNS.reason },
                { label: COLUMNS.act },
              ]}
              rows={pauses.map((pause) => ({
                key: String(pause.id),
                cells: [
                  pauseText(pause, desk),
                  momentText(pause.at),
                  pause.by,
                  pause.reason,
                  <ActLink
                    of={resumeForm(desk)}
                    subject={pause}
                    id={`ateruppta-${String(pause.id)}`}
                    label={UPCOMING_PAGE.resumeDialog}
                  />,
                ],
              }))}
            />
          )}
        </Section>
        <Section id="tva-veckor" title={UPCOMING_PAGE.twoWeeks}>
          {first === undefined ? (
            <p>{UPCOMING_PAGE.noSchedule}</p>
          ) : (
            <Upcoming upcoming={upcoming} names={desk.names} />
          )}
        </Section>
      </>
    ),
  })
}

interface Chosen {
  readonly source: string
  readonly stadsdel: string
}

const NOTHING_CHOSEN: Chosen = { source: '', stadsdel: '' }

const pauseText = ({ source, stadsdel }: Pick<SyncPause, 'source' | 'stadsdel'>, { names }: Desk): string =>
  `${stadsdel === null ? ALL.stadsdel : names(stadsdel)}, ${source === null ? ALL.source.toLowerCase() : sourceText(source)}`

const scopeOf = (sourceName: string | null, stadsdel: string | null): Partial<Scope> => {
  const source = sourceOf(sourceName)
  return { ...(source === undefined ? {} : { source }), ...(stadsdel === null || stadsdel === '' ? {} : { stadsdel }) }
}

export const pauseForm = (desk: Desk): ActForm<Chosen> => ({
  path: `${UPCOMING}/pausa`,
  address: () => `${UPCOMING}/pausa`,
  under: UPCOMING,
  back: () => UPCOMING,
  load: async ({ form, query }) => {
    const values = form.has('orsak') ? form : query
    return { source: values.get('kalla') ?? '', stadsdel: values.get('stadsdel') ?? '' }
  },
  title: () => UPCOMING_PAGE.pause,
  submit: () => ACTS.pause,
  fields: ({ source, stadsdel }, { errors, prefix }) => (
    <>
      <p>{UPCOMING_PAGE.pauseAbout}</p>
      <Select
        name="kalla"
        id={`${prefix}kalla`}
        label={FIELDS.source}
        value={source}
        nothing={ALL.source}
        options={[...new Set(desk.scopes().map((one) => one.source))].map((one) => ({
          value: one,
          label: sourceText(one),
        }))}
      />
      <Select
        name="stadsdel"
        id={`${prefix}stadsdel`}
        label={FIELDS.stadsdel}
        error={errors['stadsdel']}
        value={stadsdel}
        nothing={ALL.stadsdel}
        options={[...new Set(desk.scopes().map((scope) => scope.stadsdel))].map((code) => ({
          value: code,
          label: desk.names(code),
        }))}
      />
    </>
  ),
  check: ({ source, stadsdel }) =>
    desk
      .scopes()
      .some((one) => (source === '' || one.source === source) && (stadsdel === '' || one.stadsdel === stadsdel))
      ? {}
      : { stadsdel: FIELDS.noSuchScope },
  perform: async ({ source, stadsdel }, _, act) => {
    await desk.acts.pause(scopeOf(source, stadsdel), act)
    return { is: 'ok', text: UPCOMING_PAGE.paused, goTo: `${UPCOMING}#pauser` }
  },
})

export const resumeForm = (desk: Desk): ActForm<SyncPause> => ({
  path: `${UPCOMING}/ateruppta`,
  address: ({ source, stadsdel }) =>
    withQuery(`${UPCOMING}/ateruppta`, { kalla: source ?? undefined, stadsdel: stadsdel ?? undefined }),
  under: UPCOMING,
  back: () => UPCOMING,
  load: async ({ query }) => {
    const { source = null, stadsdel = null } = scopeOf(query.get('kalla'), query.get('stadsdel'))
    return (await desk.nights.pauses()).find((one) => one.source === source && one.stadsdel === stadsdel)
  },
  title: (pause) => UPCOMING_PAGE.resume(pauseText(pause, desk)),
  submit: () => ACTS.resume,
  fields: (pause) => <p>{UPCOMING_PAGE.resumeAbout(pause.at, pause.by, pause.reason)}</p>,
  perform: async ({ source, stadsdel }, _, act) => {
    await desk.acts.resume(scopeOf(source, stadsdel), act)
    return { is: 'ok', text: UPCOMING_PAGE.resumed, goTo: `${UPCOMING}#pauser` }
  },
})
