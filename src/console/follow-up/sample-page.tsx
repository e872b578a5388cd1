import { kindName } from '../../informationsmangd/names.ts'
import type { Policy } from '../../policy/policy.ts'
import type { RulesContent } from '../../review/follow-up/rules-file.ts'
import type { Urvalsinnehall, Urvalspost } from '../../review/follow-up/sample-schema.ts'
import { IDENTIFICATIONS, RELATIONS } from '../../review/record/words.ts'
import { recordHref } from '../audit/record.tsx'
import { OUTCOME_NAMES } from '../audit/search-texts.ts'
import { Facts, Icon, Notice, Section } from '../frame/components.tsx'
import { FieldNames } from '../frame/fields.tsx'
import type { Shortcut } from '../frame/visit.ts'
import { AllItems, Closing, type IsMe } from './closing-part.tsx'
import type { FormState } from './form.ts'
import { kindOf } from './months-page.tsx'
import { COLUMNS, MONTHS_PAGE, SAMPLE, VERDICT_NAMES } from './texts.ts'
import { VerdictForm } from './verdict-form.tsx'
import { named, ruleName, unitName, wholeMoment } from './words.tsx'

export interface SampleData {
  readonly sample: Urvalsinnehall
  /** The item that is open; undefined when nothing is left to judge and none was asked for. */
  readonly item: Urvalspost | undefined
  /** Places in the sample of what comes before, and of what is left after it. */
  readonly previous: number | undefined
  readonly next: number | undefined
  /** The item that has just been judged. */
  readonly judged: Urvalspost | undefined
  /** Whether an assigned reviewer is the officer. */
  readonly isMe: IsMe
  readonly form: FormState
  readonly closing: FormState
  readonly logName: string
  readonly names: Pick<Policy, 'andamal' | 'roller' | 'klienter'>
  readonly rules: Pick<RulesContent, 'regler' | 'enheter'>
}

export const SAMPLE_SHORTCUTS: readonly Shortcut[] = [
  { key: 'G', label: VERDICT_NAMES.befogad, target: 'befogad' },
  { key: 'U', label: VERDICT_NAMES['behover-utredas'], target: 'behover-utredas' },
  { key: 'O', label: VERDICT_NAMES.obefogad, target: 'obefogad' },
  { key: 'K', label: SAMPLE.comment, target: 'kommentar' },
  { key: 'P', label: SAMPLE.previous, target: 'previous' },
  { key: 'N', label: SAMPLE.skip, target: 'skip' },
]

/** One record at a time, and at the end the signature. */
export const SampleContent = (data: SampleData) => {
  const { sample, item, judged } = data
  return (
    <>
      {judged === undefined ? null : <Judged item={judged} left={sample.kvar} of={sample.poster} />}
      <Section id="urval" title={headOf(data)} aside={<Drawn sample={sample} />}>
        <Progress sample={sample} open={item?.post} />
        <p class="small muted">{leftText(sample)}</p>
        {item === undefined ? null : <Review data={data} item={item} />}
      </Section>
      <Closing sample={sample} form={data.closing} waitsForOthers={item === undefined && sample.kvar > 0} />
      <AllItems sample={sample} rules={data.rules} isMe={data.isMe} open={item?.post} />
    </>
  )
}

function headOf({ sample, logName }: SampleData): string {
  const kind = kindOf(sample)
  const judged = MONTHS_PAGE.judged(sample.poster - sample.kvar, sample.poster)
  return SAMPLE.heading(sample.manad, logName, kind, judged)
}

const Drawn = ({ sample }: { readonly sample: Urvalsinnehall }) => (
  <>
    {SAMPLE.drawnFrom(new Date(sample.draget), sample.underlag)} <span class="fixed">{sample.fro.slice(0, 8)}</span> ·{' '}
    <a href="/logg/uppfoljning/regler#urval">{SAMPLE.rule}</a>
  </>
)

/** `12 kvar av 40, 1 av dem är ditt eget. Klart senast 2026-11-22.` */
function leftText({ kvar, poster, innehall, klartSenast, avslutat }: Urvalsinnehall): string {
  if (avslutat !== null) return SAMPLE.signedAt(new Date(avslutat))
  const own = innehall.filter(({ egetUppslag, bedomningar }) => egetUppslag && bedomningar.length === 0).length
  return `${SAMPLE.left(kvar, poster, own, new Date(klartSenast))} ${SAMPLE.ownRule}`
}

const Judged = ({ item, left, of }: { readonly item: Urvalspost; readonly left: number; readonly of: number }) => {
  const verdict = item.bedomningar.at(-1)
  if (verdict === undefined) return null
  return (
    <Notice is="ok">
      <p>
        {SAMPLE.judged(item.post)} <strong>{VERDICT_NAMES[verdict.utfall]}</strong>. {SAMPLE.leftOf(left, of)}
      </p>
    </Notice>
  )
}

const Progress = ({ sample, open }: { readonly sample: Urvalsinnehall; readonly open: number | undefined }) => {
  const { innehall, poster, kvar } = sample
  const spoken = SAMPLE.progress(poster - kvar, poster, open)
  return (
    <div class={innehall.length > 20 ? 'steps' : 'steps few'} role="img" aria-label={spoken}>
      {innehall.map(({ post, bedomningar }) => (
        <span class={post === open ? 'now' : bedomningar.length > 0 ? 'done' : undefined} />
      ))}
    </div>
  )
}

