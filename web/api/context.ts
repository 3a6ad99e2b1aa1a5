/** What the HTTP API is made of, and what a request carries through it. */
import type { OpenAPIHono } from '@hono/zod-openapi'
import type { Context } from 'hono'
import type { Logger } from 'pino'
import { AppError } from '#domain/contract/errors.ts'
import type { ImageStore } from '#domain/images/image-store.ts'
import type { Principal } from '#domain/services/access.ts'
import type { GuestPrincipal } from '#domain/services/guest-pass.ts'
import type { Stores } from '#domain/services/posts.ts'
import type { EventHub } from '#web/events/event-hub.ts'

export type ApiConfig = {
  readonly publicUrl: string
  /** Address of collab-server when it does not stand behind the same host. */
  readonly collabPublicUrl?: string | undefined
  readonly allowedOrigins: readonly string[]
  readonly authSecret: string
  /** None where mail is not set up. */
  readonly smtpUrl?: string | undefined
}

export type ApiOptions = Stores & {
  readonly config: ApiConfig
  readonly logger: Logger
  /** The session behind the cookie; bearer tokens are the API's own business. */
  readonly findSession: (headers: Headers) => Promise<Principal | null>
  /** Files of pictures. */
  readonly images: ImageStore
  /** Streams of what happens. */
  readonly events: Pick<EventHub, 'open'>
  /** How often one person may ask; LIMITS if left out. */
  readonly requestRate?: RequestRate
  /** And how often one address, before it is asked who it is. */
  readonly addressRate?: RequestRate
}

export type RequestRate = { readonly perSecond: number; readonly burst: number }

export type ApiEnv = {
  Variables: {
    requestId: string
    principal: Principal
    /** By what the principal was known: writes with a cookie need an Origin. */
    via: 'cookie' | 'bearer'
    /** On the addresses of guests, in place of a principal. */
    guest: GuestPrincipal
  }
}

export type Api = OpenAPIHono<ApiEnv>
export type ApiContext = Context<ApiEnv>

/** @throws {AppError} forbidden: what only a person in a browser may do, no script with a token */
export function requireBrowser(c: ApiContext): void {
  if (c.get('via') !== 'cookie') {
    throw new AppError('forbidden', { message: 'A token may not do this. Sign in with a browser.' })
  }
}
