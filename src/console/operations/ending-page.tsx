import type { EndingAvtal, EndingCertificate } from '../../operations/night-flow.ts'
import { Section, State, Table } from '../frame/components.tsx'
import { dateText } from '../frame/format.ts'
import type { Page, PageAnswer } from '../frame/visit.ts'
import { ENDING } from './addresses.ts'
import type { Desk } from './desk.ts'
import { operationsPage } from './frame.tsx'
import { count } from './words.ts'

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
    title: 'Avtal och certifikat',
    current: ENDING,
    heading:
      ending + expiring === 0
        ? `Inget tar slut inom ${String(SOON_DAYS)} dagar`
        : `Tar slut inom ${String(SOON_DAYS)} dagar: ${[
            ...(ending === 0 ? [] : [count(ending, 'avtal', 'avtal')]),
            ...(expiring === 0 ? [] : [count(expiring, 'certifikat', 'certifikat')]),
          ].join(' och ')}`,
    content: (
      <>
        <Section
          id="avtal"
          title={avtal.length === 0 ? 'Avtal: inget har ett slut' : `Avtal med slutdag: ${String(avtal.length)}`}
        >
          {avtal.length === 0 ? (
            <p>Inget avtal som gäller nu har en sista dag.</p>
          ) : (
            <Table
              caption="Avtal som gäller nu och har en sista dag"
              columns={[
                { label: 'Stadsdel' },
                { label: 'Diarienummer' },
                { label: 'Läge' },
                { label: 'Sista dag' },
                { label: 'Därefter' },
              ]}
              rows={soonest(avtal).map((one) => ({
                key: `${one.stadsdel}/${one.diarienummer}`,
                cells: [
                  one.namn,
                  one.diarienummer,
                  <Left days={one.days} soon={isSoon(one) && !one.continued} />,
                  one.ends,
                  one.continued
                    ? 'Ett nytt avtal tar över.'
                    : 'Uppgifterna raderas och går inte att läsa. Teckna ett nytt avtal.',
                ],
              }))}
            />
          )}
        </Section>
        <Section
          id="certifikat"
          title={
            certificates.length === 0
              ? 'Certifikat: inga i inställningarna'
              : expiring === 0
                ? 'Certifikat: alla gäller'
                : `Certifikat: ${String(expiring)} går ut snart`
          }
        >
          <p class="measure">
            Här står certifikat som finns i inställningarna. Certifikat som andra system visar upp när Insyn ansluter
            syns inte här.
          </p>
          {certificates.length === 0 ? null : (
            <Table
              caption="Certifikat i inställningarna"
              columns={[{ label: 'Certifikat' }, { label: 'Läge' }, { label: 'Gäller till' }]}
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
    <State is="failed">har gått ut</State>
  ) : (
    <State is={soon ? 'warning' : 'ok'}>{days === 0 ? 'sista dagen' : `${count(days, 'dag', 'dagar')} kvar`}</State>
  )
