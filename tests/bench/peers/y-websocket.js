/** The published y-websocket server for Yjs 13, started as its own start script does. */
import { createRequire } from 'node:module'
import { pathToFileURL } from 'node:url'
import { onTell } from './told.js'

const manifest = createRequire(import.meta.url).resolve('@y/websocket-server/package.json')
const { docs } = await import(new URL('./src/utils.js', pathToFileURL(manifest)).href)
await import(new URL('./src/server.js', pathToFileURL(manifest)).href)

onTell(async (room, entry) => {
  docs.get(room)?.getMap('posts').set(entry.postId, entry)
})
