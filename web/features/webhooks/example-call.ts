/** A whole program that tells a count: what somebody copies to begin with. It runs as it stands, under Node. */

/** @param url where its messages go */
export function exampleCall(url: string): string {
  return `// WEBHOOK_SECRET=whsec_… POST_ID=… node tell.mjs
import { createHmac, randomUUID } from 'node:crypto'

const body = JSON.stringify({
  type: 'engagement.counted',
  timestamp: new Date().toISOString(), // when you counted
  data: {
    postId: process.env.POST_ID, // came with the post
    totals: { views: 120, reactions: 7, comments: 2 }, // of all time
  },
})
const id = randomUUID() // a new one for each message
const at = String(Math.floor(Date.now() / 1000))
const key = Buffer.from(process.env.WEBHOOK_SECRET.replace('whsec_', ''), 'base64')
const signature = createHmac('sha256', key).update(id + '.' + at + '.' + body).digest('base64')

const answer = await fetch('${url}', {
  method: 'POST',
  headers: {
    'content-type': 'application/json',
    'webhook-id': id,
    'webhook-timestamp': at,
    'webhook-signature': 'v1,' + signature,
  },
  body,
})
console.log(answer.status, await answer.text()) // 202 {"counted":true}
`
}
