import { type Static, type TSchema, Type } from 'typebox'
import { LogId, LogIds } from '../../access/log-ids.ts'
import { ANSWERED_AT, ArendeReference, GATE, PersonId, Personnummer, TillstandId } from '../../access/request-schema.ts'
import { PURPOSE_FORM } from '../../atkomstlogg/access-index.ts'
import { INFORMATIONSMANGDER } from '../../informationsmangd.ts'
import { LogNames, Reason } from '../officers.ts'
import { Cursor } from './cursor.ts'

/** What is searched for is recorded. */
const Code = Type.String({ pattern: '^[A-Za-z0-9_-]{1,60}$', [GATE]: 'line' })
const Name = Type.String({ minLength: 1, maxLength: 200, [GATE]: 'line' })
const any = <S extends TSchema>(one: S, description: string, example: string) =>
  Type.Optional(Type.Array(one, { minItems: 1, maxItems: 50, uniqueItems: true, description, examples: [[example]] }))
const Day = (description: string) =>
  Type.Optional(Type.String({ format: 'date', pattern: '^20[0-9]{2}-', description, examples: ['2026-10-15'] }))

export const EndUser = Type.Object(
  {
    slutanvandare: Type.String({ ...Name, description: 'Namnet som det står i loggen.', examples: ['anna'] }),
    utfardare: Type.Optional(
      Type.String({
        ...Name,
        description: 'Den som intygat namnet; utan den hos vem som helst.',
        examples: ['inloggning'],
      }),
    ),
  },
  { additionalProperties: false, description: 'En användare. Utfärdare och namn är tillsammans en person.' },
)

/** Whom a search or a timeline is about. */
export const ABOUT_PERSON = {
  personnummer: Type.Optional(Personnummer),
  personId: Type.Optional(
    Type.String({
      ...PersonId,
      description: 'Personens referens ur ett tidigare svar om loggen: gäller ett halvt dygn, för samma granskare.',
    }),
  ),
} as const

/** The whole list is short enough to look through. */
export const PAGING = {
  limit: Type.Optional(
    Type.Integer({ minimum: 1, maximum: 100, default: 20, description: 'Så många poster som mest på en sida.' }),
  ),
  markor: Type.Optional(Cursor),
} as const

export const PERIOD = {
  franOchMed: Day('Första dagen, ÅÅÅÅ-MM-DD; utan den från början.'),
  tillOchMed: Day('Sista dagen, ÅÅÅÅ-MM-DD; utan den till nu.'),
} as const

/** A search of the access logs: within a criterion any of the values, all criteria together. */
export const Loggsokning = Type.Object(
  {
    skal: Reason,
    loggar: Type.Optional(LogNames),
    ...ABOUT_PERSON,
    handlaggare: Type.Optional(
      Type.Array(EndUser, { minItems: 1, maxItems: 50, description: 'Någon av dem som frågat.' }),
    ),
    klient: any(Name, 'Det anropande systemet.', 'telefoni'),
    roll: any(Name, 'Rollen i tjänsten.', 'aldre-direkt'),
    informationsmangd: any(Type.Enum([...INFORMATIONSMANGDER]), 'Något av slagen har visats.', 'faktura'),
    andamal: any(
      Type.String({ maxLength: 60, pattern: PURPOSE_FORM }),
      'Ändamålets kod. Skälet för en granskning eller en driftåtgärd är ingen kod och söks inte.',
      'fakturafraga',
    ),
    arende: any(ArendeReference, 'Ärendets beteckning.', 'KC-2026-10017'),
    handelse: any(Code, 'Vad som gjordes.', 'uppslag'),
    utfall: any(Type.Enum(['visat', 'tomt', 'nekat', 'fel']), 'Hur det gick.', 'nekat'),
    orsak: any(Code, 'Orsaken, som loggen anger den.', 'okand'),
    flagga: any(Code, 'Någon av flaggorna.', 'undantag'),
    tillstand: any(TillstandId, 'Enkelttillståndets id.', '5f0c8a52-7c1e-4b4d-9b7e-2f6d1c9a8e30'),
    ...PERIOD,
    ...PAGING,
  },
  { additionalProperties: false, description: 'En sökning i åtkomstloggarna.' },
)
export type Loggsokning = Static<typeof Loggsokning>

const text = (description: string) => Type.Union([Type.String(), Type.Null()], { description })

