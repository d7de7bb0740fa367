import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    reporters: ['default', './scripts/closing-line-reporter.ts'],
    // Whole sites of several processes run in these tests, on machines of two cores.
    testTimeout: 120_000,
    hookTimeout: 60_000,
    // Once more on a shared machine that stood still for seconds; what is wrong is so twice, and the first try is reported.
    retry: 1,
    maxWorkers: 2,
    maxConcurrency: 6,
  },
});
