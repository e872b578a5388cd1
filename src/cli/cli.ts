import { parseArgs } from 'node:util'
import { loadConfig, policyPlace } from '../config.ts'
import type { Env } from '../config/references.ts'
import { failureCode, InsynError } from '../errors.ts'
import { reconcile } from './reconciliation.ts'
import { registerSchemas } from './deliveries.ts'
import { tryAgresso } from './agresso.ts'
import * as avtal from './avtal.ts'
import { BACKUP_USAGE, backUp, restoreFrom } from './backup.ts'
import { doctor } from './doctor.ts'
import * as kafka from './kafka.ts'
import * as quarantine from './quarantine.ts'
import * as delivery from './deliveries.ts'
import { listClients, reopenClient, suspendClient } from './client.ts'
import { OFFICER_USAGE, officerCommandOf, runOfficerCommand } from './officer-commands.ts'
import { LOG_USAGE, runLogCommand } from './log.ts'
import { RETENTION_USAGE, runRetentionCommand } from './retention.ts'
import { NIGHT_USAGE, runNightCommand } from './nights.ts'
import { rotateKey } from './keys.ts'
import { compare, explainRules, listChanges, printMatrix, printProcessingRecord } from './policy.ts'
import { fullDatabaseText } from '../platform/disk-room.ts'
import { start, type StartHooks } from './start.ts'
import { approveRemoval, sync } from './sync.ts'
import type { Terminal } from './command.ts'

const USAGE = `insyn start [--kontrollpunkt F]...           serve the API and mirror the open cases; F: checkpoints kept
                                             elsewhere, by which a loss of access records is found
insyn synk [--kalla K] [--stadsdel S]        read the sources now
           [--andrade] [--av NAME --skal T]  only what changed since the last read; who asks, and why
           [--betalstatus]                   only whether the invoices that are known are paid
insyn synk godkann --kalla K --stadsdel S --hogst N --av NAME --skal TEXT
                                             let the next complete read take away up to N uppgifter
${NIGHT_USAGE}${LOG_USAGE}${RETENTION_USAGE}insyn nyckel rotera (--signatur | --logg LOGG) --av NAME --skal TEXT
                                             change the key that signs, or that a log is sealed with
insyn klient stang KLIENT --av NAME --skal TEXT
                                             suspend a calling system at once, in every hub
insyn klient oppna KLIENT --av NAME          let it call again
insyn klient lista                           which systems may call, and which are suspended
insyn policy diff OLD NEW [--datum D]         what a new config folder shows and hides; exit status
           [--utan-antal] [--json]           0 no difference, 3 nothing opens, 4 something does
insyn policy forklara --roll R --andamal A --identifiering I
           [--arende A] [--stadsdel S]       what such a request would be shown, and which rule
           [--tid YYYY-MM-DDTHH:MM] [--json] hides the rest
insyn policy register [--stadsdel S]          the processor's record of processing (GDPR art. 30.2), to be
           [--datum D] [--pdf F | --json]    signed; Markdown unless --pdf or --json
insyn policy matris --stadsdel S             who may be shown what of a board, to be signed; the same
           [--datum D] [--pdf F | --json]    forms
insyn policy andringar [--json]              every policy in use, and what it opened and closed
insyn avtal lista                            agreements with their keys, and endings
insyn avtal kvitto STADSDEL                  the receipt of an avtal that has ended
insyn avtal verifiera FIL --nyckel VKEY      check such a receipt; needs nothing else
insyn kafka skapa                            make the topics that are missing
insyn kafka spela-om --av NAME --skal TEXT   publish once more what the mirror has, under the
           [--mangd M] [--stadsdel S]        policy and the agreements of now
           [--parkerade]                     only what the bus has refused
insyn kafka dodbrev [--json]                 what the bus refused: where, why and how many
           [--kalla K] [--stadsdel S] [--mangd M] [--orsak O] [--fran T] [--till T]
           [--av NAME --skal TEXT (--alla | --ref R | …)]
                                             with --av: publish once more all that match
insyn kafka nyckel --stadsdel S --mangd M --av NAME --skal TEXT
                                             the key that a consumer of the bus opens this with
insyn kafka nyckel --alla --av NAME --skal TEXT
           [--stadsdel S,...] [--mangd M,...] every such key that there is, as one JWK Set
insyn leverans lista [--status vantar|parkerad|levererad]
           [--ref R] [--arende A] [--stadsdel S] [--mangd M] [--orsak O]
                                             what is brought into open cases, and what is not
insyn leverans pausa --av NAME --skal TEXT   bring nothing new into cases; take away as always
           [--mal arendesystem|buss]         or to the bus
insyn leverans ateruppta --av NAME           go on, also with what was set aside
           [--mal arendesystem|buss] [--skal TEXT]
insyn leverans kor-om --av NAME (--alla | --ref R | --arende A | --stadsdel S | --mangd M | --orsak O)...
                                             try again now what is not delivered
insyn leverans kvitto ARENDE                 the receipt of a closed case that has been emptied
insyn avstamning [--kalla K] [--stadsdel S]  hold the mirror against the sources, the topics and the
           --av NAME [--json]                open cases; exit status 3 when something differs
           [--reparera]                      and set it right
insyn karantan lista [--kalla K] [--stadsdel S] [--mangd M] [--falt F] [--orsak O]
           [--fran T] [--till T] [--json]
                                             what could not be read: where, why and how many
insyn karantan visa ID --av NAME --skal TEXT what such a row holds; recorded in the board's log
insyn karantan kor-om --av NAME              read again where something is in quarantine
           [--kalla K] [--stadsdel S]        the same selections as lista
insyn karantan valj ID (--sekel 18|19|20 | --angra) --av NAME --skal TEXT
                                             which century a number written without one means
insyn arendesystem scheman                   register what support-management must know of before
                                             it takes what is mirrored
insyn agresso prova --stadsdel S --av NAME   read one company and keep nothing: what a sync would
           [--json]                          meet; exit status 1 when it would not succeed
${BACKUP_USAGE}insyn doctor [--json]                        whether what the hub leans on is as it should be; exit status
                                             3 when only a person is waited for
  --config FILE                              settings (config/insyn.yaml)
${OFFICER_USAGE}`

