import type { NightSummary, UpcomingRun } from '../../operations/nights.ts'
import { spanText, wholeNumber } from '../frame/format.ts'
import { WORK } from './texts.ts'
import { count, type Names, nearText, sourceText } from './words.ts'

export interface KeyFiguresData {
  readonly next: UpcomingRun | undefined
  readonly last: NightSummary | undefined
  readonly now: Date
  readonly names: Names
}

/** The five numbers that tell whether the night went well. */
export const KeyFigures = ({ next, last, now, names }: KeyFiguresData) => (
  <dl class="key-figures" id="nyckeltal">
    <Figure term="Nästa körning" about={next === undefined ? 'Inget är planerat' : nextText(next, names)}>
      {next === undefined ? 'ingen' : nearText(next.dueAt, now)}
    </Figure>
    <Figure term="Senaste natten" about={last?.begun == null ? undefined : durationText(last)}>
      {lastText(last, now)}
    </Figure>
    <Figure
      term="Lästa uppgifter"
      about={
        last === undefined ? undefined : `${wholeNumber(last.counts.changed + last.counts.added)} nya eller ändrade`
      }
    >
      {wholeNumber(last?.counts.read ?? 0)}
    </Figure>
    <Figure term="I karantän" about={last === undefined ? undefined : growthText(last.quarantineGrowth)}>
      {wholeNumber(last?.quarantined ?? 0)}
    </Figure>
    <Figure
      term="Sämsta källa"
      about={
        last?.worst == null
          ? 'Alla är lästa'
          : `${sourceText(last.worst.source)}, ${count(last.worst.nights, 'natt', 'nätter')} utan hel läsning`
      }
    >
      {last?.worst == null ? 'ingen' : last.worst.namn}
    </Figure>
  </dl>
)

const Figure = (props: { readonly term: string; readonly about: string | undefined; readonly children: string }) => (
  <div>
    <dt>{props.term}</dt>
    <dd>
      {props.children}
      {props.about === undefined ? null : <small>{props.about}</small>}
    </dd>
  </div>
)

function nextText({ kind, scopes, left }: UpcomingRun, names: Names): string {
  const stadsdelar = [...new Set(scopes.map(({ stadsdel }) => stadsdel))]
  const where =
    scopes.length === 0
      ? []
      : [stadsdelar.length === 1 ? names(stadsdelar[0] ?? '') : count(stadsdelar.length, 'stadsdel', 'stadsdelar')]
  return [WORK[kind], ...where, ...(left.length === 0 ? [] : [`${wholeNumber(left.length)} utelämnas`])].join(', ')
}

const lastText = (last: NightSummary | undefined, now: Date): string => {
  if (last?.begun == null) return last === undefined ? 'ingen ännu' : 'inte körd'
  return last.ended === null ? 'pågår' : nearText(last.ended, now)
}

/** `91 minuter, medianen är 88 minuter`. */
export function durationText({ durationMs, medianMs }: Pick<NightSummary, 'durationMs' | 'medianMs'>): string {
  if (durationMs === null) return 'inte avslutad'
  return medianMs === null ? spanText(durationMs) : `${spanText(durationMs)}, medianen är ${spanText(medianMs)}`
}

const growthText = (growth: number): string =>
  growth === 0
    ? 'lika många som natten före'
    : `${wholeNumber(Math.abs(growth))} ${growth > 0 ? 'fler' : 'färre'} än natten före`
