/** Vitest's last word in one plain line: `N passed, N failed`, and `, N skipped` where any were. */

import type { Reporter, TestModule } from 'vitest/node';
import { whyNoBrowser } from './chromium.ts';

export default class ClosingLineReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], errors: readonly unknown[]): void {
    let passed = 0;
    let skipped = 0;
    // What fails outside a test (a module that cannot be read, a rejection that nobody caught) has failed too.
    let failed = errors.length + modules.filter((module) => module.errors().length > 0).length;
    for (const module of modules) {
      for (const test of module.children.allTests()) {
        const { state } = test.result();
        if (state === 'passed') passed += 1;
        else if (state === 'skipped') skipped += 1;
        else failed += 1;
      }
    }
    const why = whyNoBrowser();
    if (skipped > 0 && why) process.stdout.write(`Tests in a browser were skipped: ${why}\n`);
    const rest = skipped > 0 ? `, ${skipped} skipped` : '';
    process.stdout.write(`${passed} passed, ${failed} failed${rest}\n`);
  }
}
