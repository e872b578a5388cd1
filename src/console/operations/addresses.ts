import type { SourceName } from '../../informationsmangd.ts'
import type { Place } from '../../operations/nights.ts'

/** Where the pages of operations are. */
export const START = '/drift'
export const RUN_NOW = '/drift/kor-nu'
export const UPCOMING = '/drift/kommande'
export const QUARANTINE = '/drift/karantan'
export const DELIVERIES = '/drift/leveranser'
export const RECONCILIATION = '/drift/avstamning'
export const ENDING = '/drift/avtal'
export const DOCTOR = '/drift/doktor'

export const runAddress = (run: number): string => `/drift/korning/${String(run)}`
export const nightAddress = (night: string): string => `/drift/natt/${encodeURIComponent(night)}`

/** With the fields that are set. */
export function withQuery(path: string, fields: Readonly<Record<string, string | undefined>>): string {
  const query = new URLSearchParams(
    Object.entries(fields).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  ).toString()
  return query === '' ? path : `${path}?${query}`
}

export const quarantineAddress = (scope: { readonly source?: SourceName; readonly stadsdel?: string }): string =>
  withQuery(QUARANTINE, { kalla: scope.source, stadsdel: scope.stadsdel })

export function placeAddress(place: Place): string {
  switch (place.page) {
    case 'korning':
      return runAddress(place.run)
    case 'hallen':
      return `${runAddress(place.run)}#borttagning`
    case 'karantan':
      return quarantineAddress(place)
    case 'natter':
      return `${START}#natter`
    case 'dodbrev':
      return `${DELIVERIES}#doda-brev`
    case 'leveranser':
      return DELIVERIES
    case 'avstamning':
      return RECONCILIATION
    case 'kommande':
      return UPCOMING
    case 'certifikat':
      return `${ENDING}#certifikat`
    case 'avtal':
      return ENDING
    case 'kontrollpunkter':
      return DOCTOR
  }
}