/** A record as a search shows it. Whom it is about is a reference; the number is opened by an operation of its own. */
export const Loggtraff = Type.Object(
  {
    loggpost: LogId,
    tid: Type.String({ format: 'date-time', description: 'När det hände, i UTC.' }),
    logg: Type.String({ description: 'Vems logg posten står i: stadsdelens kod, eller `insyn`.' }),
    handelse: Type.String({ description: 'Vad som gjordes.' }),
    handelseId: Type.String({ description: 'Samma i alla poster från ett anrop.' }),
    slutanvandare: text('Vem som frågade.'),
    identitet: text('Vem som intygar namnet: `token`, `uppgiven` (klienten) eller `system` (ingen person).'),
    utfardare: text('Den som intygat inloggningen.'),
    roll: text('Rollen i tjänsten.'),
    klient: text('Det anropande systemet.'),
    andamal: text('Ändamålet; för en granskning eller en driftåtgärd skälet.'),
    arende: text('Ärendet.'),
    relation: text('Vad den som ringde är för personen.'),
    identifiering: text('Hur den som ringde identifierades.'),
    visat: Type.Array(
      Type.Object(
        {
          mangd: Type.String({ description: 'Slaget.' }),
          falt: Type.Array(Type.String(), { description: 'Fältens namn; `*`: alla.' }),
        },
        { additionalProperties: false },
      ),
      { description: 'Vad som visades: slag och fältens namn, aldrig värden.' },
    ),
    utfall: Type.String({ description: 'Hur det gick.' }),
    orsak: Type.String({ description: 'Orsaken, som den som frågade inte får veta.' }),
    flaggor: Type.Array(Type.String(), { description: 'Vad en granskare bör titta på.' }),
    tillstand: text('Enkelttillståndet som använts.'),
    antal: Type.Optional(Type.Integer({ description: 'Hur många nekade anrop posten står för.' })),
    personId: text('Referens till personen, för personens tidslinje; null när posten inte gäller någon person.'),
  },
  { additionalProperties: false, description: 'En post i en åtkomstlogg.' },
)
export type Loggtraff = Static<typeof Loggtraff>

const COUNT = Type.Integer({ description: 'Hur många poster.' })
const Facet = (description: string) =>
  Type.Array(
    Type.Object({ varde: Type.String({ description: 'Värdet.' }), antal: COUNT }, { additionalProperties: false }),
    { description },
  )

export const Fasetter = Type.Object(
  {
    logg: Facet('Per logg.'),
    handelse: Facet('Per händelse.'),
    utfall: Facet('Per utfall.'),
    orsak: Facet('Per orsak.'),
    andamal: Facet('Per ändamål; poster utan ändamålskod räknas inte.'),
    klient: Facet('Per anropande system.'),
    roll: Facet('Per roll.'),
    flagga: Facet('Per flagga.'),
    informationsmangd: Facet('Per slag som visats.'),
    handlaggare: Type.Array(
      Type.Object(
        {
          slutanvandare: Type.String({ description: 'Namnet som det står i loggen.' }),
          utfardare: text('Den som intygat namnet.'),
          antal: COUNT,
        },
        { additionalProperties: false },
      ),
      { description: 'De som har flest poster.' },
    ),
  },
  { additionalProperties: false, description: 'Antal poster per värde, flest först, bland dem som `antal` räknar.' },
)

/** What the answers of search and timeline end with. */
export const PAGE_ANSWER = {
  limit: Type.Integer({ description: 'Så många poster som mest på en sida.' }),
  markor: Type.Union([Type.String(), Type.Null()], { description: 'Ger nästa sida; null på den sista.' }),
} as const

export const Sokningssvar = Type.Object(
  {
    loggId: LogIds,
    tidpunkt: ANSWERED_AT,
    traffar: Type.Array(Loggtraff, { description: 'Posterna, nyast först, ur alla loggar som söks.' }),
    antal: Type.Optional(
      Type.Integer({ description: 'Hur många poster sökningen träffar, högst 5000; bara på första sidan.' }),
    ),
    fler: Type.Optional(
      Type.Boolean({ description: 'Fler än `antal` träffas: fasetterna räknar då de nyaste. Bara på första sidan.' }),
    ),
    fasetter: Type.Optional(Fasetter),
    ...PAGE_ANSWER,
  },
  { additionalProperties: false, description: 'En sida av sökningen.' },
)
export type Sokningssvar = Static<typeof Sokningssvar>
