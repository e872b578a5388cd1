import type { Policy } from '../../policy/policy.ts'
import type { Avtalslista, Behandlingsregister } from '../../review/processor/governing-schema.ts'
import { contactText } from '../../review/processor/processor.ts'
import { daysAfter, swedishDate } from '../../platform/stockholm-time.ts'
import { logName } from '../audit/audit-frame.tsx'
import { Facts, Section, State, Table } from '../frame/components.tsx'
import { ButtonLink } from '../frame/forms.tsx'
import { momentText } from '../frame/format.ts'
import { Command } from './closing-part.tsx'
import { AVTAL } from './texts.ts'
import { kindName } from '../frame/fields.tsx'
import { named } from './words.tsx'

type One = Avtalslista['avtal'][number]
type Ending = Avtalslista['avslut'][number]
type Names = Pick<Policy, 'stadsdelar' | 'andamal'>

const SOON_DAYS = 60

export const AvtalContent = (props: { readonly list: Avtalslista; readonly policy: Names }) => {
  const { list, policy } = props
  const today = swedishDate(new Date(list.tidpunkt))
  const limit = daysAfter(today, SOON_DAYS)
  const soon = list.avtal.filter(
    ({ galler, giltigTill }) => galler && giltigTill !== null && giltigTill <= limit && giltigTill >= today,
  )
  const inForce = list.avtal.filter(({ galler }) => galler).length
  return (
    <>
      {soon.length === 0 ? null : (
        <Section id="snart" title={`${AVTAL.soon}: ${String(soon.length)}`}>
          <ul class="plain">
            {soon.map((one) => (
              <li>
                <State is="warning">
                  {logName(policy, one.stadsdel)} {one.diarienummer}: sista dagen är {one.giltigTill}
                </State>
              </li>
            ))}
          </ul>
        </Section>
      )}
      <Section id="avtal" title={`${String(inForce)} av ${String(list.avtal.length)} avtal gäller i dag`}>
        <Table
          caption={AVTAL.title}
          columns={[
            { label: 'Nämnd' },
            { label: 'Avtal' },
            { label: 'Gäller' },
            { label: 'Läge' },
            { label: 'Uppgifter' },
            { label: 'Ändamål' },
          ]}
          rows={list.avtal.map((one) => ({
            key: `${one.stadsdel} ${one.diarienummer} ${one.giltigFran}`,
            cells: [
              logName(policy, one.stadsdel),
              <span class="together">{one.diarienummer}</span>,
              <div>
                <span class="together">{one.giltigFran} –</span>{' '}
                <span class="together">{one.giltigTill ?? AVTAL.forever}</span>
              </div>,
              <AvtalState one={one} today={today} />,
              one.mangder.map(kindName).join(', '),
              one.andamal.map((andamal) => named(policy.andamal, andamal)).join(', '),
            ],
          }))}
        />
      </Section>
      <Section id="avslut" title={endingsTitle(list.avslut)}>
        {list.avslut.length === 0 ? (
          <p>{AVTAL.noEndings}</p>
        ) : (
          <div class="endings">
            {[...list.avslut].reverse().map((one) => (
              <OneEnding one={one} policy={policy} />
            ))}
          </div>
        )}
      </Section>
    </>
  )
}

const AvtalState = ({ one, today }: { readonly one: One; readonly today: string }) => {
  if (one.galler)
    return one.nycklar === one.mangder.length ? (
      <State is="ok">gäller</State>
    ) : (
      <State is="warning">
        gäller, nyckel finns för {one.nycklar} av {one.mangder.length}
      </State>
    )
  return one.giltigFran > today ? (
    <State is="held">börjar {one.giltigFran}</State>
  ) : (
    <State is="none">har upphört</State>
  )
}

function endingsTitle(endings: readonly Ending[]): string {
  const underWay = endings.filter(({ klart }) => klart === null).length
  return underWay === 0 ? AVTAL.endings : `${AVTAL.endings}: ${String(underWay)} pågår`
}

