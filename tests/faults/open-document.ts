/** Opens one document in a process of its own and ends when it is there: `open-document.ts <address> <document> <ticket>`. */
import { HocuspocusProvider, HocuspocusProviderWebsocket } from '@hocuspocus/provider'
import * as Y from 'yjs'

const [url = '', name = '', token = ''] = process.argv.slice(2)
const socket = new HocuspocusProviderWebsocket({ url })
const provider = new HocuspocusProvider({
  name,
  token,
  document: new Y.Doc(),
  websocketProvider: socket,
  onSynced: () => process.exit(0),
})
provider.attach()
