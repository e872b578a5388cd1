import { openNumber, showRecord } from '../../api/contracts/record.ts'
import { kindName } from '../../informationsmangd/names.ts'
import type { Nummersvar, Postsvar } from '../../review/record/record-schema.ts'
import { Facts, Notice, Section } from '../frame/components.tsx'
import { FieldNames } from '../frame/fields.tsx'
import { dateText, secondsText } from '../frame/format.ts'
import { capital } from '../frame/format.ts'
import { Button, ButtonLink, Form } from '../frame/forms.tsx'
import { nothingPage } from '../frame/layout.tsx'
import { problemPage } from '../frame/pages.tsx'
import type { Page, PageAnswer, Visit } from '../frame/visit.ts'
import { type AuditFrame, auditFrame, type AuditFrameDeps, auditPage, reasonHref } from './audit-frame.tsx'
import { reasonOf } from './errand.ts'
import { SEALED_MINUTES } from './filter.ts'
import { Flags } from './flags.tsx'
import { ACTS, COLUMNS, FIELDS, NUMBER_CLOSED, RECORD } from './texts.ts'

export const recordHref = (id: string): string => `/logg/post?id=${encodeURIComponent(id)}`

/** Everything that a record says, in words; whom it is about is opened by an act of its own. */
export const recordPage = (data: {
  readonly frame: AuditFrame
  readonly id: string
  readonly answer: Postsvar
}): Page => {
  const { frame, id, answer } = data
  const [first, ...others] = answer.poster
  return auditPage({
    frame,
    title: RECORD.title,
    current: '/logg',
    here: recordHref(id),
    content:
      first === undefined ? (
        <Notice is="none">{answer.status === 'gallrad' ? RECORD.pruned : RECORD.lost}</Notice>
      ) : (
        <>
          <OneRecord post={first} id={id} />
          {others.map((post) => (
            <OneRecord post={post} id={post.loggpost} />
          ))}
        </>
      ),
  })
}

type Post = Postsvar['poster'][number]

const OneRecord = ({ post, id }: { readonly post: Post; readonly id: string }) => {
  const time = new Date(post.tid)
  const flags = post.falt.filter(({ falt }) => falt === 'flaggor').map(({ varde }) => varde)
  const user = post.falt.find(({ falt }) => falt === 'slutanvandare')?.varde
  const issuer = post.falt.find(({ falt }) => falt === 'utfardare')?.varde
  return (
    <Section id={`post-${post.logg}`} title={post.loggnamn} aside={`${dateText(time)} ${secondsText(time)}`}>
      <p class="lead">{post.sammanfattning}</p>
      <div class="record">
        <Facts
          facts={[
            [COLUMNS.time, `${dateText(time)} ${secondsText(time)}`],
            ...post.falt
              .filter(({ falt }) => falt !== 'flaggor')
              .map((one) => [one.rubrik, <FieldValue field={one} />] as const),
            [COLUMNS.flags, flags.length === 0 ? undefined : <Flags flags={flags} />],
          ]}
        />
        <div class="block">
          <h3>{RECORD.person}</h3>
          {post.personId === null ? (
            <p>{RECORD.nobody}</p>
          ) : (
            <>
              <p>{RECORD.hidden}</p>
              <Form action="/logg/nummer" class="row" values={{ loggId: id }}>
                <Button>{RECORD.open}</Button>
              </Form>
              <p class="small muted">{RECORD.openLogged}</p>
              <Form action="/logg/tidslinje" class="row" values={{ personId: post.personId }}>
                <Button>{ACTS.personTimeline}</Button>
              </Form>
            </>
          )}
          {user === undefined ? null : (
            <Form
              action="/logg/tidslinje"
              class="row"
              values={{ handlaggare: user, ...(issuer === undefined ? {} : { utfardare: issuer }) }}
            >
              <Button>{RECORD.userTimeline}</Button>
            </Form>
          )}
        </div>
      </div>
    </Section>
  )
}

/** What the explanation of a field is about: the field, and not its value. */
const ABOUT_FIELD: ReadonlySet<string> = new Set(['handelseId', 'avtal', 'antal'])

const FieldValue = ({ field: { falt, varde, forklaring } }: { readonly field: Post['falt'][number] }) => {
  if (falt === 'visat') return <ShownFields text={varde} />
  if (forklaring === null || forklaring === varde) return <>{varde}</>
  const [first, second] = ABOUT_FIELD.has(falt) ? [varde, forklaring] : [capital(forklaring), varde]
  return (
    <>
      {first} <span class="muted small">{second}</span>
    </>
  )
}

/** `faktura: belopp, ocrNummer` */
const ShownFields = ({ text }: { readonly text: string }) => {
  const [mangd = '', fields = ''] = text.split(': ')
  return (
    <>
      {kindName(mangd)}{' '}
      <span class="muted small">
        <FieldNames fields={fields.split(', ')} />
      </span>
    </>
  )
}

export const numberPage = (data: {
  readonly frame: AuditFrame
  readonly answer: Nummersvar
  readonly record: string
  readonly now: Date
}): Page => {
  const { frame, answer, record, now } = data
  return auditPage({
    frame,
    title: RECORD.numberTitle,
    current: '/logg',
    here: recordHref(record),
    content: (
      <Section id="number" title={RECORD.numberHeading}>
        {answer.personnummer === null ? null : (
          <p class="opened-number">
            <span class="hidden">{FIELDS.personnummer} </span>
            {answer.personnummer.replace(/^(\d{8})(\d{4})$/, '$1-$2')}
          </p>
        )}
        <p>{answer.forklaring}</p>
        <p class="small muted">{RECORD.opened(now)}</p>
        <p class="row">
          <ButtonLink href={recordHref(record)}>{RECORD.back}</ButtonLink>
        </p>
      </Section>
    ),
  })
}

const CLOSED = {
  title: NUMBER_CLOSED.title,
  text: NUMBER_CLOSED.text,
}

export function recordHandlers(deps: AuditFrameDeps) {
  return {
    show: async (visit: Visit): Promise<PageAnswer> => {
      const id = visit.query.get('id') ?? ''
      const reason = await reasonOf(deps.errands, visit)
      if (reason === undefined) return { redirect: reasonHref(recordHref(id)) }
      const { body: answer, problem } = await visit.perform(showRecord, { body: { loggId: id, skal: reason } })
      if (problem !== undefined) return problemPage(problem)
      return { page: recordPage({ frame: await auditFrame(deps, visit), id, answer }) }
    },

    /** Whose number is shown never stands in an address: the opaque id of the record is kept, and each view is an act. */
    open: async (visit: Visit): Promise<PageAnswer> => {
      const record = visit.form.get('loggId') ?? ''
      const reason = await reasonOf(deps.errands, visit)
      if (reason === undefined) return { redirect: reasonHref(recordHref(record)) }
      return { redirect: `/logg/nummer/${await visit.keep({ record }, SEALED_MINUTES)}` }
    },

    showNumber: async (visit: Visit): Promise<PageAnswer> => {
      const kept = (await visit.kept(visit.parameters.id ?? '')) as { readonly record: string } | undefined
      if (kept === undefined) return { page: { ...nothingPage(CLOSED, 410), area: 'logg' } }
      const { record } = kept
      const reason = await reasonOf(deps.errands, visit)
      if (reason === undefined) return { redirect: reasonHref(recordHref(record)) }
      const { body: answer, problem } = await visit.perform(openNumber, { body: { loggId: record, skal: reason } })
      if (problem !== undefined) return problemPage(problem)
      return { page: numberPage({ frame: await auditFrame(deps, visit), answer, record, now: visit.now }) }
    },
  }
}
