import type { NightSummary, UpcomingRun } from '../../operations/nights.ts'
import { spanText, wholeNumber } from '../frame/format.ts'
import { KEY_FIGURES } from './night-texts.ts'
import { COUNTS, nearText, WORK } from './texts.ts'
import { type Names, sourceText } from './words.ts'

export interface KeyFiguresData {
  readonly next: UpcomingRun | undefined
  readonly last: NightSummary
  readonly now: Date
  readonly names: Names
}

/** The five numbers that tell whether the night went well. */
export const KeyFigures = ({ next, last, now, names }: KeyFiguresData) => (
  <dl class="key-figures" id="nyckeltal">
    <Figure term={KEY_FIGURES.next} about={next === undefined ? KEY_FIGURES.nothingPlanned : nextText(next, names)}>
      {next === undefined ? KEY_FIGURES.none : nearText(next.dueAt, now)}
    </Figure>
    <Figure term={KEY_FIGURES.last} about={last.begun === null ? undefined : durationText(last)}>
      {lastText(last, now)}
    </Figure>
    <Figure term={KEY_FIGURES.read} about={KEY_FIGURES.changed(last.counts.changed + last.counts.added)}>
      {wholeNumber(last.counts.read)}
    </Figure>
    <Figure term={KEY_FIGURES.quarantined} about={growthText(last.quarantineGrowth)}>
      {wholeNumber(last.quarantined)}
    </Figure>
    <Figure
      term={KEY_FIGURES.worst}
      about={
        last.worst === null
          ? KEY_FIGURES.allRead
          : KEY_FIGURES.worstSource(sourceText(last.worst.source), last.worst.nights)
      }
    >
      {last.worst === null ? KEY_FIGURES.none : last.worst.namn}
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
      : [stadsdelar.length === 1 ? names(stadsdelar[0] ?? '') : COUNTS.stadsdelar(stadsdelar.length)]
  return [WORK[kind], ...where, ...(left.length === 0 ? [] : [KEY_FIGURES.left(left.length)])].join(', ')
}

const lastText = ({ begun, ended }: NightSummary, now: Date): string => {
  if (begun === null) return KEY_FIGURES.notRun
  return ended === null ? KEY_FIGURES.running : nearText(ended, now)
}

/** `91 minuter, medianen är 88 minuter`. */
export function durationText({ durationMs, medianMs }: Pick<NightSummary, 'durationMs' | 'medianMs'>): string {
  if (durationMs === null) return KEY_FIGURES.notEnded
  return medianMs === null ? spanText(durationMs) : KEY_FIGURES.duration(durationMs, medianMs)
}

const growthText = (growth: number): string => (growth === 0 ? KEY_FIGURES.same : KEY_FIGURES.growth(growth))
