import { z } from 'zod';
import * as element from './elements.ts';
import { richText } from './rich-text.ts';
import { tableBlocks } from './tables.ts';
import { taskBlocks } from './tasks.ts';
import { anyText, chars, id, mrkdwn, plainText } from './text.ts';

const block_id = id.optional();

const section = z
  .strictObject({
    type: z.literal('section'),
    block_id,
    text: anyText(3000).optional(),
    fields: z.array(anyText(2000)).min(1).max(10).optional(),
    accessory: element.accessory.optional(),
    expand: z.boolean().optional(),
  })
  .refine(
    (given) => given.text !== undefined || given.fields !== undefined,
    'must have one of text and fields',
  );

const context = z.strictObject({
  type: z.literal('context'),
  block_id,
  elements: z.array(element.contextElement).min(1).max(10),
});

const actions = z.strictObject({
  type: z.literal('actions'),
  block_id,
  elements: z.array(element.actionsElement).min(1).max(25),
});

const header = z.strictObject({ type: z.literal('header'), block_id, text: plainText(150) });
const divider = z.strictObject({ type: z.literal('divider'), block_id });

const input = z.strictObject({
  type: z.literal('input'),
  block_id,
  label: plainText(2000),
  hint: plainText(2000).optional(),
  optional: z.boolean().optional(),
  dispatch_action: z.boolean().optional(),
  element: element.inputElement,
});

const markdown = z.strictObject({ type: z.literal('markdown'), block_id, text: chars(12_000) });

const alert = z.strictObject({
  type: z.literal('alert'),
  block_id,
  text: anyText(3000),
  level: z.enum(['default', 'info', 'warning', 'error', 'success']).optional(),
});

const card = z.strictObject({
  type: z.literal('card'),
  block_id,
  hero_image: element.imageElement.optional(),
  icon: element.imageElement.optional(),
  title: mrkdwn(150).optional(),
  subtitle: mrkdwn(150).optional(),
  body: mrkdwn(200).optional(),
  actions: z.array(element.button).optional(),
});

const carousel = z.strictObject({
  type: z.literal('carousel'),
  block_id,
  elements: z.array(card).min(1).max(10),
});

const contextActions = z.strictObject({
  type: z.literal('context_actions'),
  block_id,
  elements: z.array(element.contextActionsElement).min(1).max(5),
});

const file = z.looseObject({ type: z.literal('file'), block_id, external_id: z.string() });
const video = z.looseObject({ type: z.literal('video'), block_id, video_url: z.string() });

const child = z.discriminatedUnion('type', [
  actions,
  context,
  divider,
  file,
  header,
  element.imageBlock,
  input,
  richText,
  section,
  tableBlocks.table,
  video,
]);

const container = z
  .strictObject({
    type: z.literal('container'),
    block_id,
    title: plainText(150).optional(),
    rich_text_title: richText.optional(),
    subtitle: anyText(150).optional(),
    child_blocks: z.array(child).min(1).max(10),
    width: z.enum(['narrow', 'standard', 'wide', 'full']).optional(),
    icon: element.imageElement.optional(),
    is_collapsible: z.boolean().optional(),
    default_collapsed: z.boolean().optional(),
    has_header_divider: z.boolean().optional(),
  })
  .refine(
    (given) => given.title !== undefined || given.rich_text_title !== undefined,
    'must have one of title and rich_text_title',
  )
  .refine(
    (given) => given.is_collapsible === true || given.default_collapsed !== true,
    'default_collapsed requires is_collapsible',
  );

/** Every block, with the limits of slack.md B3. An unknown member is an error, as with Slack. */
export const block = z.discriminatedUnion('type', [
  actions,
  alert,
  card,
  carousel,
  container,
  context,
  contextActions,
  divider,
  file,
  header,
  element.imageBlock,
  input,
  markdown,
  richText,
  section,
  tableBlocks.table,
  tableBlocks.dataTable,
  taskBlocks.taskCard,
  taskBlocks.plan,
  video,
]);
