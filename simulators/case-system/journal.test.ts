import { appendFileSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from '@jest/globals'
import { durableArendeStore, readJournal, replayJournal } from './journal.ts'

const folder = mkdtempSync(join(tmpdir(), 'insyn-journal-'))
afterAll(() => rmSync(folder, { recursive: true }))

test('cases outlive their process, and what it had not finished writing when it died is as if it had never been', () => {
  const file = join(folder, 'journal')
  const store = durableArendeStore(file)
  const { arendeId } = store.create('189001019802', 'beslutsfraga')
  store.remove(arendeId, 'ref', 7)
  const nothing = { stadsdelar: [], utforare: [], handlaggare: [], forslag: null }
  store.enrich(arendeId, { version: 8, ...nothing })
  appendFileSync(file, '["purge","' + arendeId)

  const again = durableArendeStore(file)
  expect(again.arende(arendeId)).toMatchObject({ personnummer: '189001019802', enrichment: { version: 8 } })
  expect(again.remove(arendeId, 'ref', 7)).toEqual({ version: 7 })
  expect(readJournal(file).map(([what]) => what)).toEqual(['create', 'remove', 'enrich', 'remove'])
  expect(replayJournal(readJournal(file)).arende(arendeId)).toEqual(again.arende(arendeId))
})
