/** Tries a channel out because somebody asked: the same way out as publishing, from the same process. */
import { claimTest, recordTest } from '#domain/services/channels.ts'
import type { TestAnswer } from './channels/channel.ts'
import { findChannel } from './find-request.ts'
import type { PublishContext } from './publish-post.ts'

const TEST_MS = 30_000

export async function runChannelTest(context: PublishContext, testId: string): Promise<void> {
  const claimed = await claimTest(context.db, testId)
  if (!claimed) return
  const answer = await tryChannel(context, claimed.channelId, testId)
  await recordTest(context.db, testId, answer)
  context.logger.info({ channelId: claimed.channelId, works: answer.works }, 'a channel was tried out')
}

async function tryChannel(context: PublishContext, channelId: string, testId: string): Promise<TestAnswer> {
  const row = await context.db.channel.findUniqueOrThrow({ where: { id: channelId }, include: { workspace: true } })
  const ready = findChannel(context, row)
  if ('refused' in ready) return { works: false, words: ready.refused }
  try {
    return await ready.channel.test({
      ...ready.account,
      testId,
      channelName: row.name,
      workspaceSlug: row.workspace.slug,
      signal: AbortSignal.any([context.signal, AbortSignal.timeout(TEST_MS)]),
    })
  } catch (error) {
    context.logger.error({ err: error, channelId }, 'a test of a channel failed')
    return { works: false, words: 'It did not answer.' }
  }
}
