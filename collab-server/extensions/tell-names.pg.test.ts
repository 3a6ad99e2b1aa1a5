import { expect, test } from 'vitest'
import type { PostId } from '#domain/contract/ids.ts'
import { requirePost } from '#domain/services/access.ts'
import { nameMoment, unnameMoment } from '#domain/services/named-moments.ts'
import { openHarbour } from '#tests/support/harbour.ts'
import { openedTab, type Person, type Tab } from '#tests/support/live.ts'
import { until } from '#tests/support/until.ts'

const { server, db, log, anna, ben, vera, newPost } = await openHarbour()

function namesHeardBy(tab: Tab): () => number {
  let heard = 0
  tab.provider.on('stateless', ({ payload }: { payload: string }) => {
    if (JSON.parse(payload).type === 'moments_named') heard += 1
  })
  return () => heard
}

test('[PS101] names of moments are told to open pages of those who may write', async () => {
  const { postId, doc } = await newPost()
  const open = (person: Person) => openedTab(server.url, person, doc)
  const [writer, other, reader] = [await open(anna), await open(ben), await open(vera)]
  const [heardByWriter, heardByOther, heardByReader] = [writer, other, reader].map(namesHeardBy)
  const post = await requirePost(db, ben, postId as PostId, 'edit')
  await nameMoment({ db, log }, post, 1, { name: 'Begun' })
  await until(() => heardByWriter?.() === 1 && heardByOther?.() === 1)
  // The same name again is no news.
  await nameMoment({ db, log }, post, 1, { name: 'Begun' })
  await unnameMoment({ db }, post, 1)
  await until(() => heardByWriter?.() === 2 && heardByOther?.() === 2)
  // What is said later has come: so has all that was said before.
  writer.doc.getMap('fields').set('slug', 'later')
  await until(() => reader.doc.getMap('fields').get('slug') === 'later')
  expect([heardByWriter?.(), heardByReader?.()]).toEqual([2, 0])
})
