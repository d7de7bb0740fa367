import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import { createMetrics, metricNames } from '../../src/observe/metrics.ts';

const rules = z.object({
  groups: z.array(
    z.object({
      name: z.string(),
      rules: z.array(
        z.object({
          alert: z.string(),
          expr: z.string(),
          labels: z.object({ severity: z.enum(['page', 'ticket']) }),
          annotations: z.object({ summary: z.string(), description: z.string().optional() }),
        }),
      ),
    }),
  ),
});
const dashboard = z.object({
  panels: z.array(
    z.object({
      id: z.number(),
      gridPos: z.object({ h: z.number(), w: z.number(), x: z.number(), y: z.number() }),
      targets: z.array(z.object({ expr: z.string() })).default([]),
    }),
  ),
});

const alerts = rules
  .parse(parse(readFileSync('deploy/prometheus/alerts.yaml', 'utf8')))
  .groups.flatMap((group) => group.rules);
const { panels } = dashboard.parse(
  JSON.parse(readFileSync('deploy/grafana/replicate-bot.json', 'utf8')),
);
const shown = panels.flatMap(({ targets }) => targets.map(({ expr }) => expr));

/** The metrics that an expression reads. */
function read(expr: string): string[] {
  return expr.match(/\b(?:replicate|process|nodejs)_\w+/g) ?? [];
}

/** The labels that it selects or groups by. */
function labelled(expr: string): string[] {
  const selected = [...expr.matchAll(/\{([^}]*)\}/g)].flatMap(([, inner = '']) =>
    [...inner.matchAll(/(\w+)\s*[=!]/g)].map(([, label = '']) => label),
  );
  const grouped = [...expr.matchAll(/by \(([^)]*)\)/g)].flatMap(([, list = '']) =>
    list.split(/,\s*/),
  );
  return [...selected, ...grouped];
}

it.each([...alerts.map(({ expr }) => expr), ...shown])(
  '%s reads what is measured',
  async (expr) => {
    const metrics = createMetrics();
    const names = await metricNames(metrics);
    const reads = read(expr);
    expect(reads).not.toEqual([]);
    for (const name of reads) expect(names).toContain(name);
    // What Prometheus adds of its own.
    const known = new Set(['instance', 'le']);
    for (const name of reads) {
      const metric = metrics.register.getSingleMetric(name.replace(/_(bucket|sum|count)$/, ''));
      for (const label of (metric as { labelNames?: string[] } | undefined)?.labelNames ?? []) {
        known.add(label);
      }
    }
    for (const label of labelled(expr)) expect(known).toContain(label);
  },
);

it('no alert is called as another, and no panel covers another', () => {
  expect(new Set(alerts.map(({ alert }) => alert)).size).toBe(alerts.length);
  const taken = new Set<string>();
  for (const { gridPos } of panels) {
    for (let x = gridPos.x; x < gridPos.x + gridPos.w; x++) {
      for (let y = gridPos.y; y < gridPos.y + gridPos.h; y++) {
        expect(taken).not.toContain(`${x} ${y}`);
        taken.add(`${x} ${y}`);
      }
    }
  }
});

it('all that is measured of replications, requests, queues and Slack is on the dashboard', async () => {
  const ours = [...(await metricNames(createMetrics()))].filter(
    (name) => name.startsWith('replicate_') && !/_(bucket|sum|count)$/.test(name),
  );
  const all = shown.flatMap(read).map((name) => name.replace(/_bucket$/, ''));
  for (const name of ours) expect(all).toContain(name);
});
