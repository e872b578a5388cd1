import { kindName } from '../../informationsmangd/names.ts'
import { daysAfter, swedishDate } from '../../platform/stockholm-time.ts'
import type { Policy } from '../../policy/policy.ts'
import type { Avtalslista, Behandlingsregister } from '../../review/processor/governing-schema.ts'
import { contactText } from '../../review/processor/processor.ts'
import { logName } from '../audit/audit-frame.tsx'
import { Facts, Section, State, Table } from '../frame/components.tsx'
import { momentText } from '../frame/format.ts'
import { ButtonLink } from '../frame/forms.tsx'
import { AVTAL } from './avtal-texts.ts'
import { Command } from './closing-part.tsx'
import { COLUMNS } from './texts.ts'
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
                  {AVTAL.lastDay(logName(policy, one.stadsdel), one.diarienummer, one.giltigTill ?? '')}
                </State>
              </li>
            ))}
          </ul>
        </Section>
      )}
      <Section id="avtal" title={AVTAL.inForce(inForce, list.avtal.length)}>
        <Table
          caption={AVTAL.title}
          columns={[
            { label: COLUMNS.board },
            { label: COLUMNS.avtal },
            { label: COLUMNS.validity },
            { label: COLUMNS.state },
            { label: COLUMNS.uppgifter },
            { label: COLUMNS.andamal },
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
      <State is="ok">{AVTAL.valid}</State>
    ) : (
      <State is="warning">{AVTAL.validWithKeys(one.nycklar, one.mangder.length)}</State>
    )
  return one.giltigFran > today ? (
    <State is="held">{AVTAL.begins(one.giltigFran)}</State>
  ) : (
    <State is="none">{AVTAL.over}</State>
  )
}

function endingsTitle(endings: readonly Ending[]): string {
  const underWay = endings.filter(({ klart }) => klart === null).length
  return underWay === 0 ? AVTAL.endings : AVTAL.endingsUnderWay(underWay)
}

const OneEnding = ({ one, policy }: { readonly one: Ending; readonly policy: Names }) => {
  const moment = (instant: string | null) => (instant === null ? AVTAL.notYet : momentText(new Date(instant)))
  const left = one.kvarIArenden ?? 0
  return (
    <article aria-labelledby={`avslut-${String(one.avslutId)}`}>
      <h3 id={`avslut-${String(one.avslutId)}`}>
        {AVTAL.endedAt(logName(policy, one.stadsdel), one.diarienummer, one.upphorde)}
      </h3>
      {one.klart === null ? (
        <State is="held">
          {one.gallrat === null ? AVTAL.removing : left === 0 ? AVTAL.writingReceipt : AVTAL.left(left)}
        </State>
      ) : (
        <State is="ok">{AVTAL.gone(moment(one.klart))}</State>
      )}
      <Facts
        facts={[
          [COLUMNS.uppgifter, one.mangder.map(kindName).join(', ')],
          [AVTAL.successor, one.efterfoljare === null ? undefined : logName(policy, one.efterfoljare)],
          [AVTAL.begun, moment(one.paborjat)],
          [AVTAL.keysDestroyed, moment(one.nycklarForstorda)],
          [AVTAL.removed, moment(one.gallrat)],
          [AVTAL.done, moment(one.klart)],
        ]}
      />
      {one.nyckel === null ? null : (
        <>
          <p class="row">
            <ButtonLink href={`/logg/avtal/kvitto/${String(one.avslutId)}`} file>
              {AVTAL.receipt}
            </ButtonLink>
          </p>
          <p class="small">{AVTAL.check}</p>
          <Command text={AVTAL.checkCommand(one.nyckel)} />
        </>
      )}
    </article>
  )
}

/** GDPR article 30.2, as it follows from agreements and policy today. */
export const RegisterContent = ({ register }: { readonly register: Behandlingsregister }) => (
  <>
    <p>
      {AVTAL.madeOf(register.datum)} <span class="fixed">{register.policyversion}</span>.
    </p>
    <p class="row">
      <ButtonLink main href="/logg/avtal/register/fil" file>
        {AVTAL.signFile}
      </ButtonLink>
    </p>
    <Section id="bitrade" title={register.bitrade.namn}>
      <Facts
        facts={[
          [AVTAL.contact, contactText(register.bitrade.kontakt)],
          [AVTAL.officer, contactText(register.bitrade.dataskyddsombud)],
          [
            AVTAL.subprocessors,
            register.underbitraden.map(({ namn, uppgift, land }) => `${namn}: ${uppgift} (${land})`).join('; ') ||
              AVTAL.none,
          ],
          [
            AVTAL.outside,
            register.overforingar
              .map(({ land, mottagare, skydd }) => AVTAL.transfer(land, mottagare, skydd))
              .join('; ') || AVTAL.noTransfers,
          ],
        ]}
      />
      <div class="pair texts">
        <div>
          <h3>{AVTAL.categories}</h3>
          <ul class="bulleted">
            {register.kategorier.map((text) => (
              <li>{text}</li>
            ))}
          </ul>
        </div>
        <div>
          <h3>{AVTAL.measures}</h3>
          <ul class="bulleted">
            {register.sakerhetsatgarder.map((text) => (
              <li>{text}</li>
            ))}
          </ul>
        </div>
      </div>
    </Section>
    <Section id="ansvariga" title={AVTAL.controllers(register.ansvariga.length)}>
      <Table
        caption={AVTAL.controllersCaption}
        class="contacts"
        columns={[
          { label: COLUMNS.board },
          { label: COLUMNS.avtal },
          { label: AVTAL.contact },
          { label: AVTAL.officer },
          { label: COLUMNS.andamal },
          { label: AVTAL.logKept, number: true },
        ]}
        rows={register.ansvariga.map((one) => ({
          key: one.stadsdel,
          cells: [
            one.namn,
            one.diarienummer,
            contactText(one.kontakt),
            contactText(one.dataskyddsombud),
            one.andamal.join('; '),
            AVTAL.years(one.loggAr),
          ],
        }))}
      />
    </Section>
  </>
)
