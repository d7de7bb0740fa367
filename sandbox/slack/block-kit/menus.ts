import { isDeepStrictEqual } from 'node:util';
import { z } from 'zod';
import { type Json, list, records } from '../json.ts';
import { anyText, chars, confirm, id, plainText } from './text.ts';

const plain = { action_id: id.optional(), confirm: confirm.optional() };
const focused = { ...plain, focus_on_load: z.boolean().optional() };
const select = { ...focused, placeholder: plainText(150).optional() };
const multi = { ...select, max_selected_items: z.number().int().min(1).optional() };

const plainOption = option(plainText(75));
const anyOption = option(anyText(75));

/** Docs, "Option object": a `url` only in an overflow menu. */
function option(text: z.ZodType, more: z.ZodRawShape = {}) {
  return z.strictObject({ text, value: chars(150), description: anyText(75).optional(), ...more });
}

/** Docs of each of them: what is chosen at first has to be exactly like one of the options. */
function beginsRight(given: Json): boolean {
  const groups = records(given['option_groups']).flatMap((one) => list(one['options']));
  const options = [...list(given['options']), ...groups];
  const initial = [given['initial_option'], ...list(given['initial_options'])];
  return initial
    .filter((one) => one !== undefined)
    .every((one) => options.some((option) => isDeepStrictEqual(one, option)));
}
const wrongBeginning = 'initial options must exactly match the options';

const options = z.array(plainOption).min(1).max(100);
const group = z.strictObject({ label: plainText(75), options });
const choices = {
  options: options.optional(),
  option_groups: z.array(group).min(1).max(100).optional(),
};
const oneKind = 'must have one of options and option_groups';

function oneOfChoices(given: { options?: unknown; option_groups?: unknown }): boolean {
  return (given.options === undefined) !== (given.option_groups === undefined);
}

/** Its choices come from the app (docs, "block_suggestion payload"). */
export const externalSelect = z.strictObject({
  type: z.literal('external_select'),
  ...select,
  initial_option: plainOption.optional(),
  min_query_length: z.number().int().min(0).optional(),
});

/** What an app may answer when it is asked for choices: none is an answer too. */
export const suggested = z.union([
  z.strictObject({ options: z.array(plainOption).max(100) }),
  z.strictObject({ option_groups: z.array(group).max(100) }),
]);

/** slack.md B3: at most 5 options. */
export const overflow = z.strictObject({
  type: z.literal('overflow'),
  ...plain,
  options: z
    .array(option(plainText(75), { url: chars(3000).optional() }))
    .min(1)
    .max(5),
});

export const staticSelect = z
  .strictObject({
    type: z.literal('static_select'),
    ...select,
    ...choices,
    initial_option: plainOption.optional(),
  })
  .refine(oneOfChoices, oneKind)
  .refine(beginsRight, wrongBeginning);

export const multiStaticSelect = z
  .strictObject({
    type: z.literal('multi_static_select'),
    ...multi,
    ...choices,
    initial_options: z.array(plainOption).min(1).optional(),
  })
  .refine(oneOfChoices, oneKind)
  .refine(beginsRight, wrongBeginning);

export const radioButtons = z
  .strictObject({
    type: z.literal('radio_buttons'),
    ...focused,
    options: z.array(anyOption).min(1).max(10),
    initial_option: anyOption.optional(),
  })
  .refine(beginsRight, wrongBeginning);

export const checkboxes = z
  .strictObject({
    type: z.literal('checkboxes'),
    ...focused,
    options: z.array(anyOption).min(1).max(10),
    initial_options: z.array(anyOption).min(1).optional(),
  })
  .refine(beginsRight, wrongBeginning);

export const usersSelect = z.strictObject({
  type: z.literal('users_select'),
  ...select,
  initial_user: z.string().optional(),
});

export const multiUsersSelect = z.strictObject({
  type: z.literal('multi_users_select'),
  ...multi,
  initial_users: z.array(z.string()).optional(),
});

/** Docs, "Conversation filter object". */
const filter = z
  .strictObject({
    include: z
      .array(z.enum(['im', 'mpim', 'private', 'public']))
      .min(1)
      .optional(),
    exclude_external_shared_channels: z.boolean().optional(),
    exclude_bot_users: z.boolean().optional(),
  })
  .refine((given) => Object.keys(given).length > 0, 'must have at least one field');

const responds = { response_url_enabled: z.boolean().optional() };
const filtered = {
  default_to_current_conversation: z.boolean().optional(),
  filter: filter.optional(),
};

export const conversationsSelect = z.strictObject({
  type: z.literal('conversations_select'),
  ...select,
  ...responds,
  ...filtered,
  initial_conversation: z.string().optional(),
});

export const multiConversationsSelect = z.strictObject({
  type: z.literal('multi_conversations_select'),
  ...multi,
  ...filtered,
  initial_conversations: z.array(z.string()).optional(),
});

export const channelsSelect = z.strictObject({
  type: z.literal('channels_select'),
  ...select,
  ...responds,
  initial_channel: z.string().optional(),
});

export const multiChannelsSelect = z.strictObject({
  type: z.literal('multi_channels_select'),
  ...multi,
  initial_channels: z.array(z.string()).optional(),
});
