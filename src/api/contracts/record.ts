import { LOG_ID_EXAMPLE } from '../../access/log-ids.ts'
import { REQUIREMENTS } from '../../policy/requirements.ts'
import { Nummersvar, Postbegaran, Postsvar } from '../../review/record/record-schema.ts'
import { contract } from './contract.ts'

const ASKED = { loggId: LOG_ID_EXAMPLE, skal: 'Larm om ovanligt många uppslag' }

export const showRecord = contract({
  id: 'visaLoggpost',
  method: 'post',
  path: '/api/v1/atkomster/post',
  tag: 'Granskning',
  summary: 'Visa en post i åtkomstloggen',
  descriptionSv:
    'Posten som ett loggId pekar ut, i ord, och de poster som samma anrop gav i andra loggar som du granskar. Ett loggId ur ett ' +
    'svar, ett larm eller en sökning. Vem posten gäller visas inte. En post i någon annans logg finns inte för dig, och inte ' +
    'heller en post som röjer skyddade personuppgifter om du saknar rätten granska-skyddade.',
  description:
    'The record that a loggId points at, in words, and those that the same request made in other logs that you review. A loggId ' +
    'of an answer, an alert or a search. Whom the record is about is not shown. A record in somebody else’s log is not there for ' +
    'you, nor is one that tells protection without the right granska-skyddade.',
  handelse: 'granskning',
  requires: REQUIREMENTS.review,
  request: Postbegaran,
  answer: Postsvar,
  example: {
    request: { larm: ASKED },
    answer: {
      post: {
        loggId: [LOG_ID_EXAMPLE],
        tidpunkt: '2026-10-15T10:00:00.000Z',
        status: 'finns',
        poster: [
          {
            loggpost: LOG_ID_EXAMPLE,
            logg: 'bromma',
            loggnamn: 'Bromma',
            tid: '2026-10-15T09:41:12.000Z',
            sammanfattning: 'Uppslag om en person av anna, för fråga om en faktura: något visades eller gjordes.',
            personId: 'eyJzIjoxfQ',
            falt: [
              { falt: 'handelse', rubrik: 'Händelse', varde: 'uppslag', forklaring: 'Uppslag om en person' },
              { falt: 'slutanvandare', rubrik: 'Vem', varde: 'anna', forklaring: null },
            ],
          },
        ],
      },
    },
  },
  problem: ['FINNS_EJ'],
})

export const openNumber = contract({
  id: 'oppnaPersonnummer',
  method: 'post',
  path: '/api/v1/atkomster/personnummer',
  tag: 'Granskning',
  summary: 'Öppna numret för personen i en post',
  descriptionSv:
    'Säger vem en post gäller. Åtgärden står i loggen innan numret lämnas ut. En post utan förseglat nummer, som en skrivning i ett ' +
    'ärende, får numret ur personens nyaste post i dina loggar som har det. Den som har skyddade personuppgifter öppnas bara av den ' +
    'som har rätten granska-skyddade; för andra är svaret detsamma som när numret saknas.',
  description:
    'Says whom a record is about. The act is in the log before the number leaves. A record without a sealed number, as a write into ' +
    'a case, gets it from the person’s newest record in your logs that has one. Of somebody whose identity is protected it is ' +
    'opened with the right granska-skyddade alone; for others the answer is that of a number which is not there.',
  handelse: 'granskning',
  requires: REQUIREMENTS.review,
  request: Postbegaran,
  answer: Nummersvar,
  example: {
    request: { utdrag: { loggId: LOG_ID_EXAMPLE, skal: 'Anmälan till tillsynsmyndigheten, dnr 2026-114' } },
    answer: {
      oppnat: {
        loggId: [LOG_ID_EXAMPLE],
        tidpunkt: '2026-10-15T10:00:00.000Z',
        status: 'oppnat',
        personnummer: '189001019802',
        forklaring: 'Posten gäller personen med det här numret.',
      },
      saknas: {
        loggId: [LOG_ID_EXAMPLE],
        tidpunkt: '2026-10-15T10:00:00.000Z',
        status: 'saknas',
        personnummer: null,
        forklaring: 'Ingen post i dina loggar har numret, eller så får du inte öppna det.',
      },
    },
  },
  problem: ['FINNS_EJ'],
})
