/** Processor time of this process from now on, in ms: unlike time on the wall it is the same on a busy machine. */
export function startCpuTime(): () => number {
  const before = process.cpuUsage()
  return () => {
    const { user, system } = process.cpuUsage(before)
    return (user + system) / 1000
  }
}
