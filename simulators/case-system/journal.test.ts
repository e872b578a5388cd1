import { appendFileSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from '@jest/globals'
import { lasJournal, spelaUpp, varaktigtArendelager } from './journal.ts'

const folder = mkdtempSync(join(tmpdir(), 'insyn-journal-'))
afterAll(() => rmSync(folder, { recursive: true }))

test('cases outlive their process, and what it had not finished writing when it died is as if it had never been', () => {
  const fil = join(folder, 'journal')
  const lager = varaktigtArendelager(fil)
  const { arendeId } = lager.skapa('189001019802', 'beslutsfraga')
  lager.taBort(arendeId, 'ref', 7)
  const ingenting = { stadsdelar: [], utforare: [], handlaggare: [], forslag: null }
  lager.berika(arendeId, { version: 8, ...ingenting })
  appendFileSync(fil, '["rensa","' + arendeId)

  const igen = varaktigtArendelager(fil)
  expect(igen.arende(arendeId)).toMatchObject({ personnummer: '189001019802', berikning: { version: 8 } })
  expect(igen.taBort(arendeId, 'ref', 7)).toEqual({ version: 7 })
  expect(lasJournal(fil).map(([vad]) => vad)).toEqual(['skapa', 'taBort', 'berika', 'taBort'])
  expect(spelaUpp(lasJournal(fil)).arende(arendeId)).toEqual(igen.arende(arendeId))
})
