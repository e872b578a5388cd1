import type { SyncPause, UpcomingRun } from '../../operations/nights.ts'
import type { Scope } from '../../sync/source.ts'
import { Section, Table } from '../frame/components.tsx'
import { Select } from '../frame/forms.tsx'
import { momentText } from '../frame/format.ts'
import type { Page, PageAnswer, Visit } from '../frame/visit.ts'
import { type ActForm, ActLink } from './act.tsx'
import { UPCOMING, withQuery } from './addresses.ts'
import type { Desk } from './desk.ts'
import { operationsPage, type Told, toldOf } from './frame.tsx'
import { ALL } from './texts.ts'
import { Upcoming } from './upcoming.tsx'
import { count, nearText, sourceOf, sourceText } from './words.ts'

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
  const blackouts = new Set(
    upcoming.flatMap(({ left, night }) => (left.some(({ why }) => why === 'uppehall') ? night : [])),
  )
  const [first] = upcoming
  return operationsPage({
    title: 'Kommande körningar',
    current: UPCOMING,
    heading: first === undefined ? 'Kommande: inget är planerat' : `Kommande: nästa ${nearText(first.dueAt, now)}`,
    about: `Två veckor framåt. ${blackouts.size === 0 ? 'Inga uppehåll.' : `Uppehåll ${count(blackouts.size, 'dag', 'dagar')}: ${[...blackouts].join(', ')}.`} Tider och uppehåll står i inställningarna.`,
    told,
    actions: <ActLink of={pauseForm(desk)} subject={NOTHING_CHOSEN} id="pausa" label="Pausa läsningen…" />,
    content: (
      <>
        <Section
          id="pauser"
          title={pauses.length === 0 ? 'Ingen läsning är pausad' : `Pausat: ${String(pauses.length)}`}
        >
          {pauses.length === 0 ? (
            <p>Allt som är planerat läses.</p>
          ) : (
            <Table
              caption="Pausade läsningar"
              columns={[{ label: 'Vad' }, { label: 'Sedan' }, { label: 'Av' }, { label: 'Orsak' }, { label: 'Gör' }]}
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
                    label="Återuppta…"
                  />,
                ],
              }))}
            />
          )}
        </Section>
        <Section id="tva-veckor" title="Två veckor framåt">
          {first === undefined ? (
            <p>Inställningarna har inget schema, eller så gäller inget avtal.</p>
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
  title: () => 'Pausa läsningen',
  submit: () => 'Pausa',
  fields: ({ source, stadsdel }, { errors, prefix }) => (
    <>
      <p>Inget schemalagt läses förrän någon återupptar det. En läsning som pågår går klart, och ”Kör nu” fungerar.</p>
      <Select
        name="kalla"
        id={`${prefix}kalla`}
        label="Källa"
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
        label="Stadsdel"
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
      : { stadsdel: 'Den källan läses inte i den stadsdelen. Välj en annan.' },
  perform: async ({ source, stadsdel }, _, act) => {
    await desk.acts.pause(scopeOf(source, stadsdel), act)
    return { is: 'ok', text: 'Läsningen är pausad.', goTo: `${UPCOMING}#pauser` }
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
  title: (pause) => `Återuppta: ${pauseText(pause, desk)}`,
  submit: () => 'Återuppta',
  fields: (pause) => (
    <p>{`Pausat ${momentText(pause.at)} av ${pause.by}: ”${pause.reason}”. Nästa schemalagda läsning blir av.`}</p>
  ),
  perform: async ({ source, stadsdel }, _, act) => {
    await desk.acts.resume(scopeOf(source, stadsdel), act)
    return { is: 'ok', text: 'Läsningen är återupptagen.', goTo: `${UPCOMING}#pauser` }
  },
})
