import { expect, test, vi } from 'vitest'
import { testDatabase } from '#tests/support/postgres.ts'
import { Prisma } from './generated/client.ts'

const { db } = await testDatabase()

test('code that was bundled apart reads rows by the client that the server made', async () => {
  vi.resetModules()
  const { readRows } = await import('./client.ts')
  expect(await readRows(db, Prisma.sql`select 1 as one`)).toEqual([{ one: 1 }])
})
