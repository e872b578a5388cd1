import { afterAll, beforeAll, beforeEach, expect } from '@jest/globals'
import { realPolicy } from '../../../../test/support/api-in-memory.ts'
import { type ConsoleApp, startConsoleApp } from '../../../../test/support/console-app.ts'
import type { Ring } from '../../../config/console-options.ts'

/** Test numbers of Skatteverket. */
export const KNOWN = '189001019802'
export const OTHER = '189001029819'
export const PROTECTED = '189001039800'
export const WITHOUT_AVTAL = '189001049817'
export const ABSENT = '189001059808'
export const OUT_OF_REACH = '191401682396'
/** Of whoever signs in. */
export const OWN = '189001099804'

export const FIELDS = {
  ...{ andamal: 'fakturafraga', arende: '', identifiering: 'kontrollfragor', relation: 'sjalv', kind: 'auto' },
}

/** The pages of the lookup before a few persons, for the tests of a file. */
export function useLookup() {
  let app: ConsoleApp
  const ring: Ring[] = []
  beforeAll(async () => {
    app = await startConsoleApp({ policy: withoutFarsta() }, { ring })
    fill(app)
  })
  afterAll(() => app.stop())
  beforeEach(() => {
    app.logg.written.length = 0
  })

  return {
    app: () => app,
    /** Whom the settings name; changed as a test needs it. */
    ring,
    records: (event: string) => app.logg.written.filter(({ access }) => access.handelse === event),
    /** Sends the form; gives the address of the view, which nothing is recorded for yet. */
    open: async (number: string, changed: Readonly<Record<string, string>> = {}, who = 'eva') => {
      const { status, location, html } = await app.post(who, '/uppslag', { ...FIELDS, number, ...changed })
      expect([status, html]).toEqual([303, ''])
      return location
    },
  }
}

const withoutFarsta = () => {
  const policy = realPolicy()
  return { ...policy, avtal: policy.avtal.filter(({ stadsdel }) => stadsdel !== 'farsta') }
}

function fill(app: ConsoleApp): void {
  const { mirror } = app
  mirror.put(KNOWN, 'bromma', 'person', [{ fornamn: 'Åsa', efternamn: 'Öberg' }])
  mirror.put(KNOWN, 'bromma', 'faktura', [
    {
      ...{
        fakturanummer: 'F1',
        ocrNummer: '1234566',
        forfallodatum: '2026-10-31',
        belopp: 210000,
        kvarstaende: 210000,
      },
      ...{ betalstatus: 'obetald', rader: [{ radnummer: 1, text: 'Hemtjänst', belopp: 210000 }] },
    },
  ])
  mirror.put(OTHER, 'jarva', 'person', [{ fornamn: 'Nya', efternamn: 'Namnet' }])
  for (const stadsdel of ['bromma', 'jarva']) mirror.protect(PROTECTED, stadsdel)
  mirror.put(WITHOUT_AVTAL, 'farsta', 'faktura', [{ fakturanummer: 'F4', ocrNummer: '4440' }])
  mirror.put(OUT_OF_REACH, 'bromma', 'beslut', [{ beslutId: 'B9', insats: 'Trygghetslarm' }])
  mirror.put(OWN, 'bromma', 'person', [{ fornamn: 'Eva', efternamn: 'Själv' }])
  mirror.put(OWN, 'bromma', 'faktura', [{ fakturanummer: 'F5', ocrNummer: '5553' }])
  mirror.statuses = (['agresso', 'paraplyet', 'ber'] as const).flatMap((source) =>
    app.policy.stadsdelar.map(({ kod }) => ({
      ...{ source, stadsdel: kod, speglad: new Date('2026-10-15T00:14:00Z') },
      ...{ newestRun: 'lyckad' as const, orphans: false },
    })),
  )
}
