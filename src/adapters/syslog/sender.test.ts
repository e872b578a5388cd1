import { execFileSync, spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { afterEach, beforeAll, expect, jest, test } from '@jest/globals'
import { freePort } from '../../../simulators/free-ports.ts'
import { type Certificate, issuedCertificate, ownCertificate } from '../../../test/support/api/certificates.ts'
import { startSyslogReceiver, type SyslogReceiver } from '../../../test/support/syslog/receiver.ts'
import { until } from '../../../test/support/until.ts'
import type { SyslogEntry } from '../../atkomstlogg/publish/syslog-place.ts'
import { createSyslogSender } from './sender.ts'

jest.setTimeout(60_000)

let ca: Certificate
let server: Certificate
let client: Certificate
beforeAll(() => {
  ca = ownCertificate('ca')
  server = ownCertificate('loggar.example')
  client = issuedCertificate('insyn.example', ca)
})

const running: SyslogReceiver[] = []
afterEach(async () => {
  for (const one of running.splice(0)) await one.stop()
})
async function start(...options: Parameters<typeof startSyslogReceiver>): Promise<SyslogReceiver> {
  const receiver = await startSyslogReceiver(...options)
  running.push(receiver)
  return receiver
}
const ofServer = () => ({ key: server.key, cert: server.cert })
const within = (ms = 10_000) => AbortSignal.timeout(ms)

const anEntry = (changed: Partial<SyslogEntry> = {}): SyslogEntry => ({
  time: new Date('2026-03-02T08:15:00.123Z'),
  kind: 'atkomst',
  parameters: [
    ['logg', 'bromma'],
    ['slutanvandare', 'anna.åkesson "A" [x] \\ slut]'],
    ['visat', 'beslut: insats omfattning'],
    ['visat', 'faktura: *'],
  ],
  text: 'uppslag visat traff – åäö',
  ...changed,
})

test('each event is one message of RFC 5424 in a frame of its own, whatever its values hold', async () => {
  const receiver = await start(ofServer())
  const sender = createSyslogSender({ adress: receiver.address, ca: server.cert }, 'insyn.example')
  await sender.send([anEntry(), anEntry({ text: 'rad 1\nrad 2' })], within())
  await sender.send([anEntry({ kind: 'kontrollpunkt', parameters: [] })], within())
  expect(receiver.events).toEqual([
    {
      priority: 110,
      time: '2026-03-02T08:15:00.123Z',
      host: 'insyn.example',
      app: 'insyn',
      process: String(process.pid),
      kind: 'atkomst',
      element: 'atkomst@32473',
      parameters: anEntry().parameters,
      text: anEntry().text,
    },
    expect.objectContaining({ text: 'rad 1\nrad 2' }),
    expect.objectContaining({ kind: 'kontrollpunkt', parameters: [] }),
  ])
})

test('a receiver that another authority vouches for, or that has another name, is sent nothing', async () => {
  const receiver = await start(ofServer())
  const [, port] = receiver.address.split(':')
  const other = ownCertificate('annan')
  for (const options of [
    { adress: receiver.address, ca: other.cert },
    { adress: receiver.address },
    { adress: `localhost:${port}`, ca: server.cert },
  ])
    await expect(createSyslogSender(options, 'insyn').send([anEntry()], within())).rejects.toHaveProperty('code')
  expect(receiver.events).toEqual([])
})

test('a receiver may ask for a certificate of the hub', async () => {
  const receiver = await start({ ...ofServer(), ca: ca.cert, requestCert: true, rejectUnauthorized: true })
  const options = { adress: receiver.address, ca: server.cert }
  await expect(createSyslogSender(options, 'insyn').send([anEntry()], within())).rejects.toThrow()
  const withCertificate = { ...options, certifikat: client.cert, nyckel: client.key }
  await createSyslogSender(withCertificate, 'insyn').send([anEntry()], within())
  expect(receiver.events).toHaveLength(1)
})

test('what a receiver did not read to the end counts as not sent, and the next try has a connection of its own', async () => {
  let broken = 3
  const receiver = await start(ofServer(), (socket) => {
    if (broken-- <= 0) return false
    // Dies at once, in the middle, or with everything in its buffers.
    if (broken === 2) socket.destroy()
    else if (broken === 1) socket.once('data', () => socket.destroy())
    else socket.pause()
    return true
  })
  // Longer than a busy machine may keep this process from seeing what the receiver does.
  const sender = createSyslogSender({ adress: receiver.address, ca: server.cert }, 'insyn.example', 5_000)
  const many = Array.from({ length: 5_000 }, (_, at) => anEntry({ text: `händelse ${at}` }))
  for (let i = 0; i < 3; i++) await expect(sender.send(many, within(i < 2 ? 20_000 : 1_500))).rejects.toThrow()
  await sender.send(many, within(30_000))
  expect(receiver.events.map(({ text }) => text)).toEqual(many.map(({ text }) => text))
})

/** A program of the machine's own, where there is one: Debian's rsyslog with its module for OpenSSL. */
const rsyslogd = process.env.INSYN_RSYSLOGD ?? (exists('rsyslogd') ? 'rsyslogd' : undefined)
const testWithRsyslog = rsyslogd === undefined ? test.skip : test

testWithRsyslog('rsyslog receives every event as it was sent', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'insyn-rsyslog-'))
  const port = await freePort()
  const file = (name: string, text: string) => {
    writeFileSync(join(folder, name), text, { mode: 0o600 })
    return join(folder, name)
  }
  const modules = process.env.INSYN_RSYSLOG_MODULES
  const config = file(
    'rsyslog.conf',
    `${modules === undefined ? '' : `module(load="${modules}/lmnsd_ossl")\n`}global(workDirectory="${folder}" maxMessageSize="64k" defaultNetstreamDriver="ossl"
  defaultNetstreamDriverCAFile="${file('ca.pem', ca.cert)}"
  defaultNetstreamDriverCertFile="${file('cert.pem', server.cert)}"
  defaultNetstreamDriverKeyFile="${file('key.pem', server.key)}")
module(load="imtcp" streamDriver.name="ossl" streamDriver.mode="1" streamDriver.authMode="anon")
template(name="fields" type="string" string="%syslogpriority%|%hostname%|%app-name%|%msgid%|%structured-data%|%msg%\\n")
action(type="omfile" file="${join(folder, 'out')}" template="fields")
input(type="imtcp" port="${port}")
`,
  )
  const args = ['-n', '-f', config, '-i', join(folder, 'pid'), ...(modules === undefined ? [] : ['-M', modules])]
  const daemon = spawn(rsyslogd ?? '', args, { stdio: 'ignore' })
  try {
    const sender = createSyslogSender({ adress: `127.0.0.1:${port}`, ca: server.cert }, 'insyn.example')
    const entries = Array.from({ length: 500 }, (_, at) => anEntry({ text: `händelse ${at}` }))
    for (let tries = 0; ; tries++)
      try {
        await sender.send(entries, within())
        break
      } catch (error) {
        if (tries === 50) throw error
        await delay(200)
      }
    const lines = () => readFileSync(join(folder, 'out'), 'utf8').trimEnd().split('\n')
    await until(() => lines().length >= 500)
    expect(lines()).toHaveLength(500)
    expect(lines()[7]).toBe(
      '6|insyn.example|insyn|atkomst|[atkomst@32473 logg="bromma" slutanvandare="anna.åkesson \\"A\\" [x\\] \\\\ slut\\]" visat="beslut: insats omfattning" visat="faktura: *"]|\ufeffhändelse 7',
    )
  } finally {
    daemon.kill()
    rmSync(folder, { recursive: true })
  }
})

function exists(program: string): boolean {
  try {
    execFileSync(program, ['-v'], { stdio: 'ignore' })
    return true
  } catch {
    return false
  }
}
