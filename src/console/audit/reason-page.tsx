import { Button, Form, TextField } from '../frame/forms.tsx'
import type { Page, PageAnswer, Visit } from '../frame/visit.ts'
import { type AuditFrame, auditFrame, type AuditFrameDeps, auditPage } from './audit-frame.tsx'
import { backTo, setReason } from './errand.ts'
import { ACTS, FIELDS, REASON_PAGE } from './texts.ts'

/** Asks why the officer reviews. */
export const reasonPage = (
  frame: AuditFrame,
  asked: { readonly back: string; readonly value?: string | undefined; readonly error?: string | undefined },
): Page =>
  auditPage({
    frame,
    title: REASON_PAGE.title,
    about: REASON_PAGE.about,
    current: '/logg',
    here: asked.back,
    ...(asked.error === undefined ? {} : { status: 422 }),
    content: (
      <Form action="/logg/skal" class="form narrow-form" values={{ till: asked.back }}>
        <TextField
          name="skal"
          label={FIELDS.reason}
          hint={REASON_PAGE.hint}
          value={asked.value ?? frame.reason ?? ''}
          error={asked.error}
          maxLength={200}
          required
          first
        />
        <div class="row">
          <Button main>{REASON_PAGE.save}</Button>
          <a href={asked.back}>{ACTS.cancel}</a>
        </div>
      </Form>
    ),
  })

export const showReason =
  (deps: AuditFrameDeps) =>
  async (visit: Visit): Promise<PageAnswer> => ({
    page: reasonPage(await auditFrame(deps, visit), { back: backTo(visit.query.get('till'), '/logg') }),
  })

export const saveReason =
  (deps: AuditFrameDeps) =>
  async (visit: Visit): Promise<PageAnswer> => {
    const back = backTo(visit.form.get('till'), '/logg')
    const value = visit.form.get('skal') ?? ''
    const error = await setReason(deps.errands, visit, value)
    if (error === undefined) return { redirect: back }
    return { page: reasonPage(await auditFrame(deps, visit), { back, value, error }) }
  }
