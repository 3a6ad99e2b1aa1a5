import { expect, test } from 'vitest'
import { ApiError } from './api-client.ts'
import { mayBeDone, unlessDone } from './may-be-done.ts'

test('[FD391] what had no answer is not said to have changed nothing', () => {
  for (const code of ['offline', 'storage_unavailable', 'restarting', 'internal'] as const) {
    expect([code, unlessDone('Nothing changed', new ApiError(code, ''))]).toEqual([code, 'It may be done already'])
  }
  expect(unlessDone('Nothing changed', new ApiError('rev_conflict', ''))).toBe('Nothing changed')
  expect(mayBeDone(new Error('a defect of this page'))).toBe(false)
})
