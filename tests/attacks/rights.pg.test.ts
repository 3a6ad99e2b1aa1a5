/** Every role, on every kind of document, with every kind of message (A8); and everything that takes a right away (A10). */
import { describe, expect, test } from 'vitest'
import * as Y from 'yjs'
import { docName } from '#domain/contract/doc-names.ts'
import type { PostId } from '#domain/contract/ids.ts'
import type { AccessLevel, ShareLevel } from '#domain/contract/inputs/sharing.ts'
import type { Role } from '#domain/contract/roles.ts'
import { createPostgresLog } from '#domain/log/postgres-log.ts'
import { createLogger } from '#domain/logger.ts'
import { requirePost, requireWorkspace } from '#domain/services/access.ts'
import { deleteAccount } from '#domain/services/accounts.ts'
import { createToken } from '#domain/services/api-tokens.ts'
import { issueGuestPass, verifyGuestPass } from '#domain/services/guest-pass.ts'
import { changeRole, removeMember, setSuspended, transferOwnership } from '#domain/services/members.ts'
import { endSession } from '#domain/services/sessions.ts'
import { createShareLink, endShareLinks } from '#domain/services/share-links.ts'
import { changeAccess, namePerson, removePerson } from '#domain/services/sharing.ts'
import { issueTicket } from '#domain/services/ticket.ts'
import { AUTH_SECRET, addLivePost, liveServer, openedTab, type Person, signIn, untilTold } from '#tests/support/live.ts'
import { addWorkspace } from '#tests/support/people-and-posts.ts'
import { pictureOf } from '#tests/support/pictures.ts'
import { testDatabase } from '#tests/support/postgres.ts'
import { presenceFrame, rawSocket } from '#tests/support/raw-socket.ts'
import { until } from '#tests/support/until.ts'
import { createTestWeb, jsonInit } from '#tests/support/web.ts'

const database = await testDatabase()
const { db } = database
const { url } = await liveServer(database, { roundMs: 60_000 })
/** A second node over the same database. */
const { url: otherUrl } = await liveServer(database, { roundMs: 60_000 })
const web = createTestWeb(database)
const log = createPostgresLog({ pool: database.pool, logger: createLogger('test', 'silent') })
/** Of a document that the log may not have at all. */
async function rowsOf(doc: string): Promise<number> {
  const isInLog = (await db.docHead.count({ where: { doc } })) > 0
  return isInLog ? (await log.readAfter(doc, 0)).length : 0
}

/** `named_*`: a viewer of the workspace who is named on a private post. */
const WHO = [
  'owner',
  'admin',
  'publisher',
  'editor',
  'commenter',
  'viewer',
  'named_edit',
  'named_comment',
  'named_view',
  'unnamed',
  'guest_comment',
  'guest_view',
  'suspended',
  'stranger',
] as const
type Who = (typeof WHO)[number]

type Rights = {
  readonly reads: boolean
  readonly writes: boolean
  readonly comments: boolean
  readonly publishes: boolean
  /** Whether the workspace's presence is theirs to see. */
  readonly isMember: boolean
}
const none = { reads: false, writes: false, comments: false, publishes: false, isMember: false }
const viewer = { ...none, reads: true, isMember: true }
const commenter = { ...viewer, comments: true }
const editor = { ...commenter, writes: true }
const publisher = { ...editor, publishes: true }
const RIGHTS: Record<Who, Rights> = {
  owner: publisher,
  admin: publisher,
  publisher,
  editor,
  commenter,
  viewer,
  named_edit: editor,
  named_comment: commenter,
  named_view: viewer,
  unnamed: { ...none, isMember: true },
  guest_comment: { ...none, reads: true, comments: true },
  guest_view: { ...none, reads: true },
  suspended: none,
  stranger: none,
}

type Ground = {
  readonly anna: Person
  readonly person: Person
  readonly workspaceId: Awaited<ReturnType<typeof addWorkspace>>
  readonly postId: PostId
  readonly doc: string
  readonly guestPass: string | null
}

