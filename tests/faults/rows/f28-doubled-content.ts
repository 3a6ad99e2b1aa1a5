/**
 * F28: what could bring the same text twice. Two people open a new post in the same moment, with the editor's own binding;
 * an earlier text is put back while somebody away holds edits.
 */
import { initProseMirrorDoc } from '@tiptap/y-tiptap'
import { pino } from 'pino'
import * as Y from 'yjs'
import { createPostgresLog } from '#domain/log/postgres-log.ts'
import { requirePost } from '#domain/services/access.ts'
import { bringBack } from '#domain/services/bring-back.ts'
import { jsonOf } from '#domain/text/document.ts'
import { FIELDS } from '#domain/text/post-fields.ts'
import { editorSchema } from '#domain/text/schema.ts'
import { until } from '#tests/support/until.ts'
import type { Dice } from '../dice.ts'
import { breakGround, type Ground, type Post } from '../ground.ts'
import { faultsOf, judge } from '../oracle.ts'
import { startProxy } from '../proxy.ts'
import type { Robot } from '../robot.ts'
import type { Row } from '../row.ts'
import { openTeam, PATIENTLY } from '../team.ts'

const WORDS = 3

export const f28: Row = {
  id: 'F28',
  what: 'two people open a new post at once; an earlier text is put back while somebody away holds edits',
  goal: 'text never twice: one title, one first paragraph, each word once',
  async run({ dice, full, count, note }) {
    const opened = count ?? (full ? 500 : 12)
    const broughtBack = Math.ceil(opened / 5)
    const ground = await breakGround()
    const proxy = await startProxy(ground.collabPort)
    try {
      await ground.startServer()
      const faults: string[] = []
      const each = async (what: string, rounds: number, play: (round: number) => Promise<readonly string[]>) => {
        for (let round = 0; round < rounds; round += 1) {
          faults.push(...(await play(round)).map(fault => `${what} ${round}: ${fault}`))
          if (round % 50 === 49) note(`${what}: ${round + 1} rounds`)
        }
      }
      await each('opened at once', opened, round => openAtOnce(ground, dice, round))
      await each('text brought back', broughtBack, () => bringTextBack(ground, proxy, dice))
      return {
        ran: true,
        count: `${opened} posts opened by two, ${broughtBack} texts brought back`,
        figure: `${faults.length} of ${opened + broughtBack} doubled or lost; restored installations are not tried yet`,
        faults,
        late: [],
      }
    } finally {
      await proxy.close()
      await ground.close()
    }
  },
}

async function openAtOnce(ground: Ground, dice: Dice, round: number): Promise<readonly string[]> {
  const faults: string[] = []
  const post = await ground.addPost()
  const pair = ground.people
    .slice(0, 2)
    .map((person, index) => ground.robot({ person, post, name: `p${round}-${index}`, dice }))
  await until(() => pair.every(({ session }) => session.status.get().text === 'shown'), PATIENTLY)
  for (const { doc } of pair) initProseMirrorDoc(doc.getXmlFragment('body'), editorSchema)
  const blocks = pair.map(({ doc }) => doc.getXmlFragment('body').length)
  if (blocks.some(length => length !== 2)) faults.push(`${blocks.join(' and ')} blocks on opening`)
  for (const robot of pair) robot.type()
  faults.push(...faultsOf(await judge(ground, post, pair, { dice })))
  const { content = [] } = jsonOf(await ground.witness.rebuild(post.doc))
  if (content.filter(({ type }) => type === 'title').length !== 1) faults.push('not one title')
  for (const robot of pair) robot.close()
  return faults
}

/** What was deleted since comes again and what was written since goes, but for what somebody away has yet to send. */
async function bringTextBack(
  ground: Ground,
  proxy: Awaited<ReturnType<typeof startProxy>>,
  dice: Dice,
): Promise<readonly string[]> {
  const post = await ground.addPost()
  const [here] = await openTeam(ground, post, { dice, tabs: 1 })
  const [away] = await openTeam(ground, post, { dice, tabs: 1, port: proxy.port, prefix: 'away' })
  if (!here || !away) throw new Error('Nobody is there')
  await write([here, away])
  const earlier = await ground.witness.rebuild(post.doc)
  const kept = [...here.tokens, ...away.tokens]
  proxy.refuse(true)
  proxy.cut()
  empty(here.doc)
  await write([here])
  const later = here.tokens.slice(WORDS)
  for (let word = 0; word < WORDS; word++) away.type()
  await restore(ground, post, earlier)
  proxy.refuse(false)
  window.dispatchEvent(new Event('online'))
  const tokens = [...kept, ...away.tokens.slice(WORDS)]
  const verdict = await judge(ground, post, [here, away], { dice, tokens, atMostOnce: later })
  for (const robot of [here, away]) robot.close()
  return faultsOf(verdict)
}

async function restore(ground: Ground, post: Post, earlier: Y.Doc): Promise<void> {
  const [owner] = ground.people
  if (!owner) throw new Error('Nobody is there')
  const log = createPostgresLog({ pool: ground.pool, logger: pino({ level: 'silent' }) })
  const mayEdit = await requirePost(ground.db, { userId: owner.userId, sessionId: null }, post.postId, 'edit')
  const fields = earlier.getMap(FIELDS).toJSON()
  const told = { kind: 'moment_restored', data: { at: new Date().toISOString() } } as const
  await bringBack({ db: ground.db, log }, mayEdit, { content: jsonOf(earlier), fields }, told)
}

async function write(robots: readonly Robot[]): Promise<void> {
  for (let word = 0; word < WORDS; word++) for (const robot of robots) robot.type()
  await until(() => robots.every(robot => robot.isSaved()), PATIENTLY)
}

/** All words of all paragraphs; the paragraphs stay. */
function empty(doc: Y.Doc): void {
  doc.transact(() => {
    for (const block of doc.getXmlFragment('body').toArray()) {
      if (!(block instanceof Y.XmlElement)) continue
      for (const text of block.toArray()) if (text instanceof Y.XmlText) text.delete(0, text.length)
    }
  })
}
