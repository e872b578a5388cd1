import type { EndingAvtal, EndingCertificate } from '../../operations/night-flow.ts'
import { Section, State, Table } from '../frame/components.tsx'
import { dateText } from '../frame/format.ts'
import type { Page, PageAnswer } from '../frame/visit.ts'
import { ENDING } from './addresses.ts'
import type { Desk } from './desk.ts'
import { ENDING_PAGE } from './flow-texts.ts'
import { operationsPage } from './frame.tsx'
import { COLUMNS } from './texts.ts'

/** That soon somebody must have ordered a new certificate, or signed a new avtal. */
export const SOON_DAYS = 60

export async function showEnding({ nights }: Desk): Promise<PageAnswer> {
  return { page: endingPage(nights.certificates(), nights.avtal()) }
}

const soonest = <T extends { readonly days: number }>(all: readonly T[]): readonly T[] =>
  [...all].sort((one, other) => one.days - other.days)

const isSoon = ({ days }: { readonly days: number }): boolean => days <= SOON_DAYS

export function endingPage(certificates: readonly EndingCertificate[], avtal: readonly EndingAvtal[]): Page {
  const ending = avtal.filter((one) => isSoon(one) && !one.continued).length
  const expiring = certificates.filter(isSoon).length
  return operationsPage({
    title: ENDING_PAGE.title,
    current: ENDING,
    heading: ending + expiring === 0 ? ENDING_PAGE.nothing(SOON_DAYS) : ENDING_PAGE.soon(SOON_DAYS, ending, expiring),
    content: (
      <>
        <Section id="avtal" title={avtal.length === 0 ? ENDING_PAGE.noAvtalEnds : ENDING_PAGE.avtalEnds(avtal.length)}>
          {avtal.length === 0 ? (
            <p>{ENDING_PAGE.noAvtal}</p>
          ) : (
            <Table
              caption={ENDING_PAGE.avtalCaption}
              columns={[
                { label: COLUMNS.stadsdel },
                { label: COLUMNS.diarienummer },
                { label: COLUMNS.state },
                { label: COLUMNS.lastDay },
                { label: COLUMNS.then },
              ]}
              rows={soonest(avtal).map((one) => ({
                key: `${one.stadsdel}/${one.diarienummer}`,
                cells: [
                  one.namn,
                  one.diarienummer,
                  <Left days={one.days} soon={isSoon(one) && !one.continued} />,
                  one.ends,
                  one.continued ? ENDING_PAGE.continued : ENDING_PAGE.erased,
                ],
              }))}
            />
          )}
        </Section>
        <Section
          id="certifikat"
          title={
            certificates.length === 0
              ? ENDING_PAGE.noCertificates
              : expiring === 0
                ? ENDING_PAGE.allValid
                : ENDING_PAGE.expiring(expiring)
          }
        >
          <p class="measure">{ENDING_PAGE.which}</p>
          {certificates.length === 0 ? null : (
            <Table
              caption={ENDING_PAGE.certificatesCaption}
              columns={[{ label: COLUMNS.certificate }, { label: COLUMNS.state }, { label: COLUMNS.validTo }]}
              rows={soonest(certificates).map((one) => ({
                key: one.name,
                cells: [<code>{one.name}</code>, <Left days={one.days} soon={isSoon(one)} />, dateText(one.ends)],
              }))}
            />
          )}
        </Section>
      </>
    ),
  })
}

const Left = ({ days, soon }: { readonly days: number; readonly soon: boolean }) =>
  days < 0 ? (
    <State is="failed">{ENDING_PAGE.expired}</State>
  ) : (
    <State is={soon ? 'warning' : 'ok'}>{days === 0 ? ENDING_PAGE.lastDay : ENDING_PAGE.left(days)}</State>
  )
