import { type Static, Type } from 'typebox'
import { LogIds } from '../../access/log-ids.ts'
import { ANSWERED_AT } from '../../access/request-schema.ts'
import { INFORMATIONSMANGDER } from '../../informationsmangd.ts'
import { IDENTIFIERINGAR } from '../../policy/policy.ts'
import { REGISTERS } from '../../policy/register-difference.ts'
import { LogName } from '../officers.ts'

const CLOSED = { additionalProperties: false } as const
const Text = (what: string) => Type.String({ description: `${what}.` })
const TextOrNull = (what: string) => Type.Union([Type.String(), Type.Null()], { description: `${what}.` })
const Texts = (what: string) => Type.Array(Type.String(), { description: `${what}.` })
const Day = (what: string) =>
  Type.String({ format: 'date', description: `${what}, i svensk tid.`, examples: ['2026-10-15'] })
const DayOrNull = (what: string) =>
  Type.Union([Type.String({ format: 'date' }), Type.Null()], { description: `${what}, i svensk tid.` })
const Instant = (what: string) => Type.String({ format: 'date-time', description: `${what}, i UTC.` })
const InstantOrNull = (what: string) =>
  Type.Union([Type.String({ format: 'date-time' }), Type.Null()], { description: `${what}, i UTC; null: inte än.` })
const Count = (what: string) => Type.Integer({ minimum: 0, description: `${what}.` })
const Kind = Type.Enum([...INFORMATIONSMANGDER], { description: 'Informationsmängden.' })
const Kinds = Type.Array(Type.Enum([...INFORMATIONSMANGDER]), { description: 'Informationsmängderna.' })
const Identification = Type.Enum([...IDENTIFIERINGAR], {
  description: 'Hur den som frågar minst ska ha identifierats.',
})
const CaseNeeded = Type.Boolean({ description: 'Om ett ärende måste anges.' })
const Version = Text('Policyns version: en kontrollsumma av innehållet')

export const BoardPath = Type.Object(
  { stadsdel: Type.String({ ...LogName, description: 'Stadsdelens kod.', examples: ['bromma'] }) },
  CLOSED,
)
export const EndingPath = Type.Object(
  { avslutId: Type.Integer({ minimum: 1, maximum: 1_000_000_000, description: 'Avslutets nummer.', examples: [1] }) },
  CLOSED,
)
export const DayQuery = Type.Object({ datum: Type.Optional(Day('Dagen som avses; utan den i dag')) }, CLOSED)
export type DayQuery = Static<typeof DayQuery>

export const Avtalslista = Type.Object(
  {
    loggId: LogIds,
    tidpunkt: ANSWERED_AT,
    avtal: Type.Array(
      Type.Object(
        {
          stadsdel: Text('Stadsdelens kod'),
          diarienummer: Text('Avtalets diarienummer'),
          giltigFran: Day('Första dagen'),
          giltigTill: DayOrNull('Sista dagen; null: tills vidare'),
          galler: Type.Boolean({ description: 'Om det gäller i dag.' }),
          mangder: Kinds,
          andamal: Texts('Ändamålen'),
          nycklar: Count('Hur många av mängderna det finns en nyckel för'),
        },
        { ...CLOSED, description: 'Ett avtal.' },
      ),
      { description: 'Avtalen med de nämnder vars loggar du granskar.' },
    ),
    avslut: Type.Array(
      Type.Object(
        {
          avslutId: Type.Integer({ description: 'Avslutets nummer.' }),
          stadsdel: Text('Stadsdelens kod'),
          diarienummer: Text('Avtalets diarienummer'),
          upphorde: Day('Första dagen som inget avtal omfattade'),
          mangder: Kinds,
          efterfoljare: TextOrNull('Stadsdelen som tog över; null när ingen gjorde det'),
          paborjat: Instant('När avslutet började'),
          nycklarForstorda: InstantOrNull('När nycklarna förstördes'),
          gallrat: InstantOrNull('När uppgifterna var borttagna ur spegeln'),
          kvarIArenden: Type.Union([Type.Integer(), Type.Null()], {
            description: 'Hur många uppgifter öppna ärenden ännu kan ha; null före gallringen och när allt är klart.',
          }),
          klart: InstantOrNull('När allt var borta, så att kvittot skrevs'),
          nyckel: TextOrNull('Nyckeln som kvittot kontrolleras med; null innan det finns'),
        },
        { ...CLOSED, description: 'Ett avtal, eller några av dess mängder, som har upphört.' },
      ),
      { description: 'Avsluten, äldst först.' },
    ),
  },
  { ...CLOSED, description: 'Avtal med personuppgiftsansvariga, och avslut med läge och kvitton.' },
)
export type Avtalslista = Static<typeof Avtalslista>

const Term = Type.Object(
  {
    diarienummer: Text('Avtalets diarienummer'),
    giltigFran: Day('Första dagen'),
    giltigTill: DayOrNull('Sista dagen; null: tills vidare'),
  },
  { ...CLOSED, description: 'Avtalet som gäller den dagen.' },
)

export const Tittbehorighet = Type.Object(
  {
    loggId: LogIds,
    stadsdel: Text('Stadsdelens kod'),
    datum: Day('Dagen som det gäller'),
    policyversion: Version,
    avtal: Type.Union([Term, Type.Null()], { description: 'Avtalet den dagen; null: inget, och då visas ingenting.' }),
    rader: Type.Array(
      Type.Object(
        {
          roll: Text('Rollens kod'),
          andamal: Text('Ändamålets kod'),
          mangd: Kind,
          falt: Texts('Fälten som visas'),
          identifiering: Identification,
          arende: CaseNeeded,
        },
        { ...CLOSED, description: 'Fält som en roll får se för ett ändamål, under samma villkor.' },
      ),
      { description: 'Vem som får se vad.' },
    ),
  },
  { ...CLOSED, description: 'Tittbehörigheten hos en nämnd en dag, enligt samma regler som avgör varje uppslag.' },
)
export type Tittbehorighet = Static<typeof Tittbehorighet>

