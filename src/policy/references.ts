import { isPlainName } from '../access/caller.ts'
import { OWN_LOG } from '../atkomstlogg/access.ts'
import type { InsynError } from '../errors.ts'
import type { Informationsmangd } from '../informationsmangd.ts'
import { mayBePersonnummer } from '../mapping/text.ts'
import { invalid } from '../platform/checked-yaml.ts'
import { daysAfter } from '../platform/stockholm-time.ts'
import { CASE_SYSTEM } from './decide.ts'
import {
  type Andamal,
  type Avtal,
  type Client,
  type Identifiering,
  IDENTIFIERINGAR,
  kindsOf,
  type MangdRules,
  type Policy,
  type Roll,
  type Stadsdel,
} from './policy.ts'

type Listed = Policy['listed']
const LAST_DAY = '9999-12-31'

export function checkStadsdelar(stadsdelar: readonly Stadsdel[]): void {
  const seen = new Set<string>([OWN_LOG])
  stadsdelar.forEach(({ kod, giltigFran, giltigTill, efterfoljare }, i) => {
    const error = (field: string, why: string) => invalid('stadsdelar.yaml', `/stadsdelar/${String(i)}/${field}`, why)
    if (seen.has(kod)) throw error('kod', 'must be unique')
    seen.add(kod)
    if (giltigTill !== undefined && giltigTill < giltigFran) throw error('giltigTill', 'lies before giltigFran')
    if (efterfoljare === undefined) return
    if (giltigTill === undefined) throw error('efterfoljare', 'requires giltigTill')
    const takesOver = stadsdelar.find((another) => another.kod === efterfoljare)
    if (takesOver === undefined || efterfoljare === kod) throw error('efterfoljare', 'must name another district')
    // A board's successor may be new or older, but must exist on the day after the board ends.
    const dayAfter = daysAfter(giltigTill, 1)
    if (takesOver.giltigFran > dayAfter) throw error('efterfoljare', 'begins later than the day after giltigTill')
    if (lastDayOf(takesOver) < dayAfter) throw error('efterfoljare', 'has ended before it could take over')
  })
}

export function checkRoller(
  roller: Readonly<Record<string, Roll>>,
  listed: Listed,
  oppettider: Policy['oppettider'],
): void {
  for (const [code, roll] of Object.entries(roller)) {
    const { mangder, oppettid, ratter = [] } = roll
    checkRules('roller.yaml', `/roller/${code}/mangder`, mangder, listed)
    const { looksUp, reviews, operates } = kindsOf(roll)
    const kinds = [looksUp && 'looks persons up', reviews && 'reviews', operates && 'operates the hub'].filter(Boolean)
    if (kinds.length > 1)
      throw invalid('roller.yaml', `/roller/${code}/ratter`, `the role ${code} both ${kinds.join(' and ')}`)
    if (ratter.includes('granska-skyddade') && !ratter.includes('granska'))
      throw invalid('roller.yaml', `/roller/${code}/ratter`, 'has granska-skyddade, which adds to granska, without it')
    if (oppettid === undefined) continue
    const error = (why: string) => invalid('roller.yaml', `/roller/${code}/oppettid`, why)
    if (!Object.hasOwn(oppettider, oppettid)) throw error('is not among the opening hours')
    if (code === CASE_SYSTEM) throw error('open cases are mirrored at all hours')
  }
}

export function checkAndamal(andamal: Readonly<Record<string, Andamal>>, listed: Listed): void {
  for (const [code, one] of Object.entries(andamal)) {
    const { mangder, hogreKrav, kraverArende, hanvisning = [] } = one
    const error = (path: string, why: string) => invalid('andamal.yaml', `/andamal/${code}/${path}`, why)
    checkRules('andamal.yaml', `/andamal/${code}/mangder`, mangder, listed)
    for (const [mangd, requirement] of Object.entries(hogreKrav ?? {}))
      checkRequirement(one, mangd as Informationsmangd, requirement, listed, error)
    const lists = { hanvisning, kraverArende: typeof kraverArende === 'boolean' ? [] : kraverArende }
    for (const [name, list] of Object.entries(lists)) {
      const unknown = list.findIndex((mangd) => mangder[mangd] === undefined)
      if (unknown !== -1) throw error(`${name}/${String(unknown)}`, 'is not opened by the purpose')
    }
  }
}

function checkRequirement(
  { mangder, identifiering }: Andamal,
  mangd: Informationsmangd,
  requirement: Identifiering | Readonly<Record<string, Identifiering>>,
  listed: Listed,
  error: (path: string, why: string) => InsynError,
): void {
  const opens = mangder[mangd]
  const check = (path: string, opens: boolean, level: Identifiering) => {
    if (!opens) throw error(path, 'is not opened by the purpose')
    if (IDENTIFIERINGAR.indexOf(level) <= IDENTIFIERINGAR.indexOf(identifiering))
      throw error(path, 'must be a better identification than that of the purpose')
  }
  if (typeof requirement === 'string') return check(`hogreKrav/${mangd}`, opens !== undefined, requirement)
  const opened = opens === '*' ? listed[mangd] : (opens ?? [])
  for (const [field, level] of Object.entries(requirement))
    check(`hogreKrav/${mangd}/${field}`, opened.includes(field), level)
}

