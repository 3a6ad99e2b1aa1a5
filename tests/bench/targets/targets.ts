import { galley } from './galley.ts'
import { hocuspocus, hocuspocusPostgres, socketIo, yWebsocket } from './peers.ts'
import type { Target } from './target.ts'

export const TARGETS: readonly Target[] = [galley, hocuspocus, hocuspocusPostgres, yWebsocket, socketIo]
