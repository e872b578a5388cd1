import type { Config } from '../config.ts'
import { InsynError } from '../errors.ts'
import { withHub, type Terminal } from './command.ts'

interface Options {
  readonly signatur?: boolean | undefined
  readonly logg?: string | undefined
  readonly av?: string | undefined
  readonly skal?: string | undefined
}

/** Changes the signing key, or the key of one log, while hubs serve; recorded in every log that it concerns. */
export function rotateKey(
  config: Config,
  { out, cwd }: Terminal,
  { signatur: signature, logg, av, skal: reason }: Options,
): Promise<number> {
  if (av === undefined || reason === undefined || (signature === true) === (logg !== undefined))
    throw new InsynError(
      'BEGARAN_OGILTIG',
      'nyckel rotera needs --signatur or --logg LOGG: which key; --av: who changes it, and --skal: why',
    )
  return withHub(config, cwd, async (hub) => {
    await hub.logs.rotateKey({ ...(logg === undefined ? {} : { logg }), by: av, reason })
    out.write(
      logg === undefined
        ? 'the signing key is changed: give auditors the key texts of now (insyn logg nyckel); back up the keyring\n'
        : `the key of the log ${logg} is changed, and in use within a minute; back up the keyring\n`,
    )
    return 0
  })
}
