import { expect, test } from '@jest/globals'
import { realPolicy } from '../../test/support/api-in-memory.ts'
import type { ShownUppgift } from '../access/selection.ts'
import { BETALSTATUS } from '../informationsmangd/agresso.ts'
import { readCategories, suggest } from './categories.ts'

const { regler } = readCategories('config', realPolicy())
const classFor = (...statuses: string[]) => {
  const items = statuses.map((betalstatus) => ({ betalstatus }))
  return suggest(regler, 'fakturafraga', [{ mangd: 'faktura', poster: items } as unknown as ShownUppgift])?.arendeklass
}

test('only an invoice that is owed suggests that one is', () => {
  expect(BETALSTATUS.map((status) => [status, classFor(status)])).toEqual([
    ['obetald', 'Obetald faktura'],
    ['delbetald', 'Delbetald faktura'],
    ['delbetalning', 'Delbetalning'],
    ['betald', 'Fråga om faktura'],
    ['overbetald', 'Överbetald faktura'],
    ['kredit', 'Fråga om faktura'],
    ['makulerad', 'Fråga om faktura'],
    ['okand', 'Fråga om faktura'],
  ])
  expect(classFor('makulerad', 'overbetald', 'obetald')).toBe('Obetald faktura')
})