const RequiredOrNull = (what: string) =>
  Type.Union([Type.Object({ identifiering: Identification, arende: CaseNeeded }, CLOSED), Type.Null()], {
    description: `${what}; null: visades inte alls.`,
  })

export const Andringslista = Type.Object(
  {
    loggId: LogIds,
    tidpunkt: ANSWERED_AT,
    andringar: Type.Array(
      Type.Object(
        {
          sedan: Instant('När en hubb startades med den'),
          version: Version,
          tidigare: TextOrNull('Versionen före; null för den första'),
          riktning: Type.Enum(['ingen', 'snavare', 'vidare'], {
            description: '`vidare`: något blev synligt eller tillåtet som inte var det. `snavare`: inget blev det.',
          }),
          falt: Type.Array(
            Type.Object(
              {
                roller: Texts('Rollerna, med namn'),
                andamal: Text('Ändamålet, med namn'),
                stadsdelar: Texts('Stadsdelarna, med namn'),
                mangd: Kind,
                falt: Texts('Fälten'),
                fran: Day('Första dagen som skiljer'),
                fore: RequiredOrNull('Vad som krävdes'),
                efter: RequiredOrNull('Vad som krävs'),
                oppnar: Type.Boolean({ description: 'Om fälten visas för någon som inte fick se dem.' }),
              },
              { ...CLOSED, description: 'Fält som ändrades lika.' },
            ),
            { description: 'Vad som visas, och inte visas längre.' },
          ),
          oppettider: Type.Array(
            Type.Object(
              {
                roll: Text('Rollen, med namn'),
                fler: Count('Dagar det kommande året med längre tid'),
                farre: Count('Dagar med kortare tid'),
                exempel: Type.Object(
                  { datum: Day('Den första av dem'), fore: Text('Tiderna före'), efter: Text('Tiderna efter') },
                  { ...CLOSED, description: 'En sådan dag.' },
                ),
              },
              { ...CLOSED, description: 'En roll vars öppettid ändrades.' },
            ),
            { description: 'Öppettider som ändrades.' },
          ),
          register: Type.Array(
            Type.Object(
              {
                register: Type.Enum([...REGISTERS], { description: 'Vilken lista.' }),
                vad: Text('Vad i listan'),
                egenskap: Text('Vad om det'),
                fore: TextOrNull('Före; null när det tillkom'),
                efter: TextOrNull('Efter; null när det togs bort'),
                oppnar: Type.Boolean({ description: 'Om någon får göra något som nekades förut.' }),
              },
              { ...CLOSED, description: 'En ändring i en av policyns listor.' },
            ),
            { description: 'Det övriga som ändrades.' },
          ),
        },
        { ...CLOSED, description: 'En policy som togs i bruk, jämförd med den före.' },
      ),
      { description: 'Nyast först.' },
    ),
  },
  { ...CLOSED, description: 'Varje policy som har varit i bruk, med vad den öppnade och stängde.' },
)
export type Andringslista = Static<typeof Andringslista>

const Contact = Type.Object(
  {
    namn: Type.Optional(Text('Namn')),
    epost: Text('E-post'),
    telefon: Type.Optional(Text('Telefon')),
    adress: Type.Optional(Text('Adress')),
  },
  { ...CLOSED, description: 'Vem man vänder sig till.' },
)

export const Behandlingsregister = Type.Object(
  {
    loggId: LogIds,
    datum: Day('Dagen som det gäller'),
    policyversion: Version,
    bitrade: Type.Object(
      { namn: Text('Namn'), kontakt: Contact, dataskyddsombud: Contact },
      { ...CLOSED, description: 'Personuppgiftsbiträdet.' },
    ),
    kategorier: Texts('Kategorier av behandling'),
    ansvariga: Type.Array(
      Type.Object(
        {
          stadsdel: Text('Stadsdelens kod'),
          namn: Text('Nämnden'),
          kontakt: Contact,
          dataskyddsombud: Contact,
          diarienummer: Text('Avtalets diarienummer'),
          andamal: Texts('Ändamålen, med namn'),
          mangder: Texts('Slagen av uppgifter, med namn'),
          loggAr: Count('Så många år sparas åtkomstloggen'),
        },
        CLOSED,
      ),
      { description: 'Personuppgiftsansvariga med avtal den dagen: de vars loggar du granskar.' },
    ),
    underbitraden: Type.Array(
      Type.Object({ namn: Text('Namn'), uppgift: Text('Uppgift'), land: Text('Land') }, CLOSED),
      { description: 'Underbiträden.' },
    ),
    overforingar: Type.Array(
      Type.Object({ land: Text('Land'), mottagare: Text('Mottagare'), skydd: Text('Skydd') }, CLOSED),
      { description: 'Överföringar till länder utanför EU och EES.' },
    ),
    sakerhetsatgarder: Texts('Säkerhetsåtgärder'),
  },
  { ...CLOSED, description: 'Personuppgiftsbiträdets register enligt artikel 30.2 i dataskyddsförordningen.' },
)
export type Behandlingsregister = Static<typeof Behandlingsregister>
