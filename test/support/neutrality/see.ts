import { withoutIds } from '../api/raw-answer.ts'
import type { Asked } from './ask.ts'
import { SAME, type Seen } from './tally.ts'

const SLOT_MS = 25
const TIME = /\d{4}-\d\d-\d\d[T ]\d\d:\d\d(:\d\d\.\d{3}Z)?/g
const AGE = /för [^".]+ sedan/g
const CASE = /KC-[0-9A-Za-z-]+/g
/** Of the references that an answer gives: as much as shows a counter, a clock or a kind. */
const REFERENCE_BYTES = 24

const bytesOf = (name: string, bytes: Iterable<number>): [string, number][] =>
  [...bytes].map((value, index) => [`${name} byte ${index}`, value])

/**
 * Everything of one answer that its caller can see. `when`: names how it was asked, for what depends on the load. `alone`:
 * nothing but the person should make a difference to the words of an answer, since no sync runs and no source is read.
 */
export function see({ answer, ms, sentAt }: Asked, when: string, alone: boolean): Seen {
  const { head, body, status } = answer
  const json = JSON.parse(body) as { loggId?: string[]; personId?: string; uppslagId?: string; tidpunkt?: string }
  const sealed = Buffer.from(json.loggId?.[0] ?? '', 'base64url')
  const words = (text: string): string =>
    withoutIds(text).replace(TIME, 'time').replace(AGE, 'age').replace(CASE, 'case')
  const texts = {
    status: String(status),
    'names of headers': [...head.matchAll(/^([^:\r\n]+):/gm)].map(([, name]) => name).join(' '),
    headers: words(head),
    body: words(body),
    'length of body': String(body.length),
  }
  const requestId = /^X-Request-Id: (.*)$/im.exec(head)?.[1] ?? ''
  const date = Date.parse(/^Date: (.*)$/im.exec(head)?.[1] ?? '')
  return {
    texts: Object.fromEntries(
      Object.entries(texts).map(([name, text]) => [alone ? SAME + name : `${when}: ${name}`, text]),
    ),
    numbers: {
      [`${when}: ms`]: ms,
      [`${when}: ms into a slot`]: ms % SLOT_MS,
      [`${when}: Date after the request`]: date - sentAt,
      ...(json.tidpunkt === undefined ? {} : { [`${when}: tidpunkt`]: Date.parse(json.tidpunkt) - sentAt }),
      'length of head': head.length,
      ...Object.fromEntries([
        ...bytesOf('loggId', sealed),
        ...bytesOf('personId', Buffer.from(json.personId ?? '', 'base64url').subarray(0, REFERENCE_BYTES)),
        ...bytesOf('uppslagId', Buffer.from(json.uppslagId?.replaceAll('-', '') ?? '', 'hex')),
        ...bytesOf('request id', Buffer.from(requestId.replaceAll('-', ''), 'hex')),
      ]),
    },
  }
}

/** Where an answer's loggId lies against an earlier one: a number that rises would show what came between. */
export function seeOrder(earlier: Asked | undefined, { answer }: Asked): Seen {
  const [before, after] = [earlier?.answer, answer].map((one) => /"loggId":\["([^"]+)/.exec(one?.body ?? '')?.[1])
  if (before === undefined || after === undefined) return { numbers: {}, texts: {} }
  const value = (id: string): number => Buffer.from(id, 'base64url').readUIntBE(0, 6)
  return { numbers: { 'loggId after an earlier one': value(after) - value(before) }, texts: {} }
}

/** What moved between two readings of the metrics, series by series. */
export function seeMetrics(before: string, after: string): Seen {
  const valuesOf = (text: string) =>
    new Map(
      [...text.matchAll(/^([a-z_]+(?:\{.*\})?) (\S+)$/gm)].map(([, series = '', value]) => [series, Number(value)]),
    )
  const earlier = valuesOf(before)
  const moved = [...valuesOf(after)].map(([series, value]) => [series, value - (earlier.get(series) ?? 0)] as const)
  return { numbers: Object.fromEntries(moved.filter(([, by]) => Number.isFinite(by))), texts: {} }
}