const OneEnding = ({ one, policy }: { readonly one: Ending; readonly policy: Names }) => {
  const moment = (instant: string | null) => (instant === null ? 'inte än' : momentText(new Date(instant)))
  const left = one.kvarIArenden ?? 0
  return (
    <article aria-labelledby={`avslut-${String(one.avslutId)}`}>
      <h3 id={`avslut-${String(one.avslutId)}`}>
        {logName(policy, one.stadsdel)}, {one.diarienummer}: upphörde {one.upphorde}
      </h3>
      {one.klart === null ? (
        <State is="held">
          {one.gallrat === null
            ? 'uppgifter tas bort'
            : left === 0
              ? 'kvittot skrivs'
              : `${String(left)} uppgifter kan finnas kvar i öppna ärenden`}
        </State>
      ) : (
        <State is="ok">allt är borta {moment(one.klart)}</State>
      )}
      <Facts
        facts={[
          ['Uppgifter', one.mangder.map(kindName).join(', ')],
          ['Efterföljare', one.efterfoljare === null ? undefined : logName(policy, one.efterfoljare)],
          ['Påbörjat', moment(one.paborjat)],
          ['Nycklar förstörda', moment(one.nycklarForstorda)],
          ['Borttaget ur spegeln', moment(one.gallrat)],
          ['Klart', moment(one.klart)],
        ]}
      />
      {one.nyckel === null ? null : (
        <>
          <p class="row">
            <ButtonLink href={`/logg/avtal/kvitto/${String(one.avslutId)}`} file>
              {AVTAL.receipt}
            </ButtonLink>
          </p>
          <p class="small">Kontrollera kvittot utan hubben:</p>
          <Command text={`insyn avtal verifiera kvitto.txt --nyckel '${one.nyckel}'`} />
        </>
      )}
    </article>
  )
}

/** GDPR article 30.2, as it follows from agreements and policy today. */
export const RegisterContent = ({ register }: { readonly register: Behandlingsregister }) => (
  <>
    <p>
      Upprättat {register.datum} ur avtal och konfiguration, policyns version{' '}
      <span class="fixed">{register.policyversion}</span>.
    </p>
    <p class="row">
      <ButtonLink main href="/logg/avtal/register/fil" file>
        Hämta för underskrift (PDF)
      </ButtonLink>
    </p>
    <Section id="bitrade" title={register.bitrade.namn}>
      <Facts
        facts={[
          ['Kontakt', contactText(register.bitrade.kontakt)],
          ['Dataskyddsombud', contactText(register.bitrade.dataskyddsombud)],
          [
            'Underbiträden',
            register.underbitraden.map(({ namn, uppgift, land }) => `${namn}: ${uppgift} (${land})`).join('; ') ||
              'inga',
          ],
          [
            'Utanför EU och EES',
            register.overforingar
              .map(({ land, mottagare, skydd }) => `${land}: ${mottagare}. Skydd: ${skydd}`)
              .join('; ') || 'inga överföringar',
          ],
        ]}
      />
      <div class="pair texts">
        <div>
          <h3>Kategorier av behandling</h3>
          <ul class="bulleted">
            {register.kategorier.map((text) => (
              <li>{text}</li>
            ))}
          </ul>
        </div>
        <div>
          <h3>Säkerhetsåtgärder</h3>
          <ul class="bulleted">
            {register.sakerhetsatgarder.map((text) => (
              <li>{text}</li>
            ))}
          </ul>
        </div>
      </div>
    </Section>
    <Section id="ansvariga" title={`${String(register.ansvariga.length)} personuppgiftsansvariga med avtal`}>
      <Table
        caption="Personuppgiftsansvariga"
        class="contacts"
        columns={[
          { label: 'Nämnd' },
          { label: 'Avtal' },
          { label: 'Kontakt' },
          { label: 'Dataskyddsombud' },
          { label: 'Ändamål' },
          { label: 'Loggen sparas', number: true },
        ]}
        rows={register.ansvariga.map((one) => ({
          key: one.stadsdel,
          cells: [
            one.namn,
            one.diarienummer,
            contactText(one.kontakt),
            contactText(one.dataskyddsombud),
            one.andamal.join('; '),
            `${String(one.loggAr)} år`,
          ],
        }))}
      />
    </Section>
  </>
)
