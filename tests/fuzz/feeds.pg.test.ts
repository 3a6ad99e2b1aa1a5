/**
 * People do anything that the API lets them do, many things at once, and publishing goes on meanwhile. In the end the feeds
 * and discussions that they had open all along must show what another node shows that builds them from the rows just then.
 */
import { afterEach, expect, test } from 'vitest'
import { canonicalJson } from '#domain/text/hash.ts'
import { leaveAll, liveServer, openedTab, openTab, type Person, signIn, type Tab } from '#tests/support/live.ts'
import { addWorkspace } from '#tests/support/people-and-posts.ts'
import { testDatabase } from '#tests/support/postgres.ts'
import { until } from '#tests/support/until.ts'
import { createTestWeb, jsonInit } from '#tests/support/web.ts'
import { chooseDeed, type Deed, type Scene } from './deeds.ts'
import { createRandom } from './random.ts'
import { seedOfTheDay } from './seeds.ts'

const database = await testDatabase()
const { db } = database
const web = createTestWeb(database, {
  requestRate: { perSecond: 1e6, burst: 1e6 },
  addressRate: { perSecond: 1e6, burst: 1e6 },
})
const live = await liveServer(database, { withJobs: true })
const fresh = await liveServer(database)
afterEach(leaveAll)

const DEEDS = 160
const AT_ONCE = 6
const PEOPLE = 5
/** What happened last is on its way to those who have it open. */
const WITHIN_MS = 8_000

type Seat = { readonly person: Person; readonly name: string; readonly tab: Tab }

test.each([270, 271, seedOfTheDay()])(
  '[FD270] feeds and discussions that were open all along show what one that is built now shows (seed %i)',
  { timeout: 120_000 },
  async seed => {
    const people = await Promise.all(Array.from({ length: PEOPLE }, (_, index) => signIn(database, `Person${index}`)))
    const bearers = new Map<string, Record<string, string>>()
    for (const { userId } of people) bearers.set(userId, await web.bearerOf({ userId, sessionId: null }))
    const attempt = ({ by, method, path, body }: Deed) => {
      const headers = bearers.get(by) ?? {}
      return web.fetch(`/api/v1${path}`, body === undefined ? { method, headers } : jsonInit(method, body, headers))
    }
    const scene = await openScene(people, attempt)
    const seats = await openSeats(people, scene)
    const random = createRandom(seed)
    const faults: string[] = []
    let succeeded = 0
    for (let done = 0; done < DEEDS; done += AT_ONCE) {
      const deeds = await Promise.all(Array.from({ length: AT_ONCE }, () => chooseDeed(db, random, scene)))
      for (const [index, response] of (await Promise.all(deeds.map(attempt))).entries()) {
        if (response.ok) succeeded += 1
        if (response.status >= 500) faults.push(`${JSON.stringify(deeds[index])}: ${await response.text()}`)
      }
    }
    expect(faults).toEqual([])
    expect(succeeded).toBeGreaterThan(DEEDS / 3)
    await until(async () => (await db.post.count({ where: { state: 'publishing' } })) === 0)
    for (const seat of seats) {
      const end = performance.now() + WITHIN_MS
      let differences: readonly string[]
      do differences = await differencesAt(seat)
      while (differences.length > 0 && performance.now() < end)
      expect(differences).toEqual([])
    }
  },
)

async function openScene(people: readonly Person[], attempt: (deed: Deed) => Promise<Response>): Promise<Scene> {
  const [one, two, three, four] = people.map(({ userId }) => userId)
  if (!one || !two || !three || !four) throw new Error('Nobody is there')
  const harbour = await addWorkspace(db, 'Harbour', {
    [one]: 'owner',
    [two]: 'admin',
    [three]: 'publisher',
    [four]: 'editor',
  })
  const places = [
    { workspaceId: harbour, ownerId: one },
    { workspaceId: await addWorkspace(db, 'Lighthouse', { [four]: 'owner', [one]: 'editor' }), ownerId: four },
  ]
  for (const { workspaceId } of places) {
    const demo = { workspaceId, kind: 'demo' }
    await db.channel.create({ data: { ...demo, name: 'Good', settings: { behaviour: 'succeed' } } })
    await db.channel.create({ data: { ...demo, name: 'Bad', settings: { behaviour: 'fail' } } })
  }
  const deed = { by: one, method: 'POST', path: '/posts', body: { workspaceId: harbour, title: 'Talked about' } }
  const posts = await Promise.all([0, 1].map(async () => (await attempt(deed)).json() as Promise<{ id: string }>))
  return { people: people.map(({ userId }) => userId), places, discussed: posts.map(({ id }) => id) }
}

async function openSeats(people: readonly Person[], { discussed }: Scene): Promise<readonly Seat[]> {
  const names = people.flatMap((person, index) => [
    { person, name: `feed:${person.userId}` },
    ...(index < 2 ? discussed.map(id => ({ person, name: `discussion:${id}` })) : []),
  ])
  return Promise.all(names.map(async one => ({ ...one, tab: await openedTab(live.url, one.person, one.name) })))
}

async function differencesAt({ person, name, tab }: Seat): Promise<readonly string[]> {
  // Turned away once: a page says so, and shows nothing more.
  if (tab.reasons.length > 0) return []
  const built = await builtNow(person, name)
  return built ? differencesBetween(shownIn(tab), built) : [`${name} is open for somebody who is not let in any more`]
}

type Shown = Readonly<Record<string, Readonly<Record<string, unknown>>>>

/** Null for whoever is not let in any more: who is suspended everywhere is signed out. */
async function builtNow(person: Person, name: string): Promise<Shown | null> {
  const tab = openTab(fresh.url, person, name)
  await until(() => tab.provider.isSynced || tab.reasons.length > 0)
  const shown = tab.provider.isSynced ? shownIn(tab) : null
  tab.leave()
  await until(() => !fresh.hocuspocus.documents.has(name))
  return shown
}

/** Without the bin, which an open feed is told of, and when it was built. */
function shownIn({ doc }: Tab): Shown {
  const [posts, { builtAt: _, ...meta }] = [doc.getMap('posts').toJSON(), doc.getMap('meta').toJSON()]
  const maps = ['notifications', 'totals', 'threads', 'comments'].map(name => [name, doc.getMap(name).toJSON()])
  return {
    ...Object.fromEntries(maps),
    posts: Object.fromEntries(Object.entries(posts).filter(([, { deleted }]) => !deleted)),
    meta,
  }
}

function differencesBetween(one: Shown, other: Shown): readonly string[] {
  return Object.keys(one).flatMap(map =>
    [...new Set([...Object.keys(one[map] ?? {}), ...Object.keys(other[map] ?? {})])].flatMap(key => {
      const [open, built] = [one[map]?.[key], other[map]?.[key]].map(value =>
        value === undefined ? 'nothing' : canonicalJson(value),
      )
      return open === built ? [] : [`${map}.${key}: open ${open}, built now ${built}`]
    }),
  )
}