/** Anna owns and begins the post; the person is what the table says. */
async function groundFor(who: Who): Promise<Ground> {
  const anna = await signIn(database, 'Anna')
  const person = await signIn(database, 'Paul')
  const isNamed = who.startsWith('named_') || who === 'unnamed'
  const isOutside = who === 'stranger' || who.startsWith('guest_')
  const role = (isNamed ? 'viewer' : who === 'suspended' ? 'editor' : who) as Role
  const workspaceId = await addWorkspace(db, 'Harbour', {
    [anna.userId]: 'owner',
    ...(!isOutside && { [person.userId]: role }),
  })
  const { postId, doc } = await addLivePost(database, workspaceId, anna.userId)
  const shared = () => requirePost(db, anna, postId, 'share')
  if (isNamed) await changeAccess(db, await shared(), 'private')
  if (who.startsWith('named_')) {
    await namePerson(db, await shared(), person.userId, who.slice('named_'.length) as AccessLevel)
  }
  if (who === 'suspended') {
    await setSuspended(db, await requireWorkspace(db, anna, workspaceId, 'manage'), person.userId, true)
    // As somebody who had signed in for another workspace.
    const expiresAt = new Date(Date.now() + 600_000)
    const { sessionId: id, userId } = person
    await db.session.create({ data: { id, token: id, userId, expiresAt } })
  }
  const ground = { anna, person, workspaceId, postId, doc, guestPass: null }
  if (!who.startsWith('guest_')) return ground
  const { id } = await createShareLink(db, await shared(), { level: who.slice('guest_'.length) as ShareLevel })
  return { ...ground, ...(await guestOf(person, id)) }
}

async function guestOf(person: Person, linkId: string): Promise<{ guestPass: string; person: Person }> {
  const guestPass = await issueGuestPass(linkId, AUTH_SECRET)
  const principal = verifyGuestPass(guestPass, AUTH_SECRET)
  return {
    guestPass,
    person: { ...person, userId: principal.userId, ticket: () => issueTicket(principal, AUTH_SECRET) },
  }
}

function documentsOf({ anna, person, workspaceId, postId, doc }: Ground, rights: Rights, isGuest: boolean) {
  return [
    { name: doc, opens: rights.reads, writes: rights.writes },
    { name: docName.discussion(postId), opens: rights.reads && (!isGuest || rights.comments), writes: false },
    { name: docName.feed(person.userId), opens: !isGuest, writes: false },
    { name: docName.feed(anna.userId), opens: false, writes: false },
    { name: docName.presence(workspaceId), opens: rights.isMember, writes: false },
  ]
}

/** An edit that a person with the right may make. */
function edited(doc: Y.Doc, name: string): Uint8Array {
  const before = Y.encodeStateVector(doc)
  doc.getMap(name.startsWith('post:') ? 'fields' : 'posts').set('slug', crypto.randomUUID())
  return Y.encodeStateAsUpdate(doc, before)
}

describe('role × document × message', () => {
  test.each(WHO)('[AU70] %s: what opens, what is stored, what is seen of it', async who => {
    const ground = await groundFor(who)
    const rights = RIGHTS[who]
    const isGuest = ground.guestPass !== null
    const watcher = await openedTab(url, ground.anna, ground.doc)
    for (const { name, opens, writes } of documentsOf(ground, rights, isGuest)) {
      const raw = await rawSocket(url)
      const rows = await rowsOf(name)
      if (!opens) {
        raw.auth(name, await ground.person.ticket())
        await until(() => raw.reasons(name).length > 0)
        expect([name, raw.reasons(name)]).toEqual([name, ['not_found']])
        // What is said to a closed door is not heard: no answer, no content.
        raw.sync(name, 0, Y.encodeStateVector(new Y.Doc()))
        raw.sync(name, 2, edited(new Y.Doc(), name))
        await raw.heard()
        expect(raw.frames.filter(({ address }) => address === name)).toHaveLength(1)
        expect(await rowsOf(name)).toBe(rows)
        raw.ws.terminate()
        continue
      }
      await raw.open(name, await ground.person.ticket())
      raw.sync(name, 2, edited(raw.docOf(name), name))
      await until(() => raw.acks(name).length === 1)
      raw.sync(name, 1, edited(raw.docOf(name), name))
      await until(() => raw.acks(name).length === 2)
      expect([name, raw.acks(name)]).toEqual([name, [writes, writes]])
      raw.note(name, '{"type":"save_trouble","reason":"disk_full"}')
      raw.note(name, 'not json')
      await raw.heard()
      expect([name, raw.reasons(name)]).toEqual([name, []])
      expect([name, await rowsOf(name)]).toEqual([name, writes ? rows + 2 : rows])
      raw.ws.terminate()
    }
    expect(watcher.notes.filter(note => note.includes('disk_full'))).toEqual([])
    watcher.leave()
  })

  test.each(WHO)('[AU70] %s: comments and commands over HTTP', async who => {
    const ground = await groundFor(who)
    const rights = RIGHTS[who]
    const { postId, person, guestPass } = ground
    if (guestPass !== null) {
      const pass = await issueGuestPass(
        (await db.shareLink.findFirstOrThrow({ where: { postId } })).id,
        web.config.authSecret,
      )
      const said = await web.fetch(
        '/api/v1/guest/threads',
        jsonInit('POST', { name: 'Robin', body: 'Hello' }, { authorization: `Guest ${pass}` }),
      )
      expect(said.status).toBe(rights.comments ? 201 : 403)
      return
    }
    const { token } = await createToken(db, person.userId, { name: 'test' })
    const headers = { authorization: `Bearer ${token}` }
    const call = async (method: string, path: string, body: unknown) =>
      (await web.fetch(`/api/v1/posts/${postId}${path}`, jsonInit(method, body, headers))).status
    const refused = rights.reads ? 403 : 404
    const rows = await rowsOf(ground.doc)
    expect(await call('POST', '/threads', { body: 'Hello' })).toBe(rights.comments ? 201 : refused)
    const content = await web.fetch(`/api/v1/posts/${postId}/content?format=markdown`, {
      method: 'PUT',
      body: 'Text by the API',
      headers: { ...headers, 'content-type': 'text/markdown' },
    })
    expect(content.status).toBe(rights.writes ? 200 : refused)
    expect(await rowsOf(ground.doc)).toBe(rights.writes ? rows + 1 : rows)
    expect(await call('POST', '/submit', {})).toBe(rights.writes ? 200 : refused)
    // The text has a title only if somebody wrote one: what is asked here is who may.
    const approved = await call('POST', '/approve', {})
    expect(rights.publishes ? [200, 409] : [refused]).toContain(approved)
    if (!rights.reads) expect(await call('PATCH', '/access', { access: 'workspace' })).toBe(404)
  })
})

