import { X509Certificate } from 'node:crypto'
import { daysAfter, swedishDate } from '../platform/stockholm-time.ts'
import { avtalInForce } from '../policy/decide.ts'
import type { Policy } from '../policy/policy.ts'
import type { EndingAvtal, EndingCertificate } from './night-flow.ts'

const CERTIFICATE = /-----BEGIN CERTIFICATE-----[\s\S]*?-----END CERTIFICATE-----/g
const ONE_DAY = 24 * 60 * 60_000

/** Every certificate that stands in the settings, by the name of its setting; the first to end comes first. */
export function certificatesOf(settings: object, now: Date): readonly EndingCertificate[] {
  return [...pemTexts(settings, '')]
    .flatMap(([name, text]) =>
      (text.match(CERTIFICATE) ?? []).flatMap((pem) => {
        const ends = endOf(pem)
        return ends === undefined ? [] : [{ name, ends, days: Math.floor((ends.getTime() - now.getTime()) / ONE_DAY) }]
      }),
    )
    .sort((a, b) => a.ends.getTime() - b.ends.getTime())
}

function* pemTexts(value: unknown, name: string): Generator<readonly [string, string]> {
  if (typeof value === 'string') {
    if (value.includes('-----BEGIN CERTIFICATE-----')) yield [name, value]
  } else if (typeof value === 'object' && value !== null)
    for (const [key, inner] of Object.entries(value)) yield* pemTexts(inner, name === '' ? key : `${name}.${key}`)
}

/** The start has judged every text that is used: what does not read here is no certificate of a connection. */
function endOf(pem: string): Date | undefined {
  try {
    const ends = new Date(new X509Certificate(pem).validTo)
    return Number.isNaN(ends.getTime()) ? undefined : ends
  } catch {
    return undefined
  }
}

/** Avtal in force that have a last day, the first to end first. */
export function endingAvtal(policy: Policy, now: Date): readonly EndingAvtal[] {
  const today = swedishDate(now)
  return policy.stadsdelar
    .flatMap(({ kod, namn }) => {
      const avtal = avtalInForce(policy, kod, today)
      if (avtal?.giltigTill === undefined) return []
      const { diarienummer, giltigTill: ends } = avtal
      const days = Math.round((Date.parse(ends) - Date.parse(today)) / ONE_DAY)
      const continued = avtalInForce(policy, kod, daysAfter(ends, 1)) !== undefined
      return [{ stadsdel: kod, namn, diarienummer, ends, days, continued }]
    })
    .sort((a, b) => (a.ends < b.ends ? -1 : a.ends > b.ends ? 1 : 0))
}
