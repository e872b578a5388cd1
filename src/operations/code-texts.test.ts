import { expect, test } from '@jest/globals'
import { codeText } from './code-texts.ts'

test.each(['format:dag', 'format:storlek'])('%s, by which a row is in quarantine, says what to do', (code) => {
  expect(codeText(code)).toEqual(codeText('format'))
  expect(codeText(code).what).not.toContain('Okänd')
})

test('a code without words names itself', () => {
  expect(codeText('ny-kod').what).toContain('ny-kod')
})
