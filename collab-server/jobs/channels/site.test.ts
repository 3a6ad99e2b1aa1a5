import { expect, test } from 'vitest'
import { channelSuite, requestFor } from './channel.suite.ts'
import { createSiteChannel } from './site.ts'

function openSite() {
  const live = new Set<string>()
  const channel = createSiteChannel({
    publicUrl: 'https://galley.example/',
    isLive: async (postId, versionId) => live.has(`${postId}:${versionId}`),
  })
  return {
    channel,
    settle: async ({ postId, versionId }: { postId: string; versionId: string }) =>
      void live.add(`${postId}:${versionId}`),
  }
}

channelSuite('site', async () => openSite())

test('the address is the workspace’s and the post’s', async () => {
  expect(await openSite().channel.publish(requestFor())).toEqual({
    kind: 'published',
    url: 'https://galley.example/p/saltmarsh/a-buoy',
  })
})