/** All that somebody could claim of themselves. */
const CLAIM = { page: '/calendar', mode: 'editing', typing: true, thread: 'new' }

describe('role × presence, and what is done over HTTP', () => {
  test.each(WHO)('[AU105] %s: what others see of them in a post, and in the workspace', async who => {
    const ground = await groundFor(who)
    const { reads, writes, comments, isMember } = RIGHTS[who]
    for (const { name, opens } of [
      { name: ground.doc, opens: reads },
      { name: docName.presence(ground.workspaceId), opens: isMember },
    ]) {
      const watcher = await openedTab(url, ground.anna, name)
      const seen = () => watcher.provider.awareness?.getStates().get(4242)
      const raw = await rawSocket(url)
      if (opens) await raw.open(name, await ground.person.ticket())
      raw.send(
        presenceFrame(name, [[4242, { ...CLAIM, user: { id: ground.anna.userId, name: 'Anna', color: 'red' } }]]),
      )
      await raw.heard()
      if (!opens) expect([name, seen()]).toEqual([name, undefined])
      else {
        const { user, ...said } = (await until(seen)) ?? {}
        expect(user?.id).toBe(ground.person.userId)
        expect([name, said]).toEqual([
          name,
          name === ground.doc
            ? {
                page: '/calendar',
                mode: writes ? 'editing' : 'viewing',
                typing: writes || comments,
                ...(comments && { thread: 'new' }),
              }
            : { page: '/calendar', mode: 'editing', typing: true },
        ])
      }
      raw.ws.terminate()
      watcher.leave()
    }
  })

  test.each(WHO.filter(who => !who.startsWith('guest_')))(
    '[AU105] %s: the words of others, threads, their places, pictures and versions',
    async who => {
      const ground = await groundFor(who)
      const { reads, writes, comments } = RIGHTS[who]
      const refused = reads ? 403 : 404
      const as = async (userId: Person['userId']) => {
        const { token } = await createToken(db, userId, { name: 'test' })
        const headers = { authorization: `Bearer ${token}` }
        return {
          headers,
          call: (method: string, path: string, body?: unknown) =>
            web.fetch(`/api/v1/posts/${ground.postId}${path}`, jsonInit(method, body, headers)),
        }
      }
      const anna = await as(ground.anna.userId)
      const text = { method: 'PUT', headers: { ...anna.headers, 'content-type': 'text/markdown' } }
      const contentPath = `/api/v1/posts/${ground.postId}/content?format=markdown`
      expect((await web.fetch(contentPath, { ...text, body: '# A title\n\nFirst words' })).status).toBe(200)
      for (const command of ['submit', 'approve']) expect((await anna.call('POST', `/${command}`, {})).status).toBe(200)
      expect((await web.fetch(contentPath, { ...text, body: '# A title\n\nLater words' })).status).toBe(200)
      const thread = await (await anna.call('POST', '/threads', { body: 'Hers', quote: 'Later' })).json()
      const [comment] = thread.comments

      const person = await as(ground.person.userId)
      const status = async (method: string, path: string, body?: unknown) =>
        (await person.call(method, path, body)).status
      const rows = await rowsOf(ground.doc)
      const mayTalk = comments ? 200 : refused
      // Nobody edits the words of another, whatever their role.
      expect(await status('PATCH', `/comments/${comment.id}`, { body: 'His' })).toBe(refused)
      const reaction = { reaction: '👍', on: true }
      expect(await status('PUT', `/comments/${comment.id}/reactions`, reaction)).toBe(mayTalk)
      expect(await status('POST', `/threads/${thread.id}/resolve`)).toBe(mayTalk)
      expect(await status('POST', `/threads/${thread.id}/reopen`)).toBe(mayTalk)
      const place = { anchor: thread.anchor, was: thread.anchor }
      expect(await status('PUT', `/threads/${thread.id}/anchor`, place)).toBe(writes ? 200 : refused)
      const picture = await web.fetch(`/api/v1/images?post=${ground.postId}`, {
        method: 'POST',
        headers: { ...person.headers, 'content-type': 'image/png' },
        body: new Uint8Array(await pictureOf({ format: 'png' })),
      })
      expect(picture.status).toBe(writes ? 201 : refused)
      expect(await rowsOf(ground.doc)).toBe(rows)
      expect(await status('POST', '/versions/1/restore')).toBe(writes ? 200 : refused)
      expect(await rowsOf(ground.doc)).toBe(writes ? rows + 1 : rows)
      const mayRemove = who === 'owner' || who === 'admin'
      expect(await status('DELETE', `/comments/${comment.id}`)).toBe(mayRemove ? 204 : refused)
      const { items } = await (await anna.call('GET', '/threads')).json()
      if (!mayRemove) expect(items[0].comments[0].body).toBe('Hers')
    },
  )
})

