/** Devices that are told at once. Each goes with the session it was added in: after a sign-out it hears nothing. */
import { AppError } from '#domain/contract/errors.ts'
import type { SessionId, UserId } from '#domain/contract/ids.ts'
import type { AddPushDevice } from '#domain/contract/inputs/preferences.ts'
import { LIMITS } from '#domain/contract/limits.ts'
import type { Db } from '#prisma/client.ts'
import { transact } from './transact.ts'

/** The same device again is the same one; somebody else who signs in there takes it over. @throws {AppError} too_large */
export async function addPushDevice(
  db: Db,
  { userId, sessionId }: { readonly userId: UserId; readonly sessionId: SessionId },
  { endpoint, keys }: AddPushDevice,
): Promise<void> {
  const row = { userId, sessionId, p256dh: keys.p256dh, auth: keys.auth }
  await transact(db, async tx => {
    await tx.pushSubscription.upsert({ where: { endpoint }, create: { endpoint, ...row }, update: row })
    if ((await tx.pushSubscription.count({ where: { userId } })) > LIMITS.pushDevices) {
      throw new AppError('too_large', {
        message: `More than ${LIMITS.pushDevices} devices. Switch one of them off first.`,
      })
    }
  })
}

export async function removePushDevice(db: Db, userId: UserId, endpoint: string): Promise<void> {
  await db.pushSubscription.deleteMany({ where: { userId, endpoint } })
}

export async function listPushDevices(
  db: Db,
  userId: UserId,
): Promise<{ readonly endpoint: string; readonly createdAt: string }[]> {
  const rows = await db.pushSubscription.findMany({ where: { userId }, orderBy: { createdAt: 'asc' } })
  return rows.map(({ endpoint, createdAt }) => ({ endpoint, createdAt: createdAt.toISOString() }))
}
