import { detailsText, type ExportedRecord, flagsOf, type Format, severityOf, shownText, succeeded } from './format.ts'

const SEVERITIES = { info: 3, low: 5, medium: 6, high: 8 } as const
const VERSION = 0
const PRODUCT_VERSION = '1'

/** ArcSight Common Event Format, version 0. */
export const CEF: Format = {
  mediaType: 'text/plain',
  ending: 'cef',
  head: '',
  record: (one) => `${cefLine(one)}\n`,
  tail: () => '',
}

/** One event, without a line end: also for a syslog message. */
export function cefLine({ id, logg, atkomst }: Pick<ExportedRecord, 'id' | 'logg' | 'atkomst'>): string {
  const { handelse, utfall, slutanvandare, identitet } = atkomst
  const header = [
    'Insyn',
    'Insyn',
    PRODUCT_VERSION,
    handelse,
    `Åtkomst: ${handelse}`,
    String(SEVERITIES[severityOf({ ...atkomst, flaggor: flagsOf(atkomst) })]),
  ]
  const custom = [
    ['cs1', 'andamal', atkomst.andamal],
    ['cs2', 'arende', atkomst.arende],
    ['cs3', 'visat', shownText(atkomst)],
    ['cs4', 'flaggor', flagsOf(atkomst).join(',')],
    ['cs5', 'avtal', atkomst.avtal],
    ['cs6', 'policyversion', atkomst.policyversion],
    ['flexString1', 'relation', atkomst.relation],
    ['flexString2', 'identifiering', atkomst.identifiering],
  ] as const
  const extension: readonly (readonly [string, string | number | null | undefined])[] = [
    ['rt', Date.parse(atkomst.tid)],
    ['externalId', id],
    ['deviceExternalId', logg],
    ['act', handelse],
    ['outcome', succeeded(atkomst) ? 'success' : 'failure'],
    ['reason', `${utfall}/${atkomst.orsak}`],
    ['suser', slutanvandare],
    ['suid', identitet === 'token' && slutanvandare !== null ? `${atkomst.utfardare ?? ''}/${slutanvandare}` : null],
    ['spriv', atkomst.roll],
    ['requestClientApplication', atkomst.klient],
    ['duid', atkomst.personRef],
    ['cnt', atkomst.antal],
    ...custom.flatMap(([key, label, value]) =>
      value === null || value === ''
        ? []
        : ([
            [`${key}Label`, label],
            [key, value],
          ] as const),
    ),
    [
      'msg',
      [`handelseId=${atkomst.handelseId}`, tillstandText(atkomst.tillstand), detailsText(atkomst)]
        .filter((part) => part !== '')
        .join('; '),
    ],
  ]
  const pairs = extension.flatMap(([key, value]) =>
    value === null || value === undefined || value === '' ? [] : [`${key}=${inExtension(String(value))}`],
  )
  return `CEF:${VERSION}|${header.map(inHeader).join('|')}|${pairs.join(' ')}`
}

const tillstandText = (id: string | null): string => (id === null ? '' : `tillstand=${id}`)

/** In the header a bar and a backslash are escaped, and there are no lines. */
const inHeader = (text: string): string => oneLine(text).replace(/[\\|]/g, '\\$&')

/** In the extension a backslash, an equals sign and line ends are. */
const inExtension = (text: string): string =>
  text.replace(/[\\=]/g, '\\$&').replaceAll('\r', '\\r').replaceAll('\n', '\\n').replace(OTHER_BREAKS, ' ')

/** What some readers take for the end of a line, or of the text. */
const OTHER_BREAKS = /[\0\u000b\u000c\u0085\u2028\u2029]/g
const oneLine = (text: string): string => text.replace(/[\r\n]/g, ' ').replace(OTHER_BREAKS, ' ')
