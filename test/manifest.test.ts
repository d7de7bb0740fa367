import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import { shortcuts } from '../src/bot/listeners/form.ts';
import { scopes } from '../src/bot/scopes.ts';

/** Slack's limits for a manifest (docs, "App manifest reference"). */
const manifestSchema = z.strictObject({
  _metadata: z.strictObject({ major_version: z.literal(2) }),
  display_information: z.strictObject({
    name: z.string().max(35),
    description: z.string().max(140),
    background_color: z.string().regex(/^#[0-9a-f]{6}$/),
  }),
  features: z.strictObject({
    app_home: z.strictObject({
      home_tab_enabled: z.boolean(),
      messages_tab_enabled: z.literal(true),
      messages_tab_read_only_enabled: z.boolean(),
    }),
    bot_user: z.strictObject({ display_name: z.string().max(80), always_online: z.boolean() }),
    slash_commands: z.array(
      z.strictObject({
        command: z.string().regex(/^\/[a-z0-9_-]{1,31}$/),
        description: z.string().max(2000),
        usage_hint: z.string().max(1000),
        should_escape: z.boolean(),
      }),
    ),
    shortcuts: z
      .array(
        z.strictObject({
          name: z.string().max(24),
          type: z.enum(['global', 'message']),
          callback_id: z.string().max(255),
          description: z.string().max(150),
        }),
      )
      .max(10),
  }),
  oauth_config: z.strictObject({ scopes: z.strictObject({ bot: z.array(z.string()) }) }),
  settings: z.strictObject({
    interactivity: z.strictObject({ is_enabled: z.literal(true) }),
    event_subscriptions: z.strictObject({ bot_events: z.array(z.string()) }),
    org_deploy_enabled: z.boolean(),
    socket_mode_enabled: z.boolean(),
    token_rotation_enabled: z.literal(false),
  }),
});

const manifest = manifestSchema.parse(parse(readFileSync('manifest.yaml', 'utf8')));

it('asks for the scopes that have a reason, and for no others', () => {
  expect(manifest.oauth_config.scopes.bot).toEqual(Object.keys(scopes));
});

it('has a shortcut for everywhere, and one for messages', () => {
  const ways = manifest.features.shortcuts.map(({ type, callback_id }) => [type, callback_id]);
  expect(ways).toEqual([
    ['global', shortcuts.anywhere],
    ['message', shortcuts.message],
  ]);
});

it('tells in the docs what each scope is for', () => {
  const docs = readFileSync('docs/install.md', 'utf8').replace(/ +/g, ' ');
  for (const [scope, reason] of Object.entries(scopes)) {
    expect(docs).toContain(`| \`${scope}\` | ${reason} |`);
  }
});

it('has the one command', () => {
  expect(manifest.features.slash_commands.map(({ command }) => command)).toEqual(['/replicate']);
});
