import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from '@jest/globals'
import { aLogRecord } from '../../test/support/access-records.ts'
import { acknowledgeLoss, learnCheckpoints } from './acknowledge-loss.ts'
import { createCheckpoints } from './checkpoints.ts'
import { EMPTY_RANGE, encodePeaks, extend, leafHash } from './merkle.ts'
import { lostText, parseRecord } from './record.ts'
import { NOW, times, usePruning } from './testing/use-pruning.ts'
import { createLogWriter } from './writer.ts'

const { db, folder, deps, writer, write, order, numbers, pruneLog, verified, checkpoint } = usePruning(5_000)
const YOUNG = NOW.toISOString()
const act = (log: string) => ({ logg: log, by: 'Eva', reason: 'Återläst efter diskfel' })
/** Checkpoint files live on outside the database, each log in a folder of its own here. */
const file = (log: string) => join(folder(), log, `${log}.checkpoints`)

/** As a backup of the database that is `lost` records older: the newest records and the head of then are gone. */
async function restore(log: string, left: number) {
  const { rows } = await db.pool.query<{ leaf: Buffer }>(
    'select leaf from access_record where logg = $1 and nummer < $2 order by nummer',
    [log, left],
  )
  const range = extend(
    EMPTY_RANGE,
    rows.map(({ leaf }) => leaf),
  )
  await db.pool.query(
    `begin; alter table access_record disable trigger user; alter table log_head disable trigger user;
     delete from access_record where logg = '${log}' and nummer >= ${left}; delete from log_gap where logg = '${log}' and nummer >= ${left};
     delete from log_head where logg = '${log}';
     ${left > 0 ? `insert into log_head values ('${log}', ${left}, decode('${encodePeaks(range).toString('hex')}', 'hex'));` : ''}
     alter table access_record enable trigger user; alter table log_head enable trigger user; commit`,
  )
}

test('a start on an older database says which records of which log are missing, and what to do', async () => {
  await write('bromma', ...times(5, YOUNG))
  const early = await checkpoint('bromma')
  await write('bromma', ...times(9, YOUNG))
  const late = await checkpoint('bromma')
  await restore('bromma', 8)
  const checkpoints = createCheckpoints(deps('bromma'))
  for (const check of [
    () => checkpoints.checkAtStart(),
    () => checkpoints.requireNoLoss(),
    () => checkpoints.takeNow(),
  ])
    await expect(check()).rejects.toMatchObject({
      code: 'LOGG_BRUTEN',
      message: expect.stringMatching(/bromma: records 8 up to 13 \(6 of 14\)[^]*insyn logg erkann/),
    })
  const gap = await acknowledgeLoss(deps('bromma'), act('bromma'))
  expect(gap).toMatchObject({ from: 8, to: 10_014, size: 14 })
  await createCheckpoints(deps('bromma')).checkAtStart()
  const { rows } = await db.pool.query<{ record: string; leaf: Buffer }>(
    `select record, leaf from access_record where logg = 'bromma' and nummer in (8, 10013, 10014) order by nummer`,
  )
  expect(rows.slice(0, 2)).toEqual(
    [8, 10_013].map((number) => ({ record: lostText('bromma', number), leaf: leafHash(lostText('bromma', number)) })),
  )
  expect(parseRecord(rows[2]?.record ?? '')?.atkomst).toMatchObject({
    ...{ handelse: 'glapp', orsak: 'aterstallning', slutanvandare: 'Eva', andamal: 'Återläst efter diskfel' },
    detaljer: { fran: 8, till: 10_014, storlek: 14 },
  })
  // No number is used again.
  expect((await write('bromma', YOUNG))[0]?.nummer).toBe(10_015)
  const later = await checkpoint('bromma')
  expect(await verified('bromma', [early, late, later])).toMatchObject({ ok: true, lost: [{ from: 8, to: 10_014 }] })
  await expect(acknowledgeLoss(deps('bromma'), act('bromma'))).rejects.toMatchObject({ code: 'BEGARAN_OGILTIG' })
})

test('a log that the backup does not have at all is acknowledged from its first record', async () => {
  await write('jarva', ...times(3, YOUNG))
  const published = await checkpoint('jarva')
  await restore('jarva', 0)
  expect(await acknowledgeLoss(deps('jarva'), act('jarva'))).toMatchObject({ from: 0, to: 10_003, size: 3 })
  await createCheckpoints(deps('jarva')).checkAtStart()
  expect(await verified('jarva', [published])).toMatchObject({ ok: true, lost: [{ from: 0, to: 10_003 }] })
})

test('a log may be lost twice, also within what was written after the first time', async () => {
  await write('farsta', ...times(6, YOUNG))
  const first = await checkpoint('farsta')
  await restore('farsta', 4)
  await acknowledgeLoss(deps('farsta'), act('farsta'))
  await write('farsta', ...times(3, YOUNG))
  const second = await checkpoint('farsta')
  await restore('farsta', 10_008)
  expect(await acknowledgeLoss(deps('farsta'), act('farsta'))).toMatchObject({ from: 10_008, to: 20_010, size: 10_010 })
  expect(await verified('farsta', [first, second])).toMatchObject({
    ok: true,
    lost: [
      { from: 4, to: 10_006 },
      { from: 10_008, to: 20_010 },
    ],
  })
})

