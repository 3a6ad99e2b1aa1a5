/**
 * What a guest's page shows instead of a session: a JWT (HS256) that the page of a share link is rendered with. It says
 * which link and which guest; whether the link still lives is looked at on every use.
 */
import { randomUUID } from 'node:crypto'
import { z } from 'zod'
import { UserId } from '#domain/contract/ids.ts'
import { LIMITS } from '#domain/contract/limits.ts'
import type { Principal } from './access.ts'
import { readClaims, signClaims } from './signed-claims.ts'

const USE = { name: 'guest-pass', audience: 'guest', claims: z.object({ sub: UserId, lid: z.uuid() }) } as const

export type GuestPrincipal = Principal & { readonly guest: { readonly linkId: string } }

/** A new guest of this link. */
export function issueGuestPass(linkId: string, authSecret: string): Promise<string> {
  return signClaims({ sub: `guest-${randomUUID()}`, lid: linkId }, USE, `${LIMITS.guestPassHours}h`, authSecret)
}

/** @throws {AppError} unauthenticated for anything but a living pass of this server */
export function verifyGuestPass(pass: string, authSecret: string): GuestPrincipal {
  const { sub, lid } = readClaims(pass, USE, authSecret)
  return { userId: sub, sessionId: null, guest: { linkId: lid } }
}
