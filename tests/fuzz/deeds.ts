/** What people may do by the API to posts, comments, notices and members: chosen by chance, mostly what leads somewhere. */
import { POST_COMMANDS, type PostCommand, type PostState, TRANSITIONS } from '#domain/contract/post-status.ts'
import { ROLES } from '#domain/contract/roles.ts'
import type { Db } from '#prisma/client.ts'
import type { Random } from './random.ts'

export type Deed = {
  /** User id of who tries. */
  readonly by: string
  readonly method: string
  readonly path: string
  readonly body?: unknown
}
/** A workspace with its owner. */
type Place = { readonly workspaceId: string; readonly ownerId: string }
export type Scene = {
  readonly people: readonly string[]
  readonly places: readonly Place[]
  /** Posts that are much talked about. */
  readonly discussed: readonly string[]
}

export async function chooseDeed(db: Db, { below }: Random, scene: Scene): Promise<Deed> {
  const any = <T>(list: readonly T[]): T => {
    const one = list[below(list.length)]
    if (one === undefined) throw new Error('There is nothing to choose')
    return one
  }
  const { workspaceId, ownerId } = any(scene.places)
  const someone = any(scene.people)
  // Who is chosen blindly is refused most of the time; that has to be tried as well.
  const by = below(4) > 0 ? ownerId : someone
  const posts = await db.post.findMany({ where: { workspaceId }, select: { id: true, state: true } })
  const kind = below(100)
  if (posts.length < 4 || kind < 5) {
    const access = below(3) === 0 ? 'private' : 'workspace'
    return { by, method: 'POST', path: '/posts', body: { workspaceId, title: `Post ${below(100)}`, access } }
  }
  const { id, state } = any(posts)
  if (kind < 45) return command(id, state as PostState)
  if (kind < 52) {
    return any<Deed>([
      { by, method: 'PATCH', path: `/posts/${id}/content`, body: { markdown: `Words ${below(100)}` } },
      { by, method: 'PATCH', path: `/posts/${id}/fields`, body: { tags: [`tag ${below(4)}`] } },
    ])
  }
  if (kind < 72) return talk(any([id, ...scene.discussed]))
  if (kind < 80) return share(id)
  if (kind < 90) return mark(someone)
  return govern()

  async function command(postId: string, from: PostState): Promise<Deed> {
    const allowed = POST_COMMANDS.filter(one => 'to' in TRANSITIONS[from][one])
    const name: PostCommand = below(5) > 0 ? any(allowed.length > 0 ? allowed : POST_COMMANDS) : any(POST_COMMANDS)
    if (name === 'delete') return { by, method: 'DELETE', path: `/posts/${postId}` }
    const channels = await db.channel.findMany({ where: { workspaceId }, select: { id: true } })
    const ids = channels.map(channel => channel.id)
    const channelIds = below(2) === 0 ? [any(ids)] : ids
    const at = new Date(Date.now() + below(3) * 3_600_000 + 2_000).toISOString()
    const bodies: Partial<Record<PostCommand, unknown>> = {
      schedule: { at, timeZone: 'Europe/Berlin', channelIds },
      publish: { channelIds },
      confirm: { channelId: any(ids), outcome: any(['published', 'failed', 'left_out']) },
    }
    return { by, method: 'POST', path: `/posts/${postId}/${name}`, body: bodies[name] ?? {} }
  }

  async function talk(postId: string): Promise<Deed> {
    const address = `/posts/${postId}`
    const threads = await db.thread.findMany({ where: { postId }, include: { comments: true } })
    if (threads.length === 0 || below(4) === 0) {
      const body = { body: `@[Person](user:${someone}) look`, quote: 'Words' }
      return { by, method: 'POST', path: `${address}/threads`, body }
    }
    const { id: threadId, comments } = any(threads)
    const thread = `${address}/threads/${threadId}`
    const answer = { by, method: 'POST', path: `${thread}/comments`, body: { body: `Yes ${below(9)}` } }
    if (comments.length === 0) return answer
    const { id: commentId, authorId } = any(comments)
    const comment = `${address}/comments/${commentId}`
    const author = authorId ?? by
    const reaction = { reaction: any(['👍', '👀']), on: below(3) > 0 }
    return any<Deed>([
      answer,
      { by, method: 'POST', path: `${thread}/resolve`, body: {} },
      { by, method: 'POST', path: `${thread}/reopen`, body: {} },
      { by, method: 'PUT', path: `${comment}/reactions`, body: reaction },
      { by: author, method: 'PATCH', path: comment, body: { body: `No ${below(9)}` } },
      { by: author, method: 'DELETE', path: comment },
    ])
  }

  function share(postId: string): Deed {
    const person = `/posts/${postId}/access/people/${someone}`
    return any<Deed>([
      { by, method: 'PATCH', path: `/posts/${postId}/access`, body: { access: any(['private', 'workspace']) } },
      { by, method: 'PUT', path: person, body: { level: any(['view', 'comment', 'edit']) } },
      { by, method: 'DELETE', path: person },
      { by, method: 'PUT', path: `/posts/${postId}/watch`, body: { watch: any(['watching', 'muted']) } },
    ])
  }

  async function mark(of: string): Promise<Deed> {
    const rows = await db.notification.findMany({ where: { userId: of }, take: 20 })
    if (rows.length === 0) return { by: of, method: 'POST', path: '/notifications/read', body: { ids: [] } }
    const { id: row, rev, at } = any(rows)
    const moment = at.toISOString()
    const marked = { id: row, at: moment, rev, read: below(2) === 0, archived: below(3) === 0 }
    return any<Deed>([
      { by: of, method: 'POST', path: '/notifications/read', body: { ids: [row] } },
      { by: of, method: 'POST', path: '/notifications/read', body: { upTo: row, at: moment } },
      { by: of, method: 'POST', path: '/notifications/marks', body: { marks: [marked] } },
    ])
  }

  async function govern(): Promise<Deed> {
    const member = `/workspaces/${workspaceId}/members/${someone}`
    const channels = await db.channel.findMany({ where: { workspaceId }, select: { id: true } })
    const channel = `/channels/${any(channels).id}`
    return any<Deed>([
      { by, method: 'PATCH', path: member, body: { role: any(ROLES.filter(role => role !== 'owner')) } },
      { by, method: 'DELETE', path: member },
      { by, method: 'POST', path: `${member}/suspend`, body: {} },
      { by, method: 'POST', path: `${member}/let-in`, body: {} },
      { by, method: 'PATCH', path: channel, body: { enabled: below(4) > 0 } },
      { by, method: 'PATCH', path: channel, body: { name: `Channel ${below(9)}` } },
      { by, method: 'PATCH', path: `/workspaces/${workspaceId}`, body: { name: `Workspace ${below(9)}` } },
    ])
  }
}