test('a backup of before an acknowledgement makes the acknowledged records lost once more', async () => {
  await write('skarpnack', ...times(6, YOUNG))
  await checkpoint('skarpnack')
  await restore('skarpnack', 4)
  await acknowledgeLoss(deps('skarpnack'), act('skarpnack'))
  await restore('skarpnack', 4)
  expect(await acknowledgeLoss(deps('skarpnack'), act('skarpnack'))).toMatchObject({
    from: 4,
    to: 20_007,
    size: 10_007,
  })
  await createCheckpoints(deps('skarpnack')).checkAtStart()
})

test('a killed acknowledgement is done whole or not at all, and a start between it and its checkpoint goes well', async () => {
  await write('kungsholmen', ...times(6, YOUNG))
  await checkpoint('kungsholmen')
  const saved = await readFile(file('kungsholmen'), 'utf8')
  await restore('kungsholmen', 3)
  await acknowledgeLoss(deps('kungsholmen'), act('kungsholmen'))
  // As killed before the checkpoint after it was saved.
  await writeFile(file('kungsholmen'), saved)
  const checkpoints = createCheckpoints(deps('kungsholmen'))
  await checkpoints.checkAtStart()
  expect((await checkpoints.takeNow()).get('kungsholmen')?.checkpoint.size).toBe(10_007)
})

test('a checkpoint that was kept elsewhere tells of a loss when the state folder was restored too', async () => {
  await write('norrmalm', ...times(4, YOUNG))
  await checkpoint('norrmalm')
  const older = await readFile(file('norrmalm'), 'utf8')
  await write('norrmalm', ...times(4, YOUNG))
  const elsewhere = join(folder(), 'elsewhere.checkpoint')
  await writeFile(elsewhere, await checkpoint('norrmalm'))
  await restore('norrmalm', 4)
  await writeFile(file('norrmalm'), older)
  await createCheckpoints(deps('norrmalm')).checkAtStart()
  expect(await learnCheckpoints(deps('norrmalm'), ['jarva', 'norrmalm'], [elsewhere])).toBe(1)
  await expect(createCheckpoints(deps('norrmalm')).checkAtStart()).rejects.toMatchObject({ code: 'LOGG_BRUTEN' })
  expect(await acknowledgeLoss(deps('norrmalm'), act('norrmalm'))).toMatchObject({ from: 4, size: 8 })
  const forged = (await readFile(elsewhere, 'utf8')).replace('\n8\n', '\n99\n')
  await writeFile(elsewhere, forged)
  await expect(learnCheckpoints(deps('norrmalm'), ['norrmalm'], [elsewhere])).rejects.toMatchObject({
    code: 'BEGARAN_OGILTIG',
  })
})

test('a process whose database is restored under it gives no number twice', async () => {
  const here = createLogWriter(db.pool)
  await here.write([aLogRecord('hasselby'), aLogRecord('hasselby'), aLogRecord('hasselby')])
  await restore('hasselby', 1)
  await expect(here.write([aLogRecord('hasselby')])).rejects.toMatchObject({ code: 'LOGG_OTILLGANGLIG' })
  expect(await numbers('hasselby')).toEqual([0])
})

test('placeholders are pruned in their time, and the record of the gap stays', async () => {
  await writer().write(times(6, '2021-01-01T00:00:00.000Z').map((moment) => aLogRecord('arsta', { tid: moment })))
  const published = await checkpoint('arsta')
  await restore('arsta', 4)
  const past = { ...deps('arsta'), clock: () => new Date('2021-01-02T00:00:00Z') }
  await acknowledgeLoss(past, act('arsta'))
  expect(await pruneLog('arsta')).toBe(10_006)
  expect(order('arsta').years).toBe(5)
  expect(await numbers('arsta')).toEqual([10_006, 10_007])
  expect(await verified('arsta', [published])).toMatchObject({ ok: true })
})

// Last: a broken log stops every check.
test('what is there must be an earlier state of the log: a changed one is not acknowledged', async () => {
  await write('sodermalm', ...times(5, YOUNG))
  await checkpoint('sodermalm')
  await write('sodermalm', ...times(5, YOUNG))
  await checkpoint('sodermalm')
  await restore('sodermalm', 6)
  await db.pool.query(
    `begin; alter table access_record disable trigger user;
     update access_record set leaf = sha256('x') where logg = 'sodermalm' and nummer = 2; alter table access_record enable trigger user; commit`,
  )
  const before = await numbers('sodermalm')
  await expect(acknowledgeLoss(deps('sodermalm'), act('sodermalm'))).rejects.toMatchObject({ code: 'LOGG_BRUTEN' })
  expect(await numbers('sodermalm')).toEqual(before)
})
