import { join, resolve } from 'node:path'
import type { Config } from '../config.ts'
import { InsynError } from '../errors.ts'
import { lasManifest } from '../mapping/load-manifests.ts'
import { stockholmstid, type Stockholmstid } from '../platform/stockholm-time.ts'
import type { Fraga } from '../policy/decide.ts'
import { jamforPolicy, type Policyskillnad } from '../policy/diff.ts'
import { forklara } from '../policy/explain.ts'
import { forklaringstext } from '../policy/explanation-text.ts'
import { lasPolicy } from '../policy/load-policy.ts'
import { IDENTIFIERINGAR, type Identifiering } from '../policy/policy.ts'
import { berordaPersoner, skillnadstext } from '../policy/difference-text.ts'
import type { Terminal } from './terminal.ts'
import { withHub } from './with-hub.ts'

const UTGANGSKODER = { ingen: 0, snavare: 3, vidare: 4 } as const satisfies Record<Policyskillnad['riktning'], number>

interface Jamforelse {
  readonly datum?: string | undefined
  readonly 'utan-antal'?: boolean | undefined
  readonly json?: boolean | undefined
}

/**
 * What the policy in one config folder shows that the one in another does not, and the other way around. 0: no
 * difference; 3: nothing becomes visible or allowed; 4: something does.
 */
export async function jamfor(
  config: () => Config,
  { out, cwd }: Terminal,
  [gammal, ny]: readonly [gammal: string, ny: string],
  val: Jamforelse,
): Promise<number> {
  const [fore, efter] = [lasPolicyI(resolve(cwd, gammal)), lasPolicyI(resolve(cwd, ny))]
  const skillnad = jamforPolicy(fore, efter, val.datum === undefined ? idag().datum : giltigtDatum(val.datum))
  const personer = val['utan-antal'] === true ? undefined : await withHub(config(), cwd, (hub) => hub.raknaPersoner())
  if (val.json === true) {
    const berorda = personer === undefined ? {} : { personer: berordaPersoner(skillnad.falt, personer) }
    out.write(`${JSON.stringify({ ...skillnad, ...berorda }, undefined, 2)}\n`)
  } else out.write(skillnadstext(skillnad, { fore, efter }, personer))
  return UTGANGSKODER[skillnad.riktning]
}

interface Forklaringsval {
  readonly roll?: string | undefined
  readonly andamal?: string | undefined
  readonly identifiering?: string | undefined
  readonly arende?: string | undefined
  readonly tid?: string | undefined
  readonly stadsdel?: string | undefined
  readonly json?: boolean | undefined
}

/** Which fields such a request would be shown, and which rule hides the others. */
export async function forklaraRegler(
  { katalog, oppettider }: Pick<Config, 'katalog' | 'oppettider'>,
  { out }: Terminal,
  val: Forklaringsval,
): Promise<number> {
  const policy = lasPolicyI(katalog, oppettider)
  const { roll, andamal, identifiering, arende, stadsdel } = val
  if (roll === undefined || !Object.hasOwn(policy.roller, roll)) throw ogiltigt('--roll names no role')
  if (andamal === undefined || !Object.hasOwn(policy.andamal, andamal)) throw ogiltigt('--andamal names no purpose')
  if (!isIdentifiering(identifiering)) throw ogiltigt(`--identifiering is one of ${IDENTIFIERINGAR.join(', ')}`)
  if (stadsdel !== undefined && !policy.stadsdelar.some(({ kod }) => kod === stadsdel))
    throw ogiltigt('--stadsdel names no stadsdel')
  const { datum, minut } = val.tid === undefined ? idag() : klockslag(val.tid)
  const fraga: Fraga = { roll, andamal, identifiering, arende: arende ?? null, datum, minut }
  const forklaring = forklara(policy, fraga, stadsdel === undefined ? undefined : [stadsdel])
  out.write(
    val.json === true
      ? `${JSON.stringify({ policyversion: policy.version, fraga, mangder: forklaring }, undefined, 2)}\n`
      : forklaringstext(policy, fraga, forklaring),
  )
  return 0
}

const lasPolicyI = (katalog: string, oppettidsfil?: string) =>
  lasPolicy(katalog, lasManifest(join(katalog, 'tittbehorighet')), oppettidsfil)

const idag = (): Stockholmstid => stockholmstid(new Date())

const isIdentifiering = (text: string | undefined): text is Identifiering =>
  IDENTIFIERINGAR.some((niva) => niva === text)

function giltigtDatum(text: string): string {
  if (!/^\d{4}-\d\d-\d\d$/.test(text) || new Date(text).toJSON()?.slice(0, 10) !== text)
    throw ogiltigt('--datum is a day, YYYY-MM-DD')
  return text
}

/** `YYYY-MM-DDTHH:MM` by the clock in Stockholm. */
function klockslag(text: string): Pick<Stockholmstid, 'datum' | 'minut'> {
  const [, datum = '', timmar = '', minuter = ''] = /^(\S{10})T([01]\d|2[0-3]):([0-5]\d)$/.exec(text) ?? []
  if (datum === '') throw ogiltigt('--tid is a time in Stockholm, YYYY-MM-DDTHH:MM')
  return { datum: giltigtDatum(datum), minut: Number(timmar) * 60 + Number(minuter) }
}

const ogiltigt = (varfor: string): InsynError => new InsynError('BEGARAN_OGILTIG', varfor)
