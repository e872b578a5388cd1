import { invalid } from '../platform/checked-yaml.ts'
import { parseTimes } from './oppettider.ts'
import type { Oppettid, OwnTimes, Week } from './policy.ts'

/** Checks what the JSON Schema of opening hours cannot express. */
export function checkOppettider(
  oppettider: Readonly<Record<string, Oppettid>>,
  file: string,
  part = 'oppettider',
): void {
  for (const [code, time] of Object.entries(oppettider)) {
    const error: Failure = (path, why) => invalid(file, `/${part}/${code}/${path}`, why)
    if (!('utanfor' in time)) checkOwnTimes(time, error)
    else {
      const another = Object.hasOwn(oppettider, time.utanfor) ? oppettider[time.utanfor] : undefined
      if (another === undefined || 'utanfor' in another)
        throw error('utanfor', 'must name opening hours that have a veckan')
    }
  }
}

type Failure = (path: string, why: string) => Error

function checkOwnTimes({ veckan, perioder = [] }: OwnTimes, error: Failure): void {
  checkWeek('veckan', veckan, error)
  perioder.forEach((period, i) => {
    checkWeek(`perioder/${String(i)}/veckan`, period.veckan, error)
    if (period.till < period.fran) throw error(`perioder/${String(i)}/till`, 'lies before fran: split it at New Year')
    const first = perioder.findIndex(({ fran, till }) => fran <= period.till && period.fran <= till)
    if (first !== i) throw error(`perioder/${String(i)}/fran`, 'overlaps another period')
  })
}

function checkWeek(path: string, week: Week, error: Failure): void {
  for (const [day, times] of Object.entries(week)) {
    const [from, to] = parseTimes(times)
    if (to <= from) throw error(`${path}/${day}`, 'ends before it begins')
  }
}
