/** A workspace with people of every role, its site channel, and one person who is not in it. */
import type { PostId, UserId, WorkspaceId } from '#domain/contract/ids.ts'
import type { Role } from '#domain/contract/roles.ts'
import { createPostgresLog } from '#domain/log/postgres-log.ts'
import { createLogger } from '#domain/logger.ts'
import { type AllowedPost, type Principal, requirePost, requireWorkspace } from '#domain/services/access.ts'
import { createPost, type Stores } from '#domain/services/posts.ts'
import { addPerson, addWorkspace } from './people-and-posts.ts'
import type { TestDatabase } from './postgres.ts'

/** Where the public site is, for commands. */
export const SITE = { publicUrl: 'https://galley.example' } as const

export type TestWorkspace = {
  readonly workspaceId: WorkspaceId
  readonly channelId: string
  readonly people: Readonly<Record<Role | 'stranger', Principal>>
}

export function storesOf({ db, pool }: TestDatabase): Stores {
  return { db, log: createPostgresLog({ pool, logger: createLogger('test', 'silent') }) }
}

export async function addTeam({ db }: Pick<TestDatabase, 'db'>): Promise<TestWorkspace> {
  const add = async (name: string): Promise<Principal> => ({ userId: await addPerson(db, name), sessionId: null })
  const people = {
    owner: await add('Olga'),
    admin: await add('Adam'),
    publisher: await add('Priya'),
    editor: await add('Ede'),
    commenter: await add('Cora'),
    viewer: await add('Vera'),
    stranger: await add('Stan'),
  }
  const { stranger: _, ...members } = people
  const roles = Object.entries(members).map(([role, { userId }]): [UserId, Role] => [userId, role as Role])
  const workspaceId = await addWorkspace(db, 'Saltmarsh', Object.fromEntries(roles))
  const channel = await db.channel.findFirstOrThrow({ where: { workspaceId, kind: 'site' } })
  return { workspaceId, channelId: channel.id, people }
}

export async function addDraft(
  stores: Stores,
  { workspaceId, people }: TestWorkspace,
  text = { title: 'A buoy', markdown: 'It speaks every ten minutes.' },
): Promise<PostId> {
  return createPost(stores, await requireWorkspace(stores.db, people.editor, workspaceId, 'edit'), text)
}

/** The proof as it is now, with the newest rev. */
export async function proofOf(stores: Stores, principal: Principal, postId: PostId): Promise<AllowedPost<'read'>> {
  return requirePost(stores.db, principal, postId, 'read')
}