/** The name of config/klienter-demo.yaml, whose tokens the demo's issuer gives to anybody. */
const DEMO = 'demo'

export function checkClients(
  file: string,
  clients: Readonly<Record<string, Client>>,
  roller: Readonly<Record<string, Roll>>,
  production: boolean,
): void {
  for (const [code, client] of Object.entries(clients)) {
    if (production && code === DEMO)
      throw invalid(file, `/klienter/${code}`, 'is the client of the demo: remove it, or unset NODE_ENV=production')
    const unknown = client.roller.findIndex((roll) => !Object.hasOwn(roller, roll))
    if (unknown !== -1) throw invalid(file, `/klienter/${code}/roller/${String(unknown)}`, 'is not in roller.yaml')
    if (!isExpression(client.arendenummer))
      throw invalid(file, `/klienter/${code}/arendenummer`, 'is no regular expression')
    const { arenden } = client
    const another = Array.isArray(arenden) ? arenden.findIndex((one: string) => !Object.hasOwn(clients, one)) : -1
    if (another !== -1) throw invalid(file, `/klienter/${code}/arenden/${String(another)}`, 'is not among the clients')
    // Whoever the client names has no number in the token, which is the client's.
    if (client.slutanvandare === 'uppgiven' && client.egetNummer === 'token')
      throw invalid(file, `/klienter/${code}/egetNummer`, 'must be klient: its end users have no token')
  }
}

function isExpression(text = ''): boolean {
  try {
    return new RegExp(`^(?:${text})$`, 'u') instanceof RegExp
  } catch {
    return false
  }
}

export function checkAvtal(
  avtal: readonly Avtal[],
  stadsdelar: readonly Stadsdel[],
  andamal: Readonly<Record<string, Andamal>>,
): void {
  for (const one of avtal) {
    const { file } = one
    const stadsdel = stadsdelar.find(({ kod }) => kod === one.stadsdel)
    if (stadsdel === undefined) throw invalid(file, '/stadsdel', 'is not in stadsdelar.yaml')
    if (one.giltigFran < stadsdel.giltigFran) throw invalid(file, '/giltigFran', 'lies before the district began')
    if (lastDayOf(one) < one.giltigFran) throw invalid(file, '/giltigTill', 'lies before giltigFran')
    // A board that has ended is no party to an agreement: its successor signs one of its own.
    if (lastDayOf(one) > lastDayOf(stadsdel)) throw invalid(file, '/giltigTill', 'lies after the district ended')
    one.andamal.forEach((code, place) => {
      if (!Object.hasOwn(andamal, code)) throw invalid(file, `/andamal/${String(place)}`, 'is not in andamal.yaml')
    })
    const overlapping = avtal.find(
      (another) =>
        another !== one &&
        another.stadsdel === one.stadsdel &&
        another.giltigFran <= lastDayOf(one) &&
        one.giltigFran <= lastDayOf(another),
    )
    // Which of two agreements applies must not depend on the order of files.
    if (overlapping !== undefined) throw invalid(file, '/giltigFran', `overlaps ${overlapping.file}`)
  }
}

/** `officers`: per file. One person has one entry, so that what the person reads stands in one place. */
export function checkOfficers(
  officers: readonly ({ readonly file: string } & Pick<Policy, 'granskare'>)[],
  stadsdelar: readonly Stadsdel[],
): void {
  const seen = new Set<string>()
  for (const { file, granskare } of officers)
    granskare.forEach(({ utfardare, slutanvandare, loggar }, place) => {
      const error = (field: string, why: string) => invalid(file, `/granskare/${String(place)}/${field}`, why)
      if (!isPlainName(slutanvandare) || mayBePersonnummer(slutanvandare, new Date()))
        throw error('slutanvandare', 'is no name that a token may carry')
      const person = JSON.stringify([utfardare, slutanvandare])
      if (seen.has(person)) throw error('slutanvandare', 'is the person of another entry')
      seen.add(person)
      const unknown = loggar.findIndex((log) => log !== OWN_LOG && !stadsdelar.some(({ kod }) => kod === log))
      if (unknown !== -1) throw error(`loggar/${String(unknown)}`, `is neither in stadsdelar.yaml nor ${OWN_LOG}`)
    })
}

const lastDayOf = ({ giltigTill }: Avtal | Stadsdel): string => giltigTill ?? LAST_DAY

function checkRules(file: string, pointer: string, rules: MangdRules, listed: Listed): void {
  for (const [mangd, fields] of Object.entries(rules)) {
    if (fields === '*') continue
    const unknown = fields.findIndex((field) => !listed[mangd as Informationsmangd].includes(field))
    if (unknown !== -1)
      throw invalid(file, `${pointer}/${mangd}/${String(unknown)}`, 'is not listed in the tittbehörighet')
  }
}
