import { type Categories, suggest } from '../../cases/categories.ts'
import type { Uppslagssvar } from '../../uppslag/uppslag-schema.ts'
import { Facts, Notice } from '../frame/components.tsx'
import { Button, ButtonLink, CopyButton, Form, Select } from '../frame/forms.tsx'
import type { Page } from '../frame/visit.ts'
import { shownUppgifter } from './answer.ts'
import { viewAddress } from './band.tsx'
import type { KeptView } from './lookup-request.ts'
import { REGISTRATION, VIEW, WHY } from './texts.ts'

export const LEVELS = ['huvudkategori', 'arendetyp', 'arendeklass'] as const
type Level = (typeof LEVELS)[number]

/** The words of the installation at one level, each once. */
const wordsOf = ({ regler, katalog = {} }: Categories, level: Level): readonly string[] => [
  ...new Set([...regler.map(({ forslag }) => forslag[level]), ...(katalog[level] ?? [])]),
]

/** What the case could register, by the rules of the categories and by what this page shows; to be changed and sent on a click. */
export const Registration = (props: {
  readonly view: string
  readonly kept: KeptView
  readonly answer: Uppslagssvar
  readonly categories: Categories
  readonly givesCategory: boolean
}) => {
  const { kept, categories, view } = props
  const { arende, andamal } = kept.request
  const suggestion = suggest(categories.regler, andamal, shownUppgifter(props.answer))
  return (
    <section class="block not-printed" aria-labelledby="h-registration">
      <h2 id="h-registration">{REGISTRATION.title}</h2>
      {!props.givesCategory ? (
        <>
          <p class="small muted">{REGISTRATION.elsewhere}</p>
          <Facts
            narrow
            facts={LEVELS.map((level) => [
              REGISTRATION[level],
              suggestion === null ? '–' : <Word word={suggestion[level]} />,
            ])}
          />
        </>
      ) : arende === undefined ? (
        <p class="small muted">{REGISTRATION.noArende}</p>
      ) : (
        <>
          <p class="small muted">{REGISTRATION.about}</p>
          <Form action={viewAddress(view, 'registrera')} attributes={{ 'data-piece': RESULT }}>
            {LEVELS.map((level) => (
              <Select
                name={level}
                label={REGISTRATION[level]}
                value={suggestion?.[level]}
                options={wordsOf(categories, level).map((word) => ({ value: word, label: word }))}
              />
            ))}
            <Button main>{REGISTRATION.save(arende)}</Button>
          </Form>
          <div id={RESULT} />
        </>
      )}
    </section>
  )
}

/** Where the page says how it went; the same element in the page of its own. */
const RESULT = 'registration-result'

const Word = ({ word }: { readonly word: string }) => (
  <span class="row">
    {word}
    <CopyButton text={word} label={REGISTRATION.copyWord(word)} copied={REGISTRATION.copied} />
  </span>
)

export const registeredPage = (props: {
  readonly view: string
  readonly arende: string
  readonly problem: string | undefined
  readonly status: number
}): Page => ({
  title: REGISTRATION.title,
  area: 'uppslag',
  status: props.status,
  content: (
    <div class="nothing">
      <h1>{REGISTRATION.title}</h1>
      <div id={RESULT}>
        {props.problem === undefined ? (
          <Notice is="ok">{REGISTRATION.saved(props.arende)}</Notice>
        ) : (
          <Notice is="failed">{props.problem}</Notice>
        )}
      </div>
      <p class="row">
        <ButtonLink href={`/uppslag/${encodeURIComponent(props.view)}`}>{WHY.back}</ButtonLink>
        <ButtonLink href={`/uppslag?samtal=${encodeURIComponent(props.view)}`}>{VIEW.newLookup}</ButtonLink>
      </p>
    </div>
  ),
})
