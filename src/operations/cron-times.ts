import { Cron } from 'croner'
import { stockholmTime } from '../platform/stockholm-time.ts'

const MINUTE_MS = 60_000
const HOUR_MS = 60 * MINUTE_MS

/**
 * The next time after this that a cron expression names, by the clock in Stockholm; undefined when there is none. A time in the
 * hour that the clock leaves out in spring is the end of that hour, and one in the hour that comes twice in autumn is the first
 * of the two, so that each happens once. An expression for every hour goes by elapsed hours: it misses none and repeats none.
 */
export function nextTime(expression: string, after: Date): Date | undefined {
  if (isEveryHour(expression)) return cronOf(expression, 'Europe/Stockholm').nextRun(after) ?? undefined
  const cron = cronOf(expression, 'Etc/UTC')
  // The wall clock as if it were UTC, in which no hour is missing and none comes twice.
  for (let wall = cron.nextRun(wallClock(after)); wall !== null; wall = cron.nextRun(wall)) {
    const time = instantOf(wall)
    if (time > after) return time
  }
  return undefined
}

/** The newest time up to this one that the expression names, and at most so long ago. */
export function latestTime(expression: string, until: Date, since: Date): Date | undefined {
  let latest: Date | undefined
  const span = until.getTime() - since.getTime()
  // Looked for from close by first: of a short interval there may be thousands.
  for (let back = HOUR_MS; latest === undefined; back *= 24) {
    let time = nextTime(expression, new Date(until.getTime() - Math.min(back, span)))
    for (; time !== undefined && time <= until; time = nextTime(expression, time)) latest = time
    if (back >= span) break
  }
  return latest
}

/** Of the few expressions of the settings: a grid asks for many times. */
const cronByName = new Map<string, Cron>()

function cronOf(expression: string, timezone: string): Cron {
  const name = `${timezone} ${expression}`
  const cron = cronByName.get(name) ?? new Cron(expression, { timezone, paused: true })
  cronByName.set(name, cron)
  return cron
}

const isEveryHour = (expression: string): boolean => expression.trim().split(/\s+/)[1]?.startsWith('*') === true

function wallClock(time: Date): Date {
  const { date, minute } = stockholmTime(time)
  return new Date(Date.parse(date) + minute * MINUTE_MS + (time.getTime() % MINUTE_MS))
}

function instantOf(wall: Date): Date {
  const winter = wall.getTime() - HOUR_MS
  for (const time of [winter - HOUR_MS, winter])
    if (wallClock(new Date(time)).getTime() === wall.getTime()) return new Date(time)
  // The hour is left out: the clock goes on where it ends.
  return new Date(winter - (winter % HOUR_MS))
}
