import { type AgressoOptions, agressoSource } from '../../../src/adapters/agresso/source.ts'
import { readManifest } from '../../../src/mapping/load-manifests.ts'
import { type AgressoTrial, PASSWORD } from './agresso.ts'

export const TEMPLATES = {
  kunder: 'Insyn kundregister',
  oppna: 'Insyn öppna fakturor',
  historik: 'Insyn betalda fakturor',
}

/** The company of one stadsdel in a simulated QueryEngine, as a source; what is not said is as in an ordinary hub. */
export const sourceOf = (agresso: AgressoTrial, stadsdel: string, others: Partial<AgressoOptions> = {}) =>
  agressoSource({
    url: agresso.url,
    user: 'insyn',
    password: PASSWORD,
    foretag: { [stadsdel]: agresso.login(stadsdel).Client },
    mallar: TEMPLATES,
    tidszon: 'Europe/Stockholm',
    manifests: readManifest('config/tittbehorighet'),
    deadlines: { smallCalls: 5_000, all: 60_000, andrade: 60_000, person: 10_000 },
    capBytes: 50_000_000,
    clock: () => new Date('2026-09-15T12:00:00Z'),
    ...others,
  })
