import type { Registersvar } from '../../uppslag/handlaggare/handlaggare-schema.ts'
import { PageHead, Table } from '../frame/components.tsx'
import { Button, ButtonLink, Form, Select, TextField } from '../frame/forms.tsx'
import type { Page } from '../frame/visit.ts'
import { phoneOf } from './items.tsx'
import { UppslagMenu } from './lookup-page.tsx'
import { REGISTER } from './texts.ts'

/** The register of handläggare: about nobody who is looked up. Its filters stand in the address. */
export const registerPage = (props: {
  readonly answer: Registersvar | undefined
  readonly stadsdelar: readonly { readonly kod: string; readonly namn: string }[]
  readonly stadsdel: string
  readonly area: string
  readonly error?: string | undefined
}): Page => {
  const { answer, stadsdelar, stadsdel, area, error } = props
  const nameOf = (code: string) => stadsdelar.find(({ kod }) => kod === code)?.namn ?? code
  const to = (page: number) =>
    `/uppslag/handlaggare?${new URLSearchParams({ stadsdel, ansvarsomrade: area, sida: String(page) }).toString()}`
  return {
    title: REGISTER.title,
    area: 'uppslag',
    under: '/uppslag/handlaggare',
    ...(error === undefined ? {} : { status: 400 }),
    content: (
      <>
        <UppslagMenu current="/uppslag/handlaggare" looksUp />
        <PageHead title={REGISTER.title} about={REGISTER.about} />
        <Form class="register-filters" action="/uppslag/handlaggare">
          <Select
            name="stadsdel"
            label={REGISTER.stadsdel}
            value={stadsdel}
            nothing={REGISTER.all}
            options={stadsdelar.map(({ kod, namn }) => ({ value: kod, label: namn }))}
          />
          <TextField name="ansvarsomrade" label={REGISTER.area} value={area} error={error} maxLength={80} />
          <Button main>{REGISTER.search}</Button>
        </Form>
        {answer === undefined ? null : answer.handlaggare.length === 0 ? (
          <p class="section">{REGISTER.empty}</p>
        ) : (
          <>
            <p class="small muted">{REGISTER.count(answer.antal)}</p>
            <Table
              caption={REGISTER.title}
              columns={REGISTER.columns.map((label) => ({ label }))}
              rows={answer.handlaggare.map((one) => ({
                key: `${one.stadsdel}/${one.handlaggareId ?? ''}`,
                cells: [
                  one.namn ?? '–',
                  one.ansvarsomrade ?? '–',
                  one.enhet ?? '–',
                  phoneOf(one.telefon) ?? '–',
                  one.telefontid ?? '–',
                  nameOf(one.stadsdel),
                ],
              }))}
            />
            {answer.antal <= answer.limit ? null : (
              <p class="row register-pages">
                {answer.page > 1 ? <ButtonLink href={to(answer.page - 1)}>{REGISTER.before}</ButtonLink> : null}
                {answer.page * answer.limit < answer.antal ? (
                  <ButtonLink href={to(answer.page + 1)}>{REGISTER.after}</ButtonLink>
                ) : null}
              </p>
            )}
          </>
        )}
      </>
    ),
  }
}
