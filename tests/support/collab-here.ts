/** A whole collab-server in the process of the test, where its rooms and figures can be looked at. */
import { type RunningCollab, type StartOptions, startCollab } from '#collab/start.ts'
import { memoryImages } from './memory-images.ts'

type Options = Pick<StartOptions, 'publicUrl' | 'databaseUrl' | 'authSecret' | 'logger'> & Partial<StartOptions>

/** On any free port of this machine, without jobs and with pictures in memory, where `options` say nothing else. */
export function startCollabHere(options: Options): Promise<RunningCollab> {
  return startCollab({
    host: '127.0.0.1',
    collabPort: 0,
    collabPublicUrl: undefined,
    allowedOrigins: [options.publicUrl],
    metricsToken: undefined,
    images: memoryImages(),
    withJobs: false,
    ...options,
  })
}
