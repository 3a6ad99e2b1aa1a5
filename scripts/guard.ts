/**
 * Loaded into every process we start (`node --import`): when the one that started it is gone, however it went, the pipe
 * between them closes, and this asks the process to stop in order and then insists.
 */
const PATIENCE_MS = 1500

// Tools hand their flags on to workers of their own, whose pipe is for work and not ours to watch.
if (process.env.GALLEY_STARTED_BY === String(process.ppid)) {
  process.on('disconnect', () => {
    setTimeout(() => process.exit(1), PATIENCE_MS).unref()
    if (process.listenerCount('SIGTERM') === 0) process.exit(1)
    process.kill(process.pid, 'SIGTERM')
  })
  // Listening must not be what keeps a finished process alive.
  process.channel?.unref()
}
