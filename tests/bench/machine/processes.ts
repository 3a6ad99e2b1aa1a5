/** CPU and memory of processes as /proc tells them; zero where there is no /proc. */
import { existsSync, readdirSync, readFileSync } from 'node:fs'

const TICKS_PER_SECOND = 100

/** CPU seconds of a process and everything below it, user and system, of the threads that live. */
export function treeCpuSeconds(pid: number): number {
  return sum(pid, cpuSeconds)
}

/** Resident bytes of a process and everything below it. */
export function treeResidentBytes(pid: number): number {
  return sum(pid, one => Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${one}/status`, 'utf8'))?.[1] ?? 0) * 1024)
}

/** Busy CPU seconds of the whole machine: what others took is this less our own. */
export function machineBusySeconds(): number {
  if (!existsSync('/proc/stat')) return 0
  const [line = ''] = readFileSync('/proc/stat', 'utf8').split('\n', 1)
  const [user = 0, nice = 0, system = 0, , , irq = 0, softirq = 0, steal = 0] = line
    .trim()
    .split(/\s+/)
    .slice(1)
    .map(Number)
  return (user + nice + system + irq + softirq + steal) / TICKS_PER_SECOND
}

/** In steps of nanoseconds, where `stat` counts hundredths of a second. */
function cpuSeconds(pid: number): number {
  let nanoseconds = 0
  for (const thread of readdirSync(`/proc/${pid}/task`)) {
    const file = `/proc/${pid}/task/${thread}/schedstat`
    if (existsSync(file)) nanoseconds += Number(readFileSync(file, 'utf8').split(' ', 1)[0])
  }
  return nanoseconds / 1e9
}

function sum(rootPid: number, read: (pid: number) => number): number {
  if (!existsSync('/proc')) return 0
  let total = 0
  for (const pid of pidsFrom(rootPid)) {
    try {
      total += read(pid)
    } catch {
      // It ended between the listing and the reading.
    }
  }
  return total
}

/** A process and everything below it. */
export function pidsFrom(rootPid: number): number[] {
  const children = new Map<number, number[]>()
  for (const entry of readdirSync('/proc')) {
    if (!/^\d+$/.test(entry)) continue
    const parent = parentOf(Number(entry))
    if (parent !== null) children.set(parent, [...(children.get(parent) ?? []), Number(entry)])
  }
  const pids = [rootPid]
  for (const pid of pids) pids.push(...(children.get(pid) ?? []))
  return pids
}

function parentOf(pid: number): number | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    return Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1])
  } catch {
    return null // it ended between the listing and the reading
  }
}
