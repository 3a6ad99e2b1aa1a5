import { describe } from 'vitest'
import { createMemoryLog } from './memory-log.ts'
import { describeUpdateLog } from './update-log.suite.ts'

describe('the log in memory', () => {
  describeUpdateLog(createMemoryLog)
})