/**
 * Runs one command and returns its exit code: 0 done, 1 failed, 2 wrong usage; `policy diff` and `avstamning` have
 * more.
 */
export async function run(
  argv: readonly string[],
  env: Env,
  terminal: Terminal,
  hooks: StartHooks = {},
): Promise<number> {
  try {
    const officers = officerCommandOf(argv)
    if (officers !== undefined) return await runOfficerCommand(officers, argv, env, terminal)
    const { values, positionals, tokens } = parseArgs({
      args: [...argv],
      tokens: true,
      allowPositionals: true,
      options: {
        config: { type: 'string', default: 'config/insyn.yaml' },
        kalla: { type: 'string' },
        stadsdel: { type: 'string' },
        mangd: { type: 'string' },
        parkerade: { type: 'boolean' },
        andrade: { type: 'boolean' },
        betalstatus: { type: 'boolean' },
        hogst: { type: 'string' },
        av: { type: 'string' },
        skal: { type: 'string' },
        fil: { type: 'string' },
        nyckel: { type: 'string', multiple: true },
        signatur: { type: 'boolean' },
        logg: { type: 'string' },
        roll: { type: 'string' },
        andamal: { type: 'string' },
        identifiering: { type: 'string' },
        arende: { type: 'string' },
        tid: { type: 'string' },
        datum: { type: 'string' },
        pdf: { type: 'string' },
        'utan-antal': { type: 'boolean' },
        json: { type: 'boolean' },
        reparera: { type: 'boolean' },
        falt: { type: 'string' },
        sekel: { type: 'string' },
        angra: { type: 'boolean' },
        ref: { type: 'string' },
        status: { type: 'string' },
        orsak: { type: 'string' },
        alla: { type: 'boolean' },
        dagar: { type: 'string' },
        mal: { type: 'string' },
        person: { type: 'boolean' },
        hav: { type: 'string' },
        prova: { type: 'boolean' },
        fran: { type: 'string' },
        till: { type: 'string' },
        kontrollpunkt: { type: 'string', multiple: true, default: [] },
      },
    })
    const config = () => loadConfig(values.config, env)
    const valuesOf = (option: string) =>
      tokens.flatMap((one) => (one.kind === 'option' && one.name === option ? (one.value ?? '').split(',') : []))
    switch (positionals.slice(0, 2).join(' ')) {
      case '':
      case 'start':
        return await start(
          { config: config(), configFile: values.config, env, checkpoints: values.kontrollpunkt },
          terminal,
          hooks,
        )
      case 'synk':
        return await sync(config(), terminal, values)
      case 'synk godkann':
        return await approveRemoval(config(), terminal, values)
      case 'nyckel rotera':
        return await rotateKey(config(), terminal, values)
      case 'klient lista':
        return await listClients(config(), terminal)
      case 'kafka skapa':
        return await kafka.create(config(), terminal)
      case 'kafka spela-om':
        return await kafka.replay(config(), terminal, values)
      case 'kafka dodbrev':
        return await kafka.deadLetters(config(), terminal, values)
      case 'kafka nyckel':
        return await kafka.handOutKey(config(), terminal, values, valuesOf)
      case 'leverans lista':
        return await delivery.list(config(), terminal, values)
      case 'leverans pausa':
        return await delivery.pause(config(), terminal, values)
      case 'leverans ateruppta':
        return await delivery.resume(config(), terminal, values)
      case 'leverans kor-om':
        return await delivery.retryDeliveries(config(), terminal, values)
      case 'karantan lista':
        return await quarantine.list(config(), terminal, values)
      case 'karantan kor-om':
        return await quarantine.readAgain(config(), terminal, values)
      case 'avstamning':
        return await reconcile(config(), terminal, values)
      case 'arendesystem scheman':
        return await registerSchemas(config(), terminal)
      case 'agresso prova':
        return await tryAgresso(config(), terminal, values)
      case 'doctor':
        return await doctor(config(), terminal, values)
      case 'avtal lista':
        return await avtal.list(config(), terminal)
    }
    const [command, verb, subject, other] = positionals
    if (command === 'sakerhetskopia' && verb !== undefined && subject === undefined)
      return await backUp(config(), terminal, verb, values)
    if (command === 'aterstall' && verb !== undefined && subject === undefined)
      return await restoreFrom(config(), terminal, verb, values)
    const night = runNightCommand(config, terminal, positionals, values)
    if (night !== undefined) return await night
    if (command === 'klient' && verb === 'stang' && subject !== undefined)
      return await suspendClient(config(), terminal, subject, values)
    if (command === 'klient' && verb === 'oppna' && subject !== undefined)
      return await reopenClient(config(), terminal, subject, values)
    if (command === 'policy' && verb === 'diff' && subject !== undefined && other !== undefined)
      return await compare(config, terminal, [subject, other], values)
    if (command === 'policy' && verb === 'register')
      return await printProcessingRecord(policyPlace(values.config), terminal, values)
    if (command === 'policy' && verb === 'matris')
      return await printMatrix(policyPlace(values.config), terminal, values)
    if (command === 'policy' && verb === 'andringar') return await listChanges(config(), terminal, values)
    if (command === 'policy' && verb === 'forklara')
      return await explainRules(policyPlace(values.config), terminal, values)
    const log = command === 'logg' ? runLogCommand(config, terminal, positionals.slice(1), values) : undefined
    if (log !== undefined) return await log
    const retention =
      command === 'logg' ? runRetentionCommand(config, terminal, positionals.slice(1), values) : undefined
    if (retention !== undefined) return await retention
    if (command === 'karantan' && verb === 'visa' && subject !== undefined)
      return await quarantine.show(config(), terminal, subject, values)
    if (command === 'karantan' && verb === 'valj' && subject !== undefined)
      return await quarantine.choose(config(), terminal, subject, values)
    if (command === 'leverans' && verb === 'kvitto' && subject !== undefined)
      return await delivery.printReceipt(config(), terminal, subject)
    if (command === 'avtal' && verb === 'kvitto' && subject !== undefined)
      return await avtal.printReceipt(config(), terminal, subject)
    if (command === 'avtal' && verb === 'verifiera' && subject !== undefined && values.nyckel?.[0] !== undefined)
      return await avtal.verify(terminal, subject, values.nyckel[0])
    terminal.err.write(USAGE)
    return 2
  } catch (error) {
    if (failureCode(error)?.startsWith('ERR_PARSE_ARGS') === true) {
      terminal.err.write(USAGE)
      return 2
    }
    terminal.err.write(`insyn: ${error instanceof InsynError ? error.message : oneLine(error)}\n`)
    // 1 is the verdict that a file is not what it claims to be; here nothing was judged.
    return argv[1] === 'verifiera' ? 2 : 1
  }
}

/** The message of a system call error names the file or socket; other unforeseen messages may quote their input. */
function oneLine(error: unknown): string {
  if (!(error instanceof Error)) return 'unexpected failure'
  const full = fullDatabaseText(error)
  if (full !== undefined) return full
  return 'syscall' in error ? error.message : `unexpected ${error.name}`
}
