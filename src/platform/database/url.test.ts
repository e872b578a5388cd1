import { expect, test } from '@jest/globals'
import { urlConfig } from './url.ts'

const URL_TEXT = 'postgresql://insyn:hemligt@db.example/insyn'
const ssl = (parameters: string, tls = {}) => urlConfig(`${URL_TEXT}${parameters}`, tls).ssl

test('sslmode means what libpq means by it', () => {
  expect(ssl('')).toBe(false)
  expect(ssl('?sslmode=disable')).toBe(false)
  expect(ssl('?sslmode=require')).toEqual({ rejectUnauthorized: false })
  expect(ssl('?sslmode=verify-full')).toEqual({})
  const ca = 'PEM'
  for (const parameters of ['', '?sslmode=verify-full']) expect(ssl(parameters, { ca })).toEqual({ ca })
  for (const mode of ['require', 'verify-ca']) {
    const found = ssl(`?sslmode=${mode}`, { ca })
    // The authority is checked, the name is not.
    expect(found).toEqual({ ca, checkServerIdentity: expect.any(Function) })
  }
  expect(ssl('', { ca, certifikat: 'C', nyckel: 'N' })).toEqual({ ca, cert: 'C', key: 'N' })
})

test('pg sees the rest of the address and no parameter that it reads otherwise', () => {
  expect(urlConfig(`${URL_TEXT}?sslmode=verify-full&options=-c%20geqo%3Doff`).connectionString).toBe(
    `${URL_TEXT}?options=-c+geqo%3Doff`,
  )
})

test.each([
  ['?sslmode=prefer', {}, /none of disable, require, verify-ca, verify-full/],
  ['?sslmode=allow', {}, /none of/],
  ['?sslmode=verify-ca', {}, /needs databas\.ca/],
  ['?sslmode=disable', { ca: 'PEM' }, /disable beside certificates/],
  ['?sslrootcert=/etc/ca.pem', {}, /takes no sslrootcert/],
  ['?ssl=true', {}, /takes no ssl/],
  ['?host=one,other', {}, /several hosts are not supported/],
])('%s is refused with what to do, without the password', (parameters, tls, why) => {
  expect(() => ssl(parameters, tls)).toThrow(why)
  expect(() => ssl(parameters, tls)).not.toThrow(/hemligt/)
})

test.each(['postgresql://one,other/insyn', 'postgresql://one:5432,other:5432/insyn'])('%s names several', (url) => {
  expect(() => urlConfig(url)).toThrow(/several hosts are not supported: use a name that follows the primary/)
})
