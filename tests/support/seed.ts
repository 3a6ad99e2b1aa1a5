/** Generated cases are the same in every run; FUZZ_SEED=<n> looks at others, and a failure prints its seed and path. */
import fc from 'fast-check'

fc.configureGlobal({ seed: Number(process.env.FUZZ_SEED ?? 20_261_123) })
