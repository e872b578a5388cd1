import { type Categories, suggest } from '../../cases/categories.ts'
import type { Uppslagssvar } from '../../uppslag/uppslag-schema.ts'
import { Button, Form, Select } from '../frame/forms.tsx'
import { shownUppgifter } from './answer.ts'
import { viewAddress } from './band.tsx'
import type { KeptView } from './lookup-request.ts'
import { REGISTRATION } from './texts.ts'

export const LEVELS = ['huvudkategori', 'arendetyp', 'arendeklass'] as const

/** The words of the installation at one level, each once. */
export const wordsOf = ({ regler, katalog = {} }: Categories, level: (typeof LEVELS)[number]): readonly string[] => [
  ...new Set([...regler.map(({ forslag }) => forslag[level]), ...(katalog[level] ?? [])]),
]

/** What the case could register, by the rules of the categories and by what this page shows; to be changed and sent on a click. */
export const Registration = (props: {
  readonly view: string
  readonly kept: KeptView
  readonly answer: Uppslagssvar
  readonly categories: Categories
}) => {
  const { kept, categories } = props
  const { arende, andamal } = kept.request
  const forslag = suggest(categories.regler, andamal, shownUppgifter(props.answer))
  return (
    <section class="block not-printed" aria-labelledby="h-registration">
      <h2 id="h-registration">{REGISTRATION.title}</h2>
      {arende === undefined ? (
        <p class="small muted">{REGISTRATION.noArende}</p>
      ) : (
        <>
          <p class="small muted">{REGISTRATION.about}</p>
          <Form action={viewAddress(props.view, 'registrera')}>
            {LEVELS.map((level) => (
              <Select
                name={level}
                label={REGISTRATION[level]}
                value={forslag?.[level]}
                options={wordsOf(categories, level).map((word) => ({ value: word, label: word }))}
              />
            ))}
            <Button main>{REGISTRATION.save(arende)}</Button>
          </Form>
        </>
      )}
    </section>
  )
}