type Loss = {
  readonly who: Who
  /** What is open then: the post, or what else closes with it. */
  readonly take: (ground: Ground) => Promise<void>
}
const manage = ({ anna, workspaceId }: Ground) => requireWorkspace(db, anna, workspaceId, 'manage')
const share = ({ anna, postId }: Ground) => requirePost(db, anna, postId, 'share')

const LOSSES: Record<string, Loss> = {
  'taken out of the workspace': { who: 'editor', take: async g => removeMember(db, await manage(g), g.person.userId) },
  'a lower role': { who: 'editor', take: async g => changeRole(db, await manage(g), g.person.userId, 'commenter') },
  suspension: { who: 'editor', take: async g => setSuspended(db, await manage(g), g.person.userId, true) },
  'the post made private': { who: 'editor', take: async g => changeAccess(db, await share(g), 'private') },
  'a name taken off': { who: 'named_edit', take: async g => removePerson(db, await share(g), g.person.userId) },
  'a lower level': { who: 'named_edit', take: async g => namePerson(db, await share(g), g.person.userId, 'view') },
  'the link turned off': { who: 'guest_comment', take: async g => endShareLinks(db, await share(g)) },
  'signing out, here or everywhere, or a new password': { who: 'editor', take: g => endSession(db, g.person) },
  'the account deleted': { who: 'editor', take: g => deleteAccount(db, g.person.userId) },
}

describe('a right that is taken', () => {
  test.each(Object.keys(LOSSES))(
    '[AU71] %s: closed within a second on every node, nothing stored, no further byte',
    async loss => {
      const { who, take } = LOSSES[loss] as Loss
      const ground = await groundFor(who)
      const { doc, anna, person } = ground
      const writer = await openedTab(url, anna, doc)
      const nodes = [await rawSocket(url), await rawSocket(otherUrl)]
      for (const raw of nodes) await raw.open(doc, await person.ticket())
      writer.type('before ')
      for (const raw of nodes) await until(() => raw.docOf(doc).getXmlFragment('body').toString().includes('before'))

      const updates = nodes.map(raw => edited(raw.docOf(doc), doc))
      await take(ground)
      for (const raw of nodes) {
        await untilTold(() => raw.reasons(doc).length > 0)
        expect(['revoked', 'unauthenticated']).toContain(raw.reasons(doc)[0])
      }

      const framesOf = () => nodes.map(({ frames }) => frames.filter(({ address }) => address === doc).length)
      const frames = framesOf()
      const rows = await rowsOf(doc)
      for (const [node, raw] of nodes.entries()) raw.sync(doc, 2, updates[node] ?? new Uint8Array())
      writer.type('after')
      await until(() => writer.provider.unsyncedChanges === 0)
      for (const raw of nodes) await raw.heard()
      expect(framesOf()).toEqual(frames)
      expect(await rowsOf(doc)).toBe(rows + 1)
      for (const raw of nodes) raw.ws.terminate()
      writer.leave()
    },
  )

  test('[AU71] ownership handed over: both have their new role at once, and neither page closes', async () => {
    const ground = await groundFor('editor')
    const { anna, person, workspaceId, doc } = ground
    const tab = await openedTab(url, anna, doc)
    await transferOwnership(db, await requireWorkspace(db, anna, workspaceId, 'own'), person.userId)
    await expect(requireWorkspace(db, anna, workspaceId, 'own')).rejects.toMatchObject({ code: 'forbidden' })
    tab.type('still mine to edit')
    await until(() => tab.provider.unsyncedChanges === 0)
    expect(tab.reasons).toEqual([])
    tab.leave()
  })
})