const Review = ({ data, item }: { readonly data: SampleData; readonly item: Urvalspost }) => {
  const { sample, form, previous, next } = data
  return (
    <div class="review">
      <div>
        <h3>{SAMPLE.item(item.post)}</h3>
        {item.uppslag === null ? <p>{SAMPLE.pruned}</p> : <Lookup data={data} item={item} lookup={item.uppslag} />}
        <Verdicts item={item} isMe={data.isMe} />
      </div>
      <div class="judging">
        {sample.avslutat !== null ? (
          <p>{SAMPLE.signed}.</p>
        ) : item.egetUppslag ? (
          <Notice is="held">
            <p>{SAMPLE.own}</p>
          </Notice>
        ) : (
          <VerdictForm sampleId={sample.urvalId} post={item.post} form={form} />
        )}
        <p class="row">
          {previous === undefined ? null : (
            <a id="previous" href={`?post=${String(previous)}`}>
              {SAMPLE.previous}
            </a>
          )}
          {next === undefined ? null : (
            <a id="skip" href={`?post=${String(next)}`}>
              {SAMPLE.skip}
            </a>
          )}
        </p>
      </div>
    </div>
  )
}

type Lookup = NonNullable<Urvalspost['uppslag']>

const Lookup = (props: { readonly data: SampleData; readonly item: Urvalspost; readonly lookup: Lookup }) => {
  const { data, item, lookup } = props
  const { names, rules, isMe } = data
  const { granskare } = item
  return (
    <Facts
      facts={[
        [COLUMNS.when, wholeMoment(lookup.tid)],
        [COLUMNS.who, whoText(lookup, data)],
        [
          COLUMNS.person,
          <>
            {SAMPLE.sealed} <a href={recordHref(item.loggpost)}>{SAMPLE.number}</a>{' '}
            <span class="muted">{SAMPLE.logged}</span>
          </>,
        ],
        [COLUMNS.andamal, lookup.andamal === null ? SAMPLE.noPurpose : named(names.andamal, lookup.andamal)],
        [COLUMNS.arende, lookup.arende ?? SAMPLE.noCase],
        [SAMPLE.onThePhone, onThePhone(lookup)],
        [SAMPLE.shown, <Shown shown={lookup.visat} />],
        [COLUMNS.outcome, OUTCOME_NAMES[lookup.utfall] ?? lookup.utfall],
        [SAMPLE.tillstand, lookup.tillstand],
        [SAMPLE.therefore, <Grounds item={item} rules={rules} />],
        [SAMPLE.assigned, granskare === null ? SAMPLE.anybody : isMe(granskare) ? SAMPLE.you : granskare.slutanvandare],
      ]}
    />
  )
}

function whoText({ slutanvandare, enhet, klient }: Lookup, { rules, names }: SampleData): string {
  const system = klient === null ? '' : ` (${named(names.klienter, klient)})`
  return `${slutanvandare ?? SAMPLE.unknown}, ${unitName(rules, enhet)}${system}`
}

function onThePhone({ relation, identifiering }: Lookup): string {
  const who = relation === null ? '' : (RELATIONS.get(relation) ?? relation)
  const how = identifiering === null ? '' : (IDENTIFICATIONS.get(identifiering) ?? identifiering)
  const text = [who, how].filter((part) => part !== '').join(', ')
  return text === '' ? SAMPLE.noPurpose : text.charAt(0).toUpperCase() + text.slice(1)
}

const Shown = ({ shown }: { readonly shown: Lookup['visat'] }) =>
  shown.length === 0 ? (
    <>{SAMPLE.nothingShown}</>
  ) : (
    <ul>
      {shown.map(({ mangd, falt }) => (
        <li>
          {kindName(mangd)}:{' '}
          <span class="muted">
            <FieldNames fields={falt} />
          </span>
        </li>
      ))}
    </ul>
  )

const Grounds = ({ item, rules }: { readonly item: Urvalspost; readonly rules: SampleData['rules'] }) => (
  <ul class="grounds">
    {item.grunder.map(({ regel, forklaring }) => (
      <li class={regel === 'slump' ? undefined : 'flagged'}>
        <Icon name={regel === 'slump' ? 'none' : 'flag'} />
        <div>
          <a href={`/logg/uppfoljning/regler#${encodeURIComponent(regel === 'slump' ? 'urval' : regel)}`}>
            {ruleName(rules, regel)}
          </a>
          <span class="small muted">{forklaring}</span>
        </div>
      </li>
    ))}
  </ul>
)

/** Those that the item has been given, oldest first. */
const Verdicts = ({ item, isMe }: { readonly item: Urvalspost; readonly isMe: IsMe }) =>
  item.bedomningar.length === 0 ? null : (
    <div class="given">
      <h3>{SAMPLE.verdicts}</h3>
      <ul>
        {item.bedomningar.map(({ utfall, kommentar, av, tid }, place) => (
          <li>
            <strong>{VERDICT_NAMES[utfall]}</strong>{' '}
            {SAMPLE.byAt(isMe(av) ? SAMPLE.you : av.slutanvandare, new Date(tid))}
            {place === item.bedomningar.length - 1 ? '' : SAMPLE.replaced}
            {kommentar === '' ? null : <span class="muted">. {kommentar}</span>}
          </li>
        ))}
      </ul>
    </div>
  )
