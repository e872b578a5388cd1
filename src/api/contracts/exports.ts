import { Type } from 'typebox'
import { LOG_ID_EXAMPLE } from '../../access/log-ids.ts'
import { REQUIREMENTS } from '../../policy/requirements.ts'
import { Exportbegaran, ExportId, Exportlista, ExportQuery, Exportsvar } from '../../review/exports/exports-schema.ts'
import { FORMATS } from '../../review/exports/formats/formats.ts'
import { contract, fileContract } from './contract.ts'

const EXPORT_ID = '5f0c8a52-7c1e-4b4d-9b7e-2f6d1c9a8e30'
const parameters = Type.Object({ exportId: ExportId }, { additionalProperties: false })
const state = {
  exportId: EXPORT_ID,
  format: 'csv',
  loggar: ['bromma'],
  fran: '2026-10-01',
  till: '2026-10-31',
  status: 'vantar' as const,
  procent: 0,
  kanHamtasTill: '2026-11-09T08:00:00.000Z',
}
const answeredAt = '2026-11-02T08:00:00.000Z'
const ordered = { loggId: [LOG_ID_EXAMPLE], tidpunkt: answeredAt, ...state }
const DIGEST = '9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08'

export const orderExport = contract({
  id: 'bestallExport',
  method: 'post',
  path: '/api/v1/exporter',
  tag: 'Granskning',
  summary: 'Beställ en export ur åtkomstloggar',
  descriptionSv:
    'Poster ur loggar som du granskar, i ett format som nämndens system läser. Vilka poster som är med bestäms när exporten ' +
    'beställs; filen görs sedan i ordning och kan hämtas i sju dagar. Poster som visar att någon har skyddade ' +
    'personuppgifter är med bara för den vars roll har rätten granska-skyddade.',
  description:
    'Records of logs that you review, in a format that the board’s systems read. Which records are in it is settled when the ' +
    'export is ordered; the file is then made ready and can be fetched for seven days. Records that tell that somebody has ' +
    'protected identity are in it only for a role with the right granska-skyddade.',
  handelse: 'export',
  requires: REQUIREMENTS.review,
  request: Exportbegaran,
  answer: Exportsvar,
  starting: true,
  example: {
    request: {
      manad: {
        format: 'csv',
        loggar: ['bromma'],
        fran: '2026-10-01',
        till: '2026-10-31',
        skal: 'Månadens uppföljning, dnr 2026-114',
      },
    },
    answer: { bestalld: ordered },
  },
  problem: ['FINNS_EJ'],
})

export const listExports = contract({
  id: 'listaExporter',
  method: 'get',
  path: '/api/v1/exporter',
  tag: 'Granskning',
  summary: 'Dina exporter',
  descriptionSv: 'Exporter som du har beställt de senaste sju dagarna, med hur långt de har kommit.',
  description: 'The exports that you have ordered in the last seven days, with how far they have come.',
  handelse: 'export',
  requires: REQUIREMENTS.review,
  answer: Exportlista,
  example: {
    answer: { en: { loggId: [LOG_ID_EXAMPLE], tidpunkt: answeredAt, exporter: [{ ...state, bestalld: answeredAt }] } },
  },
  problem: [],
})

export const fetchExport = contract({
  id: 'hamtaExport',
  method: 'get',
  path: '/api/v1/exporter/:exportId',
  tag: 'Granskning',
  summary: 'Läget för en export',
  descriptionSv:
    'Hur långt en export som du har beställt har kommit, och när den är klar filens längd, hash och manifest. Med vanta ' +
    'väntar svaret en stund på att filen blir klar.',
  description:
    'How far an export that you have ordered has come, and when it is ready the length, hash and manifest of the file. With ' +
    'vanta the answer waits a while for the file.',
  handelse: 'export',
  requires: REQUIREMENTS.review,
  parameters,
  query: ExportQuery,
  answer: Exportsvar,
  example: {
    answer: {
      klar: {
        ...ordered,
        status: 'klar',
        procent: 100,
        fil: {
          namn: 'atkomster-bromma-fran-2026-10-01-till-2026-10-31.csv',
          mediatyp: 'text/csv',
          langd: 48213,
          sha256: DIGEST,
        },
        manifest: {
          format: 'csv',
          exportId: EXPORT_ID,
          skapad: '2026-11-02T08:00:00.000Z',
          fran: '2026-10-01',
          till: '2026-10-31',
          tidszon: 'Europe/Stockholm',
          filter: {},
          urval: 'utan-poster-som-visar-skydd',
          loggar: [{ logg: 'bromma', antal: 211 }],
          antal: 211,
          langd: 48213,
          sha256: DIGEST,
        },
      },
    },
  },
  problem: ['FINNS_EJ'],
})

const mediaTypes = [...new Set(Object.values(FORMATS).map(({ mediaType }) => mediaType))] as [string, ...string[]]

export const fetchExportFile = fileContract({
  id: 'hamtaExportfil',
  method: 'get',
  path: '/api/v1/exporter/:exportId/fil',
  tag: 'Granskning',
  summary: 'Hämta filen ur en export',
  descriptionSv:
    'Filen, som skickas allt eftersom den läses ur loggarna. En hämtning som bröts fortsätter med Range från den byte där den ' +
    'bröts. Varje hämtning blir en post i var och en av loggarna.',
  description:
    'The file, sent as it is read from the logs. A download that broke goes on with Range from the byte where it broke. Each ' +
    'download is a record in each of the logs.',
  handelse: 'export',
  requires: REQUIREMENTS.review,
  parameters,
  file: { mediaTypes, description: 'Filen.', ranges: true },
  example: {},
  problem: ['FINNS_EJ', 'KONFLIKT'],
})
