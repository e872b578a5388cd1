import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { useDatabase } from '../../test/support/database/database.ts'
import { mountSmallDisk, onSmallDisk, type SmallDisk } from '../../test/support/small-disk.ts'
import { appendCheckpoint, notesAfter } from '../atkomstlogg/checkpoint-file.ts'
import { createPool } from './database/database.ts'
import { freeBytes, requireRoom, watchDatabase, watchFolder } from './disk-room.ts'

const db = useDatabase()
let folder: string
let disk: SmallDisk

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'insyn-disk-'))
  disk = mountSmallDisk(folder, '64k')
})
afterAll(async () => {
  disk.remove()
  await rm(folder, { recursive: true })
})

const events = () => {
  const said: string[] = []
  return { said, full: (code: string) => void said.push(code), again: () => void said.push('again') }
}

test('what the server of a database says of a full disk is heard in any statement, and so is that there is room', async () => {
  const pool = createPool(db.address, { max: 1, applicationName: 'prov', database: db.name })
  try {
    const { said, ...told } = events()
    const room = watchDatabase([pool], told)
    await room.check()
    const refused = `do $$ begin raise exception using errcode = 'disk_full'; end $$`
    for (let time = 0; time < 2; time++)
      await expect(pool.query(refused)).rejects.toMatchObject({ code: 'DATABAS_FULL' })
    expect(said).toEqual(['53100'])
    await room.check()
    expect(said).toEqual(['53100', 'again'])
  } finally {
    await pool.end()
  }
})

onSmallDisk('a folder without room is told once, and leaves nothing of the try', async () => {
  const { said, ...told } = events()
  const room = watchFolder(folder, told)
  disk.fill()
  await expect(room.check()).rejects.toMatchObject({ code: 'ENOSPC' })
  await expect(room.check()).rejects.toMatchObject({ code: 'ENOSPC' })
  expect([said, await freeBytes(folder)]).toEqual([['ENOSPC'], 0])
  disk.free()
  await requireRoom(folder)
})

onSmallDisk(
  'a checkpoint that finds no room is no silent hole: it fails, the one before stands, and it is written later',
  async () => {
    await appendCheckpoint(folder, 'bromma', 'first')
    disk.fill()
    const long = 'second'.repeat(2_000)
    await expect(appendCheckpoint(folder, 'bromma', long)).rejects.toMatchObject({ code: 'ENOSPC' })
    expect(await notesAfter(folder, 'bromma', undefined)).toEqual(['first'])
    disk.free()
    await appendCheckpoint(folder, 'bromma', long)
    expect(await notesAfter(folder, 'bromma', 'first')).toEqual([long])
  },
)
